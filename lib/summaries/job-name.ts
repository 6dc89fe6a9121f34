/** Which job: the pair that names one everywhere. */

export type JobName = { vendor: string; jobId: string };

/** `{vendor}#{jobId}`, the ledger's key and the name used in answers and logs. Neither part holds a `#`. */
export function jobKeyOf({ vendor, jobId }: JobName): string {
  return `${vendor}#${jobId}`;
}
