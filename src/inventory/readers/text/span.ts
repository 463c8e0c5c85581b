/**
 * A run of bytes that may cross chunk boundaries. Inside one chunk it costs nothing; across chunks
 * its bytes are copied. A run longer than the capacity is cut there: it is then too long to be of use.
 */
export class Span {
  /** Where the closed run lies: `from` (included) to `to` (excluded). Valid until the next chunk. */
  bytes: Uint8Array;
  from = 0;
  to = 0;

  readonly #kept: Buffer;
  #keptBytes = 0;
  #chunk: Buffer = NOTHING;
  #start = CLOSED;

  constructor(capacityBytes: number) {
    this.#kept = Buffer.alloc(capacityBytes);
    this.bytes = this.#kept;
  }

  /** A new chunk, of which the bytes from `from` count: an open run goes on there. */
  begin(chunk: Buffer, from = 0): void {
    this.#chunk = chunk;
    if (this.#start !== CLOSED) this.#start = from;
  }

  open(at: number): void {
    this.#start = at;
    this.#keptBytes = 0;
  }

  /** Ends the run before the byte `at`; 0 after the last chunk. */
  close(at: number): void {
    if (this.#keptBytes === 0) {
      this.bytes = this.#chunk;
      this.from = this.#start;
      this.to = at;
    } else {
      this.#copy(at);
      this.bytes = this.#kept;
      this.from = 0;
      this.to = this.#keptBytes;
    }
    this.#start = CLOSED;
  }

  drop(): void {
    this.#start = CLOSED;
  }

  /** The chunk's bytes after `to` do not count, and it goes away: an open run is copied. */
  keep(to = this.#chunk.length): void {
    if (this.#start !== CLOSED) {
      this.#copy(to);
      this.#start = 0;
    }
    this.#chunk = NOTHING;
  }

  #copy(to: number): void {
    const room = this.#kept.length - this.#keptBytes;
    const wanted = Math.max(0, to - this.#start);
    const count = Math.min(room, wanted);
    this.#chunk.copy(this.#kept, this.#keptBytes, this.#start, this.#start + count);
    this.#keptBytes += count;
  }
}

const CLOSED = -1;
const NOTHING = Buffer.alloc(0);
