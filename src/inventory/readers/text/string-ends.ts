import { BACKSLASH, QUOTE } from "../../../text/ascii.ts";
import { escapeBytes, stringEnd } from "./json-quick.ts";
import { type Kernel, PADDING_BYTES, sharedKernel } from "./kernel.ts";

/** Finds where the JSON strings of a chunk end, which are asked for from left to right. */
export class StringEnds {
  readonly #kernel: Kernel;
  // The piece whose decisive bytes are known, how many they are, and those passed so far.
  #pieceFrom = 0;
  #pieceTo = 0;
  #count = 0;
  #index = 0;

  constructor(kernel: Kernel = sharedKernel()) {
    this.#kernel = kernel;
  }

  /** A new chunk, or the buffer of the last one with new bytes. */
  begin(): void {
    this.#pieceTo = 0;
  }

  /** As {@link stringEnd}: the end of the string whose opening quote is at `at`, or -1. */
  findEnd(chunk: Buffer, at: number, to: number): number {
    if (at >= this.#pieceTo) this.#enterPiece(chunk, at);
    const positions = this.#kernel.positions;
    const count = this.#count;
    const from = this.#pieceFrom;
    let index = this.#index;
    while (index < count && (positions[index] as number) <= at - from) index++;
    while (index < count) {
      const found = from + (positions[index++] as number);
      if (found >= to) return -1;
      const byte = chunk[found];
      if (byte === QUOTE) {
        this.#index = index;
        return found + 1;
      }
      if (byte !== BACKSLASH || escapeBytes(chunk, found, to) === 0) return -1;
      // The escaped character may be a quote or a backslash.
      if (index < count && positions[index] === found + 1 - from) index++;
    }
    // It goes beyond the piece.
    return stringEnd(chunk, at, to);
  }

  #enterPiece(chunk: Buffer, from: number): void {
    const { piece, calls } = this.#kernel;
    const length = Math.min(piece.length - PADDING_BYTES, chunk.length - from);
    piece.set(chunk.subarray(from, from + length));
    // Bytes behind it must not be found.
    piece.fill(FILLER, length, length + PADDING_BYTES);
    this.#pieceFrom = from;
    this.#pieceTo = from + length;
    this.#count = calls.findInStrings(length);
    this.#index = 0;
  }
}

const FILLER = 0xff;
