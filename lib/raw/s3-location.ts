/** Where a raw object is: the very version that was kept, where the bucket has versions. */
import type { RawRef } from '../summaries/file-summary.ts';

export function locationOf(bucket: string, { key, versionId }: RawRef) {
  return { Bucket: bucket, Key: key, ...(versionId !== null && { VersionId: versionId }) };
}
