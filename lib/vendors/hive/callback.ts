/** Hive's callback, as far as it is needed to find the job: the whole task, whose `id` is the submission's `task_id`. */
import { makeCallbackReader } from '../callback-reader.ts';
import { isVendorJobId } from '../vendor.ts';

/** Hive's documents show UUIDs and promise none: any token will do. */
export const hiveCallbackReader = makeCallbackReader({ name: 'hive', idField: 'id', isJobId: isVendorJobId });
