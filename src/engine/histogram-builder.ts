import type { DayNumber } from "../time/instant.ts";
import type { ColumnHistogram, FileHistogram } from "./file-histogram.ts";

/** Collects what an engine has counted of a file or a table. */
export class HistogramBuilder {
  /** Of whatever day. */
  rows = 0;
  readonly #fixedDay: DayNumber | undefined;
  readonly #rowsByDay = new Map<DayNumber, number>();
  readonly #columns = new Map<string, Map<DayNumber, { pairs: number[]; filled: number }>>();

  /** @param fixedDay of all rows that have no day of their own */
  constructor(fixedDay?: DayNumber) {
    this.#fixedDay = fixedDay;
  }

  addRows(day: DayNumber | null, rows: number): void {
    this.rows += rows;
    const known = day ?? this.#fixedDay;
    if (known !== undefined) this.#rowsByDay.set(known, (this.#rowsByDay.get(known) ?? 0) + rows);
  }

  /**
   * @param pairs places of bins, each with its count
   * @param filled texts that stand for a value
   */
  addColumn(name: string, day: DayNumber | null, pairs: readonly number[], filled: number): void {
    const own = this.#find(name, day);
    own?.pairs.push(...pairs);
    if (own !== undefined) own.filled += filled;
  }

  addBin(name: string, day: DayNumber | null, bin: number, count: number): void {
    const own = this.#find(name, day);
    if (count > 0) own?.pairs.push(bin, count);
  }

  /** @param filled texts that stand for a value */
  addFilled(name: string, day: DayNumber | null, filled: number): void {
    const own = this.#find(name, day);
    if (own !== undefined) own.filled += filled;
  }

  /** The counts of a column on a day; undefined where the day is not known. */
  #find(name: string, day: DayNumber | null): { pairs: number[]; filled: number } | undefined {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = new Map();
      this.#columns.set(name, column);
    }
    const known = day ?? this.#fixedDay;
    if (known === undefined) return undefined;
    let own = column.get(known);
    if (own === undefined) {
      own = { pairs: [], filled: 0 };
      column.set(known, own);
    }
    return own;
  }

  /** Rows whose day is known. */
  get dated(): number {
    return [...this.#rowsByDay.values()].reduce((sum, rows) => sum + rows, 0);
  }

  build(): FileHistogram {
    const days = [...this.#rowsByDay.keys()].sort((a, b) => a - b);
    const columns: Record<string, ColumnHistogram> = Object.create(null);
    for (const [name, byDay] of this.#columns) {
      columns[name] = {
        bins: days.map((day) => byDay.get(day)?.pairs ?? []),
        filled: days.map((day) => byDay.get(day)?.filled ?? 0),
      };
    }
    return { days, rows: days.map((day) => this.#rowsByDay.get(day) as number), columns };
  }
}
