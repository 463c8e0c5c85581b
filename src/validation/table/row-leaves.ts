import type { Leaves, MetricLeaf } from "../metrics/leaves.ts";
import type { WideColumn } from "./column-look.ts";

/** Facts about all numbers of a row. */
export interface OfRow {
  readonly samples: number | null;
  readonly modelVersion: string | null;
}

/** The numbers of one row, straight from the columns. */
export class RowLeaves implements Leaves {
  readonly names: readonly string[];
  readonly #columns: readonly WideColumn[];
  readonly #row: number;
  readonly #samples: number | null;
  readonly #version: string | null;

  /**
   * @param names of these columns, shared by rows that have a number in the same ones
   * @param row its place in the columns
   */
  constructor(names: readonly string[], columns: readonly WideColumn[], row: number, of: OfRow) {
    this.names = names;
    this.#columns = columns;
    this.#row = row;
    this.#samples = of.samples;
    this.#version = of.modelVersion;
  }

  value(place: number): number {
    return (this.#columns[place] as WideColumn).numbers.values[this.#row] as number;
  }

  findVersion(): string | null {
    return this.#version;
  }

  leaf(place: number): MetricLeaf {
    const { deviation } = this.#columns[place] as WideColumn;
    const spread = deviation?.values[this.#row] ?? Number.NaN;
    return {
      name: this.names[place] as string,
      value: this.value(place),
      deviation: Number.isFinite(spread) && spread >= 0 ? spread : null,
      samples: this.#samples,
      modelVersion: this.#version,
    };
  }
}
