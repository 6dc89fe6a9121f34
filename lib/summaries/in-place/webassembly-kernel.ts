/** The kernel in WebAssembly: what webassembly/assembly/ is built into, and views of its memory. */
import { type Kernel, MAX_SCORES, WINDOW_BYTES } from './kernel.ts';
import { MAX_EXPONENT, powersOfTen } from './powers-of-ten.ts';
import { KERNEL_MODULE } from './webassembly/kernel-module.ts';

/** As webassembly/assembly/kernel.ts exports it. */
type KernelExports = Pick<Kernel, 'skipValue' | 'readNumber' | 'walkList' | 'learn' | 'readLearned' | 'forget'> & {
  readonly memory: WebAssembly.Memory;
  readonly walked: WebAssembly.Global;
} & Readonly<
    Record<'SCORES_AT' | 'RANGES_AT' | 'POWERS_AT' | 'WINDOW_BYTES' | 'MAX_SCORES' | 'MAX_EXPONENT', WebAssembly.Global>
  >;

/** What all kernels of a process have in common; each has its own memory. Made with the first, for there may be none. */
let shared: { module: WebAssembly.Module; powers: Float64Array } | undefined;

/**
 * Compiles in place, as it is a few KB: half a millisecond. Throws whatever `WebAssembly` throws where there is none, where it
 * lacks SIMD, or where no memory is to be had.
 */
export function makeWebassemblyKernel(): Kernel {
  shared ??= { module: new WebAssembly.Module(Buffer.from(KERNEL_MODULE, 'base64')), powers: powersOfTen() };
  const { exports } = new WebAssembly.Instance<KernelExports>(shared.module);
  const { memory, walked, SCORES_AT, RANGES_AT, POWERS_AT } = exports;
  const { skipValue, readNumber, walkList, learn, readLearned, forget } = exports;
  demandSameSizes(exports);
  new Float64Array(memory.buffer, POWERS_AT.value, shared.powers.length).set(shared.powers);
  return {
    kind: 'webassembly',
    window: new Uint8Array(memory.buffer, 0, WINDOW_BYTES),
    scores: new Float64Array(memory.buffer, SCORES_AT.value, MAX_SCORES),
    ranges: new Int32Array(memory.buffer, RANGES_AT.value, 2 * (MAX_SCORES + 2)),
    skipValue,
    readNumber,
    walkList,
    get walked() {
      return walked.value;
    },
    learn,
    readLearned,
    forget,
  };
}

/** The module's sources have these numbers of their own: AssemblyScript cannot import kernel.ts. */
function demandSameSizes(sizes: KernelExports): void {
  const isSame =
    sizes.WINDOW_BYTES.value === WINDOW_BYTES &&
    sizes.MAX_SCORES.value === MAX_SCORES &&
    sizes.MAX_EXPONENT.value === MAX_EXPONENT;
  if (!isSame) throw new Error('the WebAssembly kernel was built with other sizes than kernel.ts has');
}
