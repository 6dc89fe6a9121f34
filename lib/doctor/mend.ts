/** Mending what was found, and looking whether it is mended: a repair that ran may have changed nothing, or not enough. */
import { jobKeyOf } from '../summaries/job-name.ts';
import type { Examine } from './examine.ts';
import type { Finding, Repair } from './finding.ts';

export type MendDeps = {
  examine: Pick<Examine, 'again'>;
  /** Undefined once it is done; otherwise why it could not be. */
  repair: (repair: Repair) => Promise<string | undefined>;
};

/** Undefined once what was found is found no longer; otherwise why it still is. */
export function makeMend({ examine, repair }: MendDeps) {
  /** What came of each repair. One run is for all that is wrong with a job's rows, or its record; rows are removed by file. */
  const ran = new Map<string, string | undefined>();
  /** A job's findings come one after the other. */
  let look: { key: string; left: Finding[] } | undefined;

  return async (finding: Finding): Promise<string | undefined> => {
    const { repair: wanted } = finding;
    if (wanted === undefined) return 'nothing that is kept says what would be right';
    const key = keyOf(finding.job, wanted.by, 'fileKey' in wanted ? wanted.fileKey : undefined);
    if (!ran.has(key)) {
      ran.set(key, await repair(wanted));
      look = undefined;
    }
    const problem = ran.get(key);
    if (problem !== undefined) return problem;
    const still = (await leftOf(finding)).find((left) => isAbout(finding, wanted, left));
    if (still === undefined) return undefined;
    const isTheSame = still.kind === finding.kind && still.fileKey === finding.fileKey;
    return isTheSame ? 'it is still so' : `now ${still.kind}: ${still.detail}`;
  };

  async function leftOf(finding: Finding): Promise<Finding[]> {
    const { job, kind, fileKey } = finding;
    const key = kind === 'stray rows' ? keyOf(job, kind, fileKey) : keyOf(job);
    if (look?.key !== key) look = { key, left: await examine.again(finding) };
    return look.left;
  }
}

function keyOf(job: Finding['job'], ...more: (string | undefined)[]): string {
  return JSON.stringify([jobKeyOf(job), ...more]);
}

/** Whether what is left is of what was to be mended. Of a job that was made again, nobody else tells. */
function isAbout({ kind, fileKey }: Finding, { by }: Repair, left: Finding): boolean {
  if (by === 'indexing the raw result') return true;
  const isOfKind = left.kind === kind || left.repair?.by === by;
  return isOfKind && (left.fileKey === undefined || left.fileKey === fileKey);
}
