/** Hume's callback, as far as it is needed to find the job. */
import { makeCallbackReader } from '../callback-reader.ts';

/** The v0 reference gives a job's id the format `uuid`, without saying of which version. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const humeCallbackReader = makeCallbackReader({
  name: 'hume',
  idField: 'job_id',
  // Written in small letters, and taken in either (RFC 9562, section 4): one job has one key, whoever spells it.
  jobIdOf: (text) => (UUID.test(text) ? text.toLowerCase() : undefined),
});
