/** Hive's callback, as far as it is needed to find the job: the whole task, whose `id` is the submission's `task_id`. */
import { makeCallbackReader } from '../callback-reader.ts';

export const hiveCallbackReader = makeCallbackReader('hive', 'id');
