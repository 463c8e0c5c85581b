import { scalar, simd } from "./wasm/index.ts?wasm";

/**
 * The loops that see every byte, compiled to WebAssembly: what they do stands in `wasm/`. One is
 * shared by all scans of a thread: what it finds is used up before anyone else calls it.
 */
export class Kernel {
  readonly calls: Calls;
  readonly input: Buffer;
  /** What `input` holds without its padding. */
  readonly inputBytes: number;
  readonly spans: Int32Array;
  readonly key: Uint8Array;
  readonly scan: Uint8Array;
  readonly piece: Uint8Array;
  readonly positions: Int32Array;

  constructor(module: Uint8Array) {
    const calls = new WebAssembly.Instance(new WebAssembly.Module(module)).exports;
    const { buffer } = calls.memory;
    this.calls = calls;
    this.inputBytes = calls.INPUT_BYTES.value;
    this.input = Buffer.from(buffer, calls.INPUT.value, this.inputBytes + PADDING_BYTES);
    this.spans = new Int32Array(buffer, calls.SPANS.value, calls.SPANS_LIMIT.value * 2);
    this.key = new Uint8Array(buffer, calls.KEY.value, calls.KEY_LIMIT.value);
    this.scan = new Uint8Array(buffer, calls.SCAN.value, calls.SCAN_BYTES.value);
    const pieceBytes = calls.PIECE_BYTES.value;
    this.piece = new Uint8Array(buffer, calls.PIECE.value, pieceBytes + PADDING_BYTES);
    this.positions = new Int32Array(buffer, calls.POSITIONS.value, pieceBytes);
  }
}

/** Loops look at blocks of so many bytes, and so beyond the end of what they are given. */
export const PADDING_BYTES = 64;

let shared: Kernel | undefined;

/** The kernel of this thread: with SIMD where the processor has it. */
export function sharedKernel(): Kernel {
  shared ??= new Kernel(
    decodeModule(WebAssembly.validate(decodeModule("simd")) ? "simd" : "scalar"),
  );
  return shared;
}

export function decodeModule(kind: "simd" | "scalar"): Uint8Array {
  return Buffer.from(kind === "simd" ? simd : scalar, "base64");
}

interface Constant {
  readonly value: number;
}

/** What `wasm/index.ts` exports; truth values are numbers. */
interface Calls {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly INPUT: Constant;
  readonly INPUT_BYTES: Constant;
  readonly SPANS: Constant;
  readonly SPANS_LIMIT: Constant;
  spanCount(): number;

  readonly KEY: Constant;
  readonly KEY_LIMIT: Constant;
  passLines(from: number, keyBytes: number): number;
  readonly lines: Constant;
  readonly nonFinite: Constant;
  readonly hasStopped: Constant;

  readonly SCAN: Constant;
  readonly SCAN_BYTES: Constant;
  beginRows(
    delimiter: number,
    usualFields: number,
    target: number,
    skip: number,
    firstLine: number,
    isCrOnly: boolean,
    quote: number,
    escaping: number,
    comment: number,
  ): void;
  passRows(length: number): void;
  empties(): number;
  emptyTargets(): number;
  comments(): number;
  zeros(): number;
  suspects(): number;
  suspectLine(): number;
  endRows(): void;
  readonly isOpen: Constant;
  readonly openFrom: Constant;
  isQuoted(): number;
  line(): number;
  quoteLine(): number;
  rows(): number;
  missing(): number;
  longer(): number;
  longerLine(): number;
  longerFields(): number;
  shorter(): number;
  shorterLine(): number;
  shorterFields(): number;

  passTimes(model: number, from: number, to: number, isZulu: boolean): number;
  readonly earliest: Constant;
  readonly latest: Constant;

  readonly PIECE: Constant;
  readonly PIECE_BYTES: Constant;
  readonly POSITIONS: Constant;
  findInStrings(length: number): number;
}

// The part of it that is used: TypeScript has its types in "dom" only.
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: Calls };
};
