/** What Verdex makes of a Hive task. */
import { DEFAULT_HEADLINE_CLASSES } from '../../lib/vendors/hive/classes.ts';
import { makeSummariseHive } from '../../lib/vendors/hive/summarise.ts';
import { bytesOf, onlyFile, summarised } from './result-bytes.ts';

export function summarise(result: unknown, context = {}, headlineClasses = DEFAULT_HEADLINE_CLASSES) {
  return summarised(makeSummariseHive(headlineClasses), bytesOf(result), context);
}

export async function moderationOf(result: unknown, headlineClasses = DEFAULT_HEADLINE_CLASSES) {
  const { moderation } = onlyFile(await summarise(result, {}, headlineClasses));
  if (moderation === null) throw new Error('no moderation');
  return moderation;
}
