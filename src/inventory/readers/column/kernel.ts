import { scalar } from "./wasm/index.ts?wasm";

/** The loops that see every value, compiled to WebAssembly: what they do stands in `wasm/`. */
export interface Kernel {
  readonly memory: {
    /** Another one after `grow`. */
    readonly buffer: ArrayBuffer;
    /** By so many pages of 64 KiB. */
    grow(pages: number): void;
  };

  readonly INTEGERS: Constant;
  readonly RANGE: Constant;
  findRange(count: number): void;

  readonly QUARTERS: Constant;
  readonly MOST_QUARTERS: Constant;
  countQuarters(count: number, units: number, first: number): void;

  readonly BLOCK: Constant;
  unpackSnappy(at: number, to: number, out: number, outTo: number): number;
}

interface Constant {
  readonly value: number;
}

let shared: Kernel | undefined;

/** The kernel of this thread: what it leaves is used up before anyone else calls it. */
export function sharedKernel(): Kernel {
  shared ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(scalar, "base64")))
    .exports;
  return shared;
}

// The part of it that is used: TypeScript has its types in "dom" only.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: Kernel };
};
