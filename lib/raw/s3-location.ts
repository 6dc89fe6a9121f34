/** Where a raw object is: the very version that was kept, where the bucket has versions. */
import type { RawRef } from '../summaries/raw-ref.ts';

export function locationOf(bucket: string, { key, versionId }: RawRef) {
  return { Bucket: bucket, Key: key, ...(versionId !== null && { VersionId: versionId }) };
}
