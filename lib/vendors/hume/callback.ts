/** Hume's callback, as far as it is needed to find the job. */
import * as z from 'zod';
import { parseJson } from '../../platform/parse-json.ts';
import { type CallbackReader, isVendorJobId } from '../vendor.ts';

const humeCallbackSchema = z.looseObject({ job_id: z.string() });

export const humeCallbackReader: CallbackReader = {
  name: 'hume',
  readJobId: (body) => {
    const { data } = humeCallbackSchema.safeParse(parseJson(body));
    return data !== undefined && isVendorJobId(data.job_id) ? data.job_id : undefined;
  },
};
