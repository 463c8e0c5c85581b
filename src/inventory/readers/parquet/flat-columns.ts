import { errorMessage } from "../../../errors.ts";
import { FileProblem } from "../../reader.ts";
import { type Bytes, wrapBytes } from "../bytes.ts";
import { Allowance, addValues } from "./column-values.ts";
import { type Footer, readFooter } from "./footer.ts";
import type { Value } from "./page-values.ts";
import { countRows, findChunk } from "./row-groups.ts";
import { type Leaf, listLeaves, type PhysicalType } from "./schema.ts";
import { checkWhole } from "./validate-extents.ts";

export type { Value } from "./page-values.ts";

/** A column of one value a row at most. */
export interface FlatColumn {
  readonly name: string;
  readonly type: PhysicalType;
  /** The meaning of its values: see {@link Leaf}. */
  readonly logical: string | undefined;
}

/** A Parquet file as a table: the columns that neither nest nor repeat, and their values. */
export class FlatColumns {
  readonly rows: number;
  readonly columns: readonly FlatColumn[];
  readonly #source: Bytes;
  readonly #footer: Footer;
  readonly #leaves: readonly Leaf[];
  readonly #allowance: Allowance;

  /**
   * @param mostBytes how much may be unpacked, in all
   * @throws FileProblem where this is no Parquet file, or one that is not whole
   */
  constructor(bytes: Uint8Array, mostBytes: number) {
    const flat = new Map<number, Leaf>();
    this.#source = wrapBytes(bytes);
    this.#footer = readFooter(this.#source, (schema) => {
      for (const [index, leaf] of listLeaves(schema).entries()) {
        if (leaf.path.length === 1 && leaf.maxRepetition === 0) flat.set(index, leaf);
      }
      return new Set(flat.keys());
    });
    this.rows = countRows(this.#footer);
    checkWhole(this.#source, this.#footer);
    this.#leaves = [...flat.values()];
    this.columns = this.#leaves.map(({ path, type, logical }) => ({
      name: path[0] as string,
      type,
      logical,
    }));
    this.#allowance = new Allowance(mostBytes);
  }

  /**
   * The values of the `index`-th column in the order of the rows: null for a missing value, else the result
   * of `make`.
   *
   * @throws FileProblem where they cannot be read
   */
  async values<T>(index: number, make: (value: Value) => T | null): Promise<(T | null)[]> {
    const leaf = this.#leaves[index] as Leaf;
    const from = {
      source: this.#source,
      dataTo: this.#footer.offset,
      allowance: this.#allowance,
    };
    const values: (T | null)[] = [];
    try {
      for (const group of this.#footer.rowGroups) {
        if (group.rows > 0) await addValues(values, from, leaf, findChunk(group, index), make);
      }
    } catch (error) {
      const name = JSON.stringify(leaf.path[0]);
      throw new FileProblem(`column ${name}: ${errorMessage(error)}`, { cause: error });
    }
    return values;
  }
}
