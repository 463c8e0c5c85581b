import type { DayNumber } from "../time/instant.ts";
import type { ColumnHistogram, FileHistogram } from "./file-histogram.ts";

/** Collects what an engine has counted of a file or a table. */
export class HistogramBuilder {
  /** Of whatever day. */
  rows = 0;
  readonly #fixedDay: DayNumber | undefined;
  readonly #rowsByDay = new Map<DayNumber, number>();
  readonly #columns: ReadonlyMap<string, Map<DayNumber, ColumnDay>>;

  /**
   * @param names of the columns that are counted
   * @param fixedDay of all rows that have no day of their own
   */
  constructor(names: readonly string[], fixedDay?: DayNumber) {
    this.#columns = new Map(names.map((name) => [name, new Map()]));
    this.#fixedDay = fixedDay;
  }

  addRows(day: DayNumber | null, rows: number): void {
    this.rows += rows;
    const known = day ?? this.#fixedDay;
    if (known !== undefined) this.#rowsByDay.set(known, (this.#rowsByDay.get(known) ?? 0) + rows);
  }

  /** Each bin of a day once. */
  addBin(name: string, day: DayNumber | null, bin: number, count: number): void {
    this.#find(name, day)?.pairs.push(bin, count);
  }

  /** @param filled texts that stand for a value */
  addFilled(name: string, day: DayNumber | null, filled: number): void {
    const own = this.#find(name, day);
    if (own !== undefined) own.filled += filled;
  }

  /** The counts of a column on a day; undefined where the day is not known. */
  #find(name: string, day: DayNumber | null): ColumnDay | undefined {
    const known = day ?? this.#fixedDay;
    const days = this.#columns.get(name);
    if (known === undefined || days === undefined) return undefined;
    const found = days.get(known);
    if (found !== undefined) return found;
    const own = { pairs: [], filled: 0 };
    days.set(known, own);
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

interface ColumnDay {
  /** Places of bins, each with its count. */
  readonly pairs: number[];
  filled: number;
}
