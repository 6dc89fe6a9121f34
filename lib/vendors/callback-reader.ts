/** Finding the job in a callback whose job id is a field of its own at the top, as both vendors' is. */
import * as z from 'zod';
import { parseJson } from '../platform/parse-json.ts';
import { type CallbackReader, isVendorJobId } from './vendor.ts';

const bodySchema = z.looseObject({});

export function makeCallbackReader(name: string, idField: string): CallbackReader {
  return {
    name,
    isJobId: isVendorJobId,
    readJobId: (body) => {
      const jobId = bodySchema.safeParse(parseJson(body)).data?.[idField];
      return typeof jobId === 'string' && isVendorJobId(jobId) ? jobId : undefined;
    },
  };
}
