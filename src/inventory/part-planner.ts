import type { FileHead, Part, PartRequest } from "./parts.ts";

/** The parts in which one file is read, and which of them have been confirmed. */
export class Division {
  readonly head: FileHead;
  /** The parts to read first. */
  readonly requests: readonly PartRequest[];
  /** Those that count, in order. */
  readonly parts: Part[] = [];

  // By place; null where a part could not be read without knowing where it begins.
  readonly #read: (Part | null | undefined)[] = [];
  // Where the rows begin that are not in `parts`; null at the file's end.
  #at: number | null;
  #line: number;
  #next = 0;

  constructor(head: FileHead, sizeBytes: number, partBytes: number) {
    this.head = head;
    this.#at = head.from;
    this.#line = head.line;
    const requests: PartRequest[] = [];
    let { from } = head;
    let to = Math.max(head.firstCut, from + partBytes);
    for (; to < sizeBytes; to += partBytes) {
      requests.push({
        place: requests.length,
        from,
        to,
        line: from === head.from ? head.line : null,
      });
      from = to;
    }
    // Whatever has been appended meanwhile is the last part's.
    to = Number.POSITIVE_INFINITY;
    requests.push({
      place: requests.length,
      from,
      to,
      line: from === head.from ? head.line : null,
    });
    this.requests = requests;
  }

  /** Whether all rows are in `parts`. */
  get isDone(): boolean {
    return this.#at === null;
  }

  /**
   * The part to read now instead of the one first requested: more may have become known.
   *
   * @returns null if there is nothing to read: the rows of the part before may reach beyond it
   */
  requestNow(request: PartRequest): PartRequest | null {
    if (this.#at === null || request.place < this.#next) return null;
    return request.place === this.#next ? this.#known(this.#at) : request;
  }

  /**
   * Takes in what was read on a request; null where nothing could be made of it.
   *
   * @returns what is now to be read again, from where it has been found to begin; null for nothing
   */
  add({ place }: PartRequest, part: Part | null): PartRequest | null {
    this.#read[place] = part;
    while (this.#at !== null) {
      const { to } = this.requests[this.#next] as PartRequest;
      if (this.#at < to) {
        const read = this.#read[this.#next];
        if (read === undefined) return null;
        if (read?.from !== this.#at) {
          this.#read[this.#next] = undefined;
          return this.#known(this.#at);
        }
        this.parts.push(read);
        this.#at = read.to;
        this.#line += read.lines;
      }
      this.#next++;
    }
    return null;
  }

  /** The next part that does not count yet, which begins at `from`. */
  #known(from: number): PartRequest {
    return { ...(this.requests[this.#next] as PartRequest), from, line: this.#line };
  }
}
