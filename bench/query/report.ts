/** The table of how each question grows with the index, and the line of JSON. */
import { say, table } from '../../local/terminal.ts';
import type { Asked } from './ask.ts';
import type { Loaded } from './load.ts';
import { QUESTIONS } from './questions.ts';

export type Measured = { loaded: Loaded; loadSeconds: number; asked: ReadonlyMap<string, Asked> };

export function report(measured: readonly Measured[]): void {
  const sizes = measured.map(({ loaded }) => loaded.rows.toLocaleString('en'));
  say('Each question, through the query API’s handler: p50 / p99 in ms (DynamoDB requests), by rows of the index');
  table([
    ['question', ...sizes, 'p50 grows', 'requests'],
    ...QUESTIONS.map(({ name }) => {
      const answers = measured.map(({ asked }) => asked.get(name));
      const [first, last] = [answers[0], answers.at(-1)];
      return [
        name,
        ...answers.map((one) => `${one?.p50.toFixed(1)} / ${one?.p99.toFixed(1)} (${one?.requests.toFixed(1)})`),
        first && last ? `${(last.p50 / first.p50).toFixed(2)} ×` : '',
        first && last ? `${(last.requests / first.requests).toFixed(2)} ×` : '',
      ];
    }),
  ]);
  const results = measured.map(({ loaded, loadSeconds, asked }) => ({
    ...loaded,
    loadSeconds: Math.round(loadSeconds),
    asked: Object.fromEntries(asked),
  }));
  say(JSON.stringify({ bench: 'query', node: process.version, results }));
}
