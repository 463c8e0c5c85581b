import { BRACE, BRACKET } from "../../../text/ascii.ts";
import type { ReadOptions } from "../../reader.ts";
import type { JsonTally } from "./json-shape.ts";
import { decodeText } from "./json-text.ts";
import type { RecordTally } from "./record-tally.ts";
import { TimeTally } from "./time-tally.ts";

/**
 * The names of the columns and of the rows that pandas writes before rows that are lists:
 * `{"columns": ["ts", "x"], "index": [0, 1], "data": [[…, 1], [… , 2]]}`.
 */
export class JsonSplit {
  // As RecordTally takes keys, with their quotes.
  readonly #names: Uint8Array[] = [];
  readonly #index: TimeTally;
  #arePlain = true;
  #column = 0;

  constructor({ zone, timeFormat }: ReadOptions) {
    this.#index = new TimeTally(zone, timeFormat);
  }

  /** Whether the names are known, so that values of rows can be told apart. */
  get hasNames(): boolean {
    return this.#arePlain && this.#names.length > 0;
  }

  /** The name of a column, or of a row, begins; returns whether it is wanted. */
  label(firstByte: number): boolean {
    if (firstByte === BRACE || firstByte === BRACKET) this.#arePlain = false;
    return this.#arePlain && this.#names.length < MOST_NAMES;
  }

  addName(bytes: Uint8Array, from: number, to: number): void {
    this.#names.push(encoder.encode(JSON.stringify(decodeText(bytes, from, to))));
  }

  addIndex(bytes: Uint8Array, from: number, to: number): void {
    const text = encoder.encode(decodeText(bytes, from, to));
    this.#index.add(text, 0, text.length);
  }

  /** A row begins. */
  beginRow(): void {
    this.#column = 0;
  }

  /** A value of the row begins; returns whether `records` wants it, if it is a scalar. */
  value(records: RecordTally): boolean {
    const name = this.#names[this.#column++];
    if (name === undefined) return false;
    const { wantedKey } = records;
    if (wantedKey !== null && Buffer.compare(wantedKey, name) !== 0) return false;
    return records.key(0, name, 0, name.length);
  }

  /** The rows with the times of their names, where they have none of their own. */
  timed(records: JsonTally): JsonTally {
    const { samples } = records;
    const result = () => {
      const own = records.result();
      const isTimed = own.eventTime !== null || own.unreadTime !== undefined;
      return isTimed ? own : { ...own, eventTime: this.#index.eventTime("index") };
    };
    return { samples, result };
  }
}

const MOST_NAMES = 10_000;
const encoder = new TextEncoder();
