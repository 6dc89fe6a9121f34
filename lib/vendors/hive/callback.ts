/** Hive's callback, as far as it is needed to find the job: the whole task, whose `id` is the submission's `task_id`. */
import * as z from 'zod';
import { parseJson } from '../../platform/parse-json.ts';
import { type CallbackReader, isVendorJobId } from '../vendor.ts';

const hiveCallbackSchema = z.looseObject({ id: z.string() });

export const hiveCallbackReader: CallbackReader = {
  name: 'hive',
  readJobId: (body) => {
    const { data } = hiveCallbackSchema.safeParse(parseJson(body));
    return data !== undefined && isVendorJobId(data.id) ? data.id : undefined;
  },
};
