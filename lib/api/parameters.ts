/** Parameters of query, path and body that several routes share. Every message names its parameter; see `answers.ts`. */
import { z } from '@hono/zod-openapi';
import { JOB_STATUSES } from '../jobs/statuses.ts';
import { FILE_KEY_PATTERN, MAX_REF_LENGTH } from '../summaries/identity.ts';
import { LEAST_SEARCHED_PROBABILITY, SEVERITY_LEVELS } from '../summaries/policy.ts';
import { isVendorJobId } from '../vendors/vendor.ts';

const DEFAULT_PAGE = 25;
const LARGEST_PAGE = 100;
const LIMIT_MESSAGE = `must be a whole number from 1 to ${LARGEST_PAGE}`;

export const cursorParameter = z
  .string()
  .min(1)
  .max(16_384)
  .optional()
  .openapi({ description: 'The `cursor` of the page before' });

export const pageParameters = {
  limit: z.coerce
    .number({ error: LIMIT_MESSAGE })
    .int(LIMIT_MESSAGE)
    .min(1, LIMIT_MESSAGE)
    .max(LARGEST_PAGE, LIMIT_MESSAGE)
    .default(DEFAULT_PAGE)
    .openapi({ description: `Rows per page, 1 to ${LARGEST_PAGE}` }),
  cursor: cursorParameter,
};

export const fileKeyParameter = z
  .string()
  .regex(FILE_KEY_PATTERN, 'must be 22 base64url characters')
  .openapi({ example: 'WcE-sntu8ba4SFhePJ8zX1' });

export const vendorParameter = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be the name of a vendor')
  .openapi({ example: 'hume' });

export const jobParameters = z.object({
  vendor: vendorParameter,
  jobId: z
    .string()
    .refine(isVendorJobId, 'must be a job id of the vendor')
    .openapi({ example: '908c9fae-1290-4776-9e37-b1a8d1a03fea' }),
});

const MOMENT_MESSAGE = 'must be an ISO 8601 date or date-time';

/** Years before 0 and after 9999 are spelt with a sign, and sort before all others. */
const isPlainYear = (text: string) => /^\d{4}-/.test(text);

function momentParameter(dayStandsFor: '00:00:00.000Z' | '23:59:59.999Z') {
  return z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: MOMENT_MESSAGE })
    .transform((text) => new Date(text.includes('T') ? text : `${text}T${dayStandsFor}`).toISOString())
    .refine(isPlainYear, MOMENT_MESSAGE)
    .optional()
    .openapi({ type: 'string', format: 'date-time' });
}

/** Bounds of a time span, both inclusive, made comparable with the times that Verdex writes; a day counts whole, in UTC. */
export const fromParameter = momentParameter('00:00:00.000Z');
export const toParameter = momentParameter('23:59:59.999Z');

/** The first moment of a plain year. */
const FIRST_MOMENT = '0000-01-01T00:00:00.000Z';

/**
 * A date-time in a body, within bounds that both belong to it. It is of a plain year whatever its offset: times are
 * compared as text.
 */
export function dateTimeWithin({
  from = new Date(FIRST_MOMENT),
  to,
  message,
}: {
  from?: Date;
  /** Asked of each request. */
  to: () => Date;
  message: string;
}) {
  const isWithin = (text: string) => {
    const at = Date.parse(text);
    // What is no time at all was refused already.
    return Number.isNaN(at) || (at >= from.getTime() && at <= to().getTime());
  };
  return z.iso.datetime({ offset: true, error: message }).refine(isWithin, message);
}

/** For routes that take none: a parameter that does nothing is a mistake. */
export const noParameters = z.strictObject({});

/** A misspelt name finds nothing: this tells it from one that is rare. */
export const knownSchema = z
  .boolean()
  .openapi({ description: 'Whether every name that was asked by is one that a vendor is known to have' });

/** A vendor's name for an emotion, a model or a class. */
export const nameParameter = z.string().min(1).max(200).openapi({ description: 'Exactly as the vendor writes it' });

export const scoreParameter = z
  .string()
  .regex(/\S/, 'must be a number')
  .pipe(z.coerce.number({ error: 'must be a number' }))
  .openapi({ type: 'number', description: 'The least mean of the emotion over the file' });

const SEVERITY_MESSAGE = `must be ${SEVERITY_LEVELS.slice(0, -1).join(', ')} or ${SEVERITY_LEVELS.at(-1)}`;

export const severityParameter = z.coerce
  .number({ error: SEVERITY_MESSAGE })
  .refine((severity) => SEVERITY_LEVELS.some((level) => level === severity), SEVERITY_MESSAGE)
  .openapi({ type: 'integer', enum: [...SEVERITY_LEVELS] });

const PROBABILITY_MESSAGE = `must be a number from ${LEAST_SEARCHED_PROBABILITY} to 1`;

export const probabilityParameter = z.coerce
  .number({ error: PROBABILITY_MESSAGE })
  .min(LEAST_SEARCHED_PROBABILITY, PROBABILITY_MESSAGE)
  .max(1, PROBABILITY_MESSAGE);

/** The user's own name for a file. Half a surrogate pair would be another name once it is stored. */
export const refParameter = z
  .string({ error: 'must be text' })
  .min(1, 'is empty')
  .max(MAX_REF_LENGTH, `must be at most ${MAX_REF_LENGTH} characters`)
  .refine((ref) => ref.isWellFormed(), 'must be well-formed Unicode');

export const statusParameter = z.enum(JOB_STATUSES, { error: `must be one of ${JOB_STATUSES.join(', ')}` });

export const reasonParameter = z
  .string({ error: 'must be text' })
  .min(1, 'is empty')
  .max(500)
  .optional()
  .openapi({ description: 'A part of the reason, as it is written' });
