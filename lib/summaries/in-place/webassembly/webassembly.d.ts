/** What the kernel's loader uses of `WebAssembly`, which Node has and its types do not: they leave it to the browser's. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    /** What it asks for from outside. */
    static imports(module: Module): readonly unknown[];
  }
  class Instance<Exports> {
    constructor(module: Module);
    readonly exports: Exports;
  }
  type Memory = { readonly buffer: ArrayBuffer };
  type Global = { readonly value: number };
}
