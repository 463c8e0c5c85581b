import type { Bytes } from "../bytes.ts";
import type { ColumnTimes } from "../column/column-times.ts";
import { readColumn } from "./body.ts";
import type { DictionaryBatch, Messages } from "./messages.ts";
import type { DictionaryEncoding } from "./schema.ts";
import { readEntries } from "./times.ts";

/** The dictionary of a column of times, which in a stream may grow, or be replaced, between its batches. */
export class Dictionaries {
  readonly #source: Bytes;
  readonly #encoding: DictionaryEncoding;
  readonly #isBigEndian: boolean;
  readonly #coming: DictionaryBatch[];
  #entries: number[] = [];

  constructor(
    source: Bytes,
    messages: Messages,
    encoding: DictionaryEncoding,
    isBigEndian: boolean,
  ) {
    this.#source = source;
    this.#encoding = encoding;
    this.#isBigEndian = isBigEndian;
    this.#coming = messages.dictionaries.filter(({ id }) => id === encoding.id);
  }

  /**
   * The instant of each entry, NaN if it is not a time, as the dictionary stands for a record batch: request
   * the batches in their order.
   *
   * @throws FileProblem where it cannot be read
   */
  async entriesFor(batch: number, times: ColumnTimes): Promise<readonly number[]> {
    for (let next = this.#coming[0]; next && next.after <= batch; next = this.#coming[0]) {
      const { values } = this.#encoding;
      const column = readColumn(this.#source, next.entries, [values], values);
      const entries = await readEntries(times, column, values.type, this.#isBigEndian);
      if (next.isDelta) for (const entry of entries) this.#entries.push(entry);
      else this.#entries = entries;
      this.#coming.shift();
    }
    return this.#entries;
  }
}
