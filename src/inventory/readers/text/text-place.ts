/** Where in a text its reader is, by line and column in bytes, as the text passes in pieces of chunks. */
export class TextPlace {
  /** From 1. */
  line = 1;
  // Bytes before the piece, and before the line, since the start.
  #before = 0;
  #lineStart = 0;
  // Where in its chunk the piece begins.
  #from = 0;

  begin(from: number): void {
    this.#from = from;
  }

  /** A line ends with the byte at `at` of the chunk. */
  endLine(at: number): void {
    this.line++;
    this.#lineStart = this.#before + at + 1 - this.#from;
  }

  /** The piece ends before `to`. */
  end(to: number): void {
    this.#before += to - this.#from;
    this.#from = to;
  }

  /** Of a byte of the piece at hand, from 1. */
  columnNumber(at: number): number {
    return this.#before - this.#lineStart + at + 1 - this.#from;
  }

  /** Of the first byte after the last piece. */
  get column(): number {
    return this.columnNumber(this.#from);
  }
}
