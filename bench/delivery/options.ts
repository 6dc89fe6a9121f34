/** What `npm run bench -- delivery` is told. */
import { parseArgs } from 'node:util';

export const DELIVERY_USAGE = `Usage: npm run bench -- delivery [--jobs 2000] [--seed S] [--rate R]

  --jobs N   how many are submitted, half to each vendor (2000; 50 make a quick run)
  --seed S   the same seed gives the same jobs and faults (delivery)
  --rate R   jobs submitted a second (8)`;

export type DeliveryOptions = { jobs: number; seed: string; ratePerSecond: number };

/** Throws an Error of one line, or one of `parseArgs`, for anything else than the usage says. */
export function readDeliveryOptions(argv: readonly string[]): DeliveryOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      jobs: { type: 'string', default: '2000' },
      seed: { type: 'string', default: 'delivery' },
      rate: { type: 'string', default: '8' },
    },
  });
  if (values.seed === '') throw new Error('--seed: must not be empty');
  return {
    jobs: positive('--jobs', values.jobs, /^[1-9]\d{0,5}$/),
    seed: values.seed,
    ratePerSecond: positive('--rate', values.rate, /^(?!0+(\.0*)?$)\d{1,4}(\.\d+)?$/),
  };
}

function positive(option: string, text: string, pattern: RegExp): number {
  if (!pattern.test(text)) throw new Error(`${option}: must be a positive number`);
  return Number(text);
}
