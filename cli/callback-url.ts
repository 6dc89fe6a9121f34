/** `verdex callback-url`: a URL to give to a vendor with a job. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { askApi, readDeployment } from './api-client.ts';
import { WrongUsage } from './problem.ts';
import { isOfParseArgs } from './problem-of-arguments.ts';

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
/** What a deployment takes: `lib/api/callback-url-routes.ts`. */
const SHORTEST_SECONDS = 60;
const LONGEST_DAYS = 3650;
const EXPIRES_IN_USAGE = '--expires-in takes seconds, or 15m, 12h, 30d';

/** Only what a vendor can be given: a URL, printed as it is. */
const mintedSchema = z.object({ url: z.string().regex(/^https?:\/\/[\x21-\x7e]+$/) });

/** Prints the URL, and nothing else. */
export async function callbackUrl(args: string[]): Promise<number> {
  const { values, positionals } = parse(args);
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

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { ref: { type: 'string' }, 'expires-in': { type: 'string' }, 'bind-first': { type: 'boolean' } },
    });
  } catch (error) {
    // To `parseArgs` a negative number is an option.
    const isExpiry = isOfParseArgs(error) && error.message.startsWith("Option '--expires-in");
    throw isExpiry ? new WrongUsage(EXPIRES_IN_USAGE) : error;
  }
}

/** `90`, `90s`, `15m`, `12h`, `30d`. */
function secondsOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,10})([smhd]?)$/.exec(text) ?? [];
  if (count === '') throw new WrongUsage(EXPIRES_IN_USAGE);
  const seconds = Number(count) * (SECONDS[unit] ?? 1);
  if (seconds < SHORTEST_SECONDS || seconds > LONGEST_DAYS * 86_400) {
    throw new WrongUsage(`--expires-in: from ${SHORTEST_SECONDS} s to ${LONGEST_DAYS}d`);
  }
  return seconds;
}
