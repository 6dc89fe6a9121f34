/** Hume's callback, as far as it is needed to find the job. */
import { makeCallbackReader } from '../callback-reader.ts';

export const humeCallbackReader = makeCallbackReader('hume', 'job_id');
