/** Receives the shallow parts of the values that a JsonMachine checks. */
export interface JsonListener {
  /**
   * A value begins inside `depth` arrays and objects; its first byte tells its kind.
   *
   * @returns whether `scalar` shall be called for it as for that of a key, if it is no array or object
   */
  value(depth: number, firstByte: number): boolean;
  /**
   * A key of the object that is the `depth`-th container, its quotes still on.
   *
   * @returns whether to call `scalar` for its value, unless that is an array or object
   */
  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean;
  /** A value that was asked for: a string with its quotes, a number or a literal. */
  scalar(bytes: Uint8Array, from: number, to: number): void;
  /** An array or object that lay inside `depth` others has ended. */
  close(depth: number): void;
}

/** Where and why a text is not JSON. */
export class JsonError extends Error {
  override readonly name = "JsonError";
  readonly line: number;
  /** Counted from 1. */
  readonly byteInLine: number;
  /** The text found there: `"}" where a value should be`. */
  readonly what: string;
  readonly isTruncation: boolean;

  constructor(line: number, byteInLine: number, what: string, isTruncation: boolean) {
    super(`line ${line}, byte ${byteInLine}: ${what}`);
    this.line = line;
    this.byteInLine = byteInLine;
    this.what = what;
    this.isTruncation = isTruncation;
  }
}
