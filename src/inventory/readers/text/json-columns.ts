import {
  chooseTime,
  noColumn,
  timeColumnsOf,
  unclearNote,
  wantedColumnOf,
} from "../../time-column.ts";
import { JsonLabels } from "./json-labels.ts";
import type { JsonTally } from "./json-shape.ts";
import { textOf } from "./json-text.ts";
import type { RecordResult, RecordTallyOptions } from "./record-tally.ts";
import { TimeTally } from "./time-tally.ts";

/**
 * An object whose members are columns, `{"ts": {"0": …, "1": …}, "x": {"0": …}}`, as pandas writes a
 * frame: all are objects of as many keys, which are the names of rows.
 */
export class JsonColumns implements JsonTally {
  /** The names of the rows. */
  readonly labels = new JsonLabels();

  readonly #options: RecordTallyOptions;
  readonly #names: string[] = [];
  readonly #times = new Map<string, TimeTally>();
  #arePossible = true;
  #rows = -1;
  #current: TimeTally | undefined;
  #currentRows = 0;

  constructor(options: RecordTallyOptions) {
    this.#options = options;
  }

  /** A member begins. */
  begin(name: string, isObject: boolean): void {
    if (!isObject || this.#names.length === COLUMNS_LIMIT) this.#arePossible = false;
    if (!this.#arePossible) return;
    this.#names.push(name);
    this.#currentRows = 0;
    this.#current = undefined;
    const { timeColumn } = this.#options;
    const mayBeTime =
      timeColumn === undefined
        ? timeColumnsOf([name]).length > 0
        : wantedColumnOf([name], timeColumn) !== undefined;
    if (!mayBeTime) return;
    this.#current = new TimeTally(this.#options.zone, this.#options.timeFormat);
    this.#times.set(name, this.#current);
  }

  key(bytes: Uint8Array, from: number, to: number): boolean {
    if (!this.#arePossible) return false;
    this.labels.add(bytes, from, to);
    this.#currentRows++;
    return this.#current !== undefined;
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    const text = encoder.encode(textOf(bytes, from, to));
    this.#current?.add(text, 0, text.length);
  }

  /** A member ends. */
  end(): void {
    if (this.#rows < 0) this.#rows = this.#currentRows;
    else if (this.#rows !== this.#currentRows) this.#arePossible = false;
  }

  /** Whether the members can be columns, as far as their sizes tell. */
  get arePossible(): boolean {
    return this.#arePossible && this.#rows >= 0;
  }

  get samples(): number {
    return this.#rows;
  }

  result(): RecordResult {
    const columns = this.#names.map((name) => ({ name, type: null }));
    const { timeColumn } = this.#options;
    const choice =
      timeColumn === undefined
        ? chooseTime(this.#names, (name) => {
            const times = this.#times.get(name);
            if (times?.isTime(name)) return "times";
            return times?.unread(name, false) === undefined ? "other" : "unread";
          })
        : { column: wantedColumnOf(this.#names, timeColumn) ?? "" };
    if (choice !== undefined && "unclear" in choice) {
      const { unclear } = choice;
      const unreadTime = { column: unclear.join(" or "), value: null };
      return { columns, eventTime: null, unreadTime, notes: [unclearNote(unclear)] };
    }
    const times = choice && this.#times.get(choice.column);
    if (choice === undefined || times === undefined) {
      const notes = timeColumn === undefined ? [] : [noColumn(timeColumn, this.#names)];
      return { columns, eventTime: null, notes };
    }
    const { column } = choice;
    const unreadTime = times.unread(column, timeColumn !== undefined);
    return {
      columns,
      eventTime: times.eventTime(column),
      ...(unreadTime !== undefined && { unreadTime }),
      notes: times.notes(column, timeColumn !== undefined),
    };
  }
}

const COLUMNS_LIMIT = 10_000;
const encoder = new TextEncoder();
