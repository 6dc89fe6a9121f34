/** `verdex callback-url`: a URL to give to a vendor with a job. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { askApi, readDeployment } from './api-client.ts';
import { WrongUsage } from './problem.ts';

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Only what a vendor can be given: a URL, printed as it is. */
const mintedSchema = z.object({ url: z.string().regex(/^https?:\/\/[\x21-\x7e]+$/) });

/** Prints the URL, and nothing else. */
export async function callbackUrl(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ref: { type: 'string' }, 'expires-in': { type: 'string' }, 'bind-first': { type: 'boolean' } },
  });
  const [vendor, ...rest] = positionals;
  if (!vendor || rest.length > 0) throw new WrongUsage('callback-url takes one vendor');
  if (values.ref === '') throw new WrongUsage('an empty --ref says nothing');
  const expiresIn = values['expires-in'];
  const wish = {
    vendor,
    ...(values.ref !== undefined && { ref: values.ref }),
    ...(expiresIn !== undefined && { expiresInSeconds: secondsOf(expiresIn) }),
    ...(values['bind-first'] && { bindFirst: true }),
  };
  const request = { method: 'POST', path: '/callback-urls', body: wish, answer: mintedSchema } as const;
  const { url } = await askApi(readDeployment(process.env), request);
  process.stdout.write(`${url}\n`);
  return 0;
}

/** `90`, `90s`, `15m`, `12h`, `30d`. The deployment knows what is too little and too much. */
function secondsOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,10})([smhd]?)$/.exec(text) ?? [];
  if (count === '') throw new WrongUsage('--expires-in takes seconds, or 15m, 12h, 30d');
  return Number(count) * (SECONDS[unit] ?? 1);
}
