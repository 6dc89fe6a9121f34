/** What can be held against a delivery: nothing else is counted. */

export type FindingKind = 'lost' | 'duplicated' | 'wrong';
/** `job` is `{vendor}#{jobId}`. */
export type Finding = { kind: FindingKind; job: string; what: string };

export type Counts = Record<FindingKind, number>;

/** Jobs, not findings: one that lacks three files is lost once. */
export function countJobs(findings: readonly Finding[]): Counts {
  const jobsWith = (kind: FindingKind) =>
    new Set(findings.filter((finding) => finding.kind === kind).map(({ job }) => job)).size;
  return { lost: jobsWith('lost'), duplicated: jobsWith('duplicated'), wrong: jobsWith('wrong') };
}
