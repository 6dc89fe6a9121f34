/** The kernel in WebAssembly: what webassembly/assembly/ is built into, and views of its memory. */
import {
  type Kernel,
  LEARNED_BYTES,
  MAX_DEPTH,
  MAX_LEARNED_VALUES,
  MAX_NUMBER,
  MAX_SCORES,
  MAX_STRETCHES,
  MAX_TALLIES,
  TALLY_NAMES,
  WINDOW_BYTES,
} from './kernel.ts';
import { MAX_EXPONENT, powersOfTen } from './powers-of-ten.ts';
import { KERNEL_MODULE } from './webassembly/kernel-module.ts';

/** The module's sources have these numbers of their own: AssemblyScript cannot import kernel.ts. */
const SIZES = {
  WINDOW_BYTES,
  MAX_SCORES,
  MAX_DEPTH,
  LEARNED_BYTES,
  MAX_LEARNED_VALUES,
  MAX_STRETCHES,
  MAX_NUMBER,
  MAX_TALLIES,
  TALLY_NAMES,
  MAX_EXPONENT,
} as const;

/** As webassembly/assembly/kernel.ts exports it. */
type KernelExports = Omit<
  Kernel,
  'kind' | 'window' | 'scores' | 'ranges' | 'gaps' | 'tallies' | 'raised' | 'walked'
> & {
  readonly memory: WebAssembly.Memory;
  readonly walked: WebAssembly.Global;
} & Readonly<Record<Address | keyof typeof SIZES, WebAssembly.Global>>;

type Address = 'SCORES_AT' | 'RANGES_AT' | 'GAPS_AT' | 'TALLIES_AT' | 'RAISED_AT' | 'POWERS_AT';

/** Of all kernels of a process; each has its own memory. Compiled with the first, for there may be none. */
let compiled: WebAssembly.Module | undefined;

/**
 * Compiles in place, as it is a few KB: half a millisecond. Throws whatever `WebAssembly` throws where there is none, where it
 * lacks SIMD, or where no memory is to be had.
 */
export function makeWebassemblyKernel(): Kernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_MODULE, 'base64'));
  const { exports } = new WebAssembly.Instance<KernelExports>(compiled);
  const { memory, walked, SCORES_AT, RANGES_AT, GAPS_AT, TALLIES_AT, RAISED_AT, POWERS_AT } = exports;
  const { skipValue, walkList, learn, readLearned, makeRoom, addScores, forget } = exports;
  demandSameSizes(exports);
  const powers = powersOfTen();
  new Float64Array(memory.buffer, POWERS_AT.value, powers.length).set(powers);
  return {
    kind: 'webassembly',
    window: new Uint8Array(memory.buffer, 0, WINDOW_BYTES),
    scores: new Float64Array(memory.buffer, SCORES_AT.value, MAX_SCORES),
    ranges: new Int32Array(memory.buffer, RANGES_AT.value, 2 * (MAX_SCORES + 2)),
    gaps: new Int32Array(memory.buffer, GAPS_AT.value, 2 * MAX_SCORES),
    skipValue,
    walkList,
    get walked() {
      return walked.value;
    },
    learn,
    readLearned,
    makeRoom,
    tallies: new Float64Array(memory.buffer, TALLIES_AT.value, MAX_TALLIES * 2 * TALLY_NAMES),
    addScores,
    raised: new Int32Array(memory.buffer, RAISED_AT.value, TALLY_NAMES),
    forget,
  };
}

function demandSameSizes(exports: KernelExports): void {
  const isSame = Object.entries(SIZES).every(([name, size]) => Reflect.get(exports, name).value === size);
  if (!isSame) throw new Error('the WebAssembly kernel was built with other sizes than kernel.ts has');
}
