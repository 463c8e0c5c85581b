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
    const column = this.#columns.get(name) ?? new Map();
    this.#columns.set(name, column);
    const known = day ?? this.#fixedDay;
    if (known === undefined) return;
    const sum = column.get(known) ?? { pairs: [], filled: 0 };
    column.set(known, sum);
    sum.pairs.push(...pairs);
    sum.filled += filled;
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
