import { POSITIONS_AT, type StructuralKind, structuralsModule } from "./structurals-wasm.ts";

/**
 * Finds the few bytes that decide about the structure of a text, sixteen at a time: the first of the
 * two steps of Langdale & Lemire, "Parsing gigabytes of JSON per second", VLDB Journal 28 (2019).
 * Where WebAssembly's SIMD is missing, byte by byte.
 */
export class Structurals {
  /** Offsets of the bytes found, relative to `from`. Overwritten by the next `find` of any. */
  readonly positions: Int32Array;

  readonly #given: number;
  readonly #kernel: Kernel | null;
  readonly #isFound: Uint8Array;

  /** For delimited text, `given` is the delimiter; for JSON strings, the first byte allowed there. */
  constructor(kind: StructuralKind, given: number, kernel: Kernel | null = sharedKernel(kind)) {
    this.#given = given;
    this.#kernel = kernel;
    this.positions = kernel?.positions ?? new Int32Array(PIECE_BYTES);
    this.#isFound = FOUND[kind](given);
  }

  /**
   * Finds the bytes from `from` (included) to `to` (excluded), which are at most
   * {@link PIECE_BYTES} apart.
   *
   * @returns how many there are
   */
  find(chunk: Buffer, from: number, to: number): number {
    const kernel = this.#kernel;
    if (kernel === null) return this.#findByBytes(chunk, from, to);
    const { input } = kernel;
    input.set(chunk.subarray(from, to));
    // The kernel reads whole blocks: what lies behind the piece must not be found.
    input.fill(FILLER, to - from, to - from + BLOCK_BYTES);
    return kernel.find(to - from, this.#given);
  }

  #findByBytes(chunk: Buffer, from: number, to: number): number {
    const { positions } = this;
    const isFound = this.#isFound;
    let count = 0;
    for (let at = from; at < to; at++) {
      if (isFound[chunk[at] as number] === 1) positions[count++] = at - from;
    }
    return count;
  }
}

/** What one call looks at: it and its findings stay in the processor's nearest caches. */
export const PIECE_BYTES = 1 << 14;

const BLOCK_BYTES = 16;
// A byte that neither is a delimiter nor ends a string.
const FILLER = 0xff;

const FOUND: Readonly<Record<StructuralKind, (given: number) => Uint8Array>> = {
  delimited: (given) => tableOf([given, 0x22, 0x0a, 0x0d, 0]),
  "json-strings": (given) => tableOf([0x22, 0x5c]).fill(1, 0, given),
};

function tableOf(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytes) table[byte] = 1;
  return table;
}

export interface Kernel {
  readonly input: Uint8Array;
  readonly positions: Int32Array;
  find(length: number, given: number): number;
}

// One of a kind is shared, as its findings are used up before anyone else looks for more.
const shared = new Map<StructuralKind, Kernel | null>();

function sharedKernel(kind: StructuralKind): Kernel | null {
  let kernel = shared.get(kind);
  if (kernel === undefined) {
    const bytes = structuralsModule(kind);
    kernel = WebAssembly.validate(bytes) ? kernelOf(bytes) : null;
    shared.set(kind, kernel);
  }
  return kernel;
}

function kernelOf(bytes: Uint8Array): Kernel {
  const { memory, find } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  return {
    input: new Uint8Array(memory.buffer, 0, PIECE_BYTES + BLOCK_BYTES),
    positions: new Int32Array(memory.buffer, POSITIONS_AT, PIECE_BYTES),
    find,
  };
}

// The part of it that is used: TypeScript has its types in "dom" only.
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
  ) => { exports: { memory: { buffer: ArrayBuffer }; find: Kernel["find"] } };
};
