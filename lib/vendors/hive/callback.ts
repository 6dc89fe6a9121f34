/** Hive's callback, as far as it is needed to find the job: the whole task, whose `id` is the submission's `task_id`. */
import { makeCallbackReader } from '../callback-reader.ts';
import { isVendorJobId } from '../vendor.ts';

/** Hive's documents show UUIDs and promise none: any token will do, and its letters may have a case. */
export const hiveCallbackReader = makeCallbackReader({
  name: 'hive',
  idField: 'id',
  jobIdOf: (text) => (isVendorJobId(text) ? text : undefined),
});
