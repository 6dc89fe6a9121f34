/** Objects at random that are alike: the same keys and names, other numbers and texts. The same for the same seed. */
import { anyJson, anyListForm, anyNumber, anyScores, anySpace, anyString, anyWord, listOf } from './random-json.ts';
import { anyScore, below, oneOf, type Random } from './random-numbers.ts';

/** Answers one more that is like the others. */
export type ElementForm = (random: Random) => string;

type ValueForm = (random: Random) => string;

export function anyElementForm(random: Random): ElementForm {
  const space = anySpace(random);
  const keys = new Set(Array.from({ length: below(random, 9) }, () => anyKey(random)));
  const members = [...keys].map((key) => {
    const before = `${space()}${key}${space()}:${space()}`;
    return { before, value: anyValueForm(random), after: space() };
  });
  return (random) =>
    `{${members.map(({ before, value, after }) => `${before}${value(random)}${after}`).join()}${keys.size === 0 ? space() : ''}}`;
}

function anyKey(random: Random): string {
  return oneOf(random, [
    '"emotions"',
    '"time"',
    '"frame"',
    '"text"',
    '"a b"',
    '"é"',
    '"x"',
    '"y"',
    '"z"',
    '""',
    '"\u2028"',
  ]);
}

function anyValueForm(random: Random): ValueForm {
  return oneOf(random, [() => numberForm, () => textForm, () => wordForm, () => spanForm, anyScoresForm, anyOtherForm])(
    random,
  );
}

const numberForm: ValueForm = (random) => (random() < 0.9 ? String(anyScore(random)) : anyNumber(random));
const textForm: ValueForm = (random) => anyString(random);
/** Mostly the same one: another makes another kind of element. */
const wordForm: ValueForm = (random) => (random() < 0.9 ? 'null' : anyWord(random));
/** Now and then with a key twice. */
const spanForm: ValueForm = (random) => {
  const before = random() < 0.2 ? '"begin":null,' : '';
  const after = random() < 0.2 ? `,"begin":${numberForm(random)}` : '';
  return `{${before}"begin":${numberForm(random)},"end":${numberForm(random)}${after}}`;
};

function anyScoresForm(random: Random): ValueForm {
  const form = anyListForm(random);
  return (random) => listOf(form, anyScores(random, form));
}

function anyOtherForm(random: Random): ValueForm {
  const value = anyJson(random, 3);
  return () => value;
}
