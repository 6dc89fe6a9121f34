/** What `verdex import` says: while it works, and at the end. */
import { type DocumentPlace, type Group, type ImportTally, NAMED_AT_MOST } from '../lib/imports/import-tally.ts';
import { oneLine } from './problem.ts';

const count = new Intl.NumberFormat('en');

/** One line: what was read and how fast, what was kept, and what came of it so far. */
export function progressOf({ counts, outcomes }: ImportTally, seconds: number): string {
  const { refused, ...taken } = outcomes;
  const done = Object.values(taken).reduce((sum, number) => sum + number, 0);
  const rate = seconds > 0 ? ` (${megabytes(counts.bytes / seconds)}/s)` : '';
  const bytes = `${megabytes(counts.bytes)} read${rate}, ${megabytes(counts.keptBytes)} kept`;
  const documents = `${count.format(done)} done, ${counts.underWay} under way, ${count.format(refused)} refused`;
  return `${counted(counts.files, 'file')}, ${bytes}; ${documents}`;
}

export type ReportAbout = { seconds: number; isDryRun: boolean };

/** Lines of text. What names and vendors' words hold moves no cursor. */
export function reportOf(tally: ImportTally, { seconds, isDryRun }: ReportAbout): string {
  const { counts, outcomes } = tally;
  const looked = `${counted(counts.files, 'file')}, ${counted(counts.documents, 'document')}`;
  const speed = seconds > 0 ? `${megabytes(counts.bytes)} in ${seconds.toFixed(1)} s` : megabytes(counts.bytes);
  const lines = [
    ...(isDryRun ? ['A dry run: nothing was written. What would be:'] : []),
    row('looked at', `${looked}, ${speed}`),
    row(isDryRun ? 'new' : 'new, indexed', count.format(outcomes.new)),
    ...rowIfAny('replaced', outcomes.replaced, 'in the place of another result'),
    row('already there', count.format(outcomes.known)),
    ...rowIfAny('failed', outcomes.failed, 'at the vendor, as the result says; nothing to index'),
    ...rowIfAny('left', outcomes.left, 'kept and recorded; the deployment goes on with them'),
    ...groupLines(tally.leftGroups),
    row('refused', count.format(outcomes.refused)),
    ...groupLines(tally.refusedGroups),
    ...rowIfAny('passed over', counts.passedOver, 'files that are no JSON, of those that nobody named'),
    ...groupLines(tally.passedOverGroups),
    ...warningLines(tally),
    ...namedLines('Refused', tally.refused, outcomes.refused, 'bytes in a reason count from the document’s first'),
    ...namedLines('Job ids made up of the bytes', tally.madeUp, counts.madeUp, 'the same bytes always give the same'),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function warningLines({ warnings, names }: ImportTally): string[] {
  const { withoutFiles, incomplete, withErrors } = warnings;
  return [
    ...rowIfAny('without files', withoutFiles, 'results that speak of no file'),
    ...rowIfAny('with errors', withErrors, 'the vendor reported errors in them, or something was left out'),
    ...rowIfAny('incomplete', incomplete, 'less is in them than there should be'),
    ...rowIfAny('unknown classes', names.unknownClasses.size, listed(names.unknownClasses)),
    ...rowIfAny('changed heads', names.changedHeads.size, listed(names.changedHeads)),
  ];
}

type NamedDocument = DocumentPlace & { text: string };

function namedLines(title: string, named: readonly NamedDocument[], total: number, note: string): string[] {
  if (named.length === 0) return [];
  const which = total > NAMED_AT_MOST ? `the first ${NAMED_AT_MOST} of ${count.format(total)}; ${note}` : note;
  return ['', `${title} (${which}):`, ...named.map((one) => `  ${placeOf(one)}  ${oneLine(one.text)}`)];
}

/** A file, or where in it. */
function placeOf({ source, line, begin }: DocumentPlace): string {
  return begin === 0 ? oneLine(source) : `${oneLine(source)}:${line} (byte ${begin})`;
}

function groupLines(groups: ReadonlyMap<string, Group>): string[] {
  const mostFirst = [...groups.values()].toSorted((a, b) => b.count - a.count);
  return mostFirst.map((group) => `${' '.repeat(19)}${count.format(group.count)} × ${oneLine(group.example)}`);
}

function row(title: string, text: string): string {
  return `  ${title.padEnd(17)}${text}`;
}

function rowIfAny(title: string, number: number, note: string): string[] {
  return number === 0 ? [] : [row(title, `${count.format(number)}  ${note}`)];
}

function counted(number: number, noun: string): string {
  return `${count.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function listed(names: ReadonlySet<string>): string {
  return oneLine([...names].slice(0, NAMED_AT_MOST).join(', '));
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}
