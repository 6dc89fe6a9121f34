/** Finding the job in a callback whose job id is a field of its own at the top, as both vendors' is. */
import * as z from 'zod';
import { parseJson } from '../platform/parse-json.ts';
import type { CallbackReader } from './vendor.ts';

const bodySchema = z.looseObject({});

export type CallbackShape = { name: string; idField: string; jobIdOf: CallbackReader['jobIdOf'] };

export function makeCallbackReader({ name, idField, jobIdOf }: CallbackShape): CallbackReader {
  return {
    name,
    jobIdOf,
    readJobId: (body) => {
      const jobId = bodySchema.safeParse(parseJson(body)).data?.[idField];
      return typeof jobId === 'string' ? jobIdOf(jobId) : undefined;
    },
  };
}
