import {
  chooseTime,
  findTimeColumns,
  findWantedColumn,
  noColumn,
  unclearNote,
} from "../../time-column.ts";
import { KINDS, NO_KIND } from "./json-kinds.ts";
import type { JsonTally } from "./json-shape.ts";
import { decodeText } from "./json-text.ts";
import type { RecordResult, RecordTallyOptions } from "./record-tally.ts";
import { TimeTally } from "./time-tally.ts";

/**
 * An object whose members are columns, as pandas writes a frame: all are lists of as many values,
 * `{"ts": […], "x": […]}`, or all are objects of as many, by the names of rows,
 * `{"ts": {"0": …, "1": …}, "x": {"0": …}}`.
 */
export class JsonColumns implements JsonTally {
  readonly #options: RecordTallyOptions;
  readonly #names: string[] = [];
  readonly #times = new Map<string, TimeTally>();
  #arePossible = true;
  #rows = -1;
  #current: TimeTally | undefined;
  #currentRows = 0;
  #currentScalars = 0;
  // The kinds of the columns' first values.
  readonly #kinds = new Set<number>();
  #currentKind = NO_KIND;

  constructor(options: RecordTallyOptions) {
    this.#options = options;
  }

  /** A member begins, which may be a column. */
  begin(name: string, isPossible: boolean): void {
    if (!isPossible || this.#names.length === COLUMNS_LIMIT) this.#arePossible = false;
    if (!this.#arePossible) return;
    this.#names.push(name);
    this.#currentRows = 0;
    this.#currentScalars = 0;
    this.#currentKind = NO_KIND;
    this.#current = undefined;
    const { timeColumn } = this.#options;
    const mayBeTime =
      timeColumn === undefined
        ? findTimeColumns([name]).length > 0
        : findWantedColumn([name], timeColumn) !== undefined;
    if (!mayBeTime) return;
    this.#current = new TimeTally(this.#options.zone, this.#options.timeFormat);
    this.#times.set(name, this.#current);
  }

  /** A row of the column at hand begins; returns whether its value is wanted, if it is a scalar. */
  row(): boolean {
    if (!this.#arePossible) return false;
    this.#currentRows++;
    return this.#current !== undefined;
  }

  /** Rules out that the members are columns. */
  refuse(): void {
    this.#arePossible = false;
  }

  /** The value of a row begins. */
  value(firstByte: number): void {
    if (this.#currentKind === NO_KIND) this.#currentKind = KINDS[firstByte] as number;
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    this.#currentScalars++;
    const text = encoder.encode(decodeText(bytes, from, to));
    this.#current?.add(text, 0, text.length);
  }

  /** A member ends. */
  end(): void {
    if (!this.#arePossible) return;
    if (this.#currentKind !== NO_KIND) this.#kinds.add(this.#currentKind);
    // Lists and objects hold no time.
    this.#current?.addMissing(this.#currentRows - this.#currentScalars);
    if (this.#rows < 0) this.#rows = this.#currentRows;
    else if (this.#rows !== this.#currentRows) this.#arePossible = false;
  }

  /** Whether the members can be columns, as far as their sizes tell. */
  get arePossible(): boolean {
    return this.#arePossible && this.#rows >= 0;
  }

  /** Whether they are of several kinds, as in a table: texts, numbers … */
  get areOfKinds(): boolean {
    return this.#kinds.size > 1;
  }

  get count(): number {
    return this.#names.length;
  }

  get names(): readonly string[] {
    return this.#names;
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
        : { column: findWantedColumn(this.#names, timeColumn) ?? "" };
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
      timeFormat: times.format(column),
      notes: times.notes(column, timeColumn !== undefined),
    };
  }
}

const COLUMNS_LIMIT = 10_000;
const encoder = new TextEncoder();
