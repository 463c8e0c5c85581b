import { MB } from "../../../text/quantity.ts";
import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import { tooShort } from "./bits.ts";
import { DELTA_BYTE_ARRAY, isOfDictionary, PLAIN } from "./encodings.ts";
import type { ColumnChunk } from "./footer.ts";
import { readValues, type Value } from "./page-values.ts";
import { type Page, readPages } from "./pages.ts";
import type { Leaf } from "./schema.ts";
import {
  countPresent,
  loadUnpacker,
  noDictionary,
  noValue,
  type PageUnpacker,
  readIndices,
  readLevels,
  type UnpackedPage,
} from "./unpacked-page.ts";

/** The bytes that may still be unpacked of a file, so that a few bytes of it do not fill the memory. */
export class Allowance {
  readonly #most: number;
  #left: number;

  constructor(bytes: number) {
    this.#most = bytes;
    this.#left = bytes;
  }

  /** @throws FileProblem where that is too much */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0)
      throw new FileProblem(`unpacks to more than ${this.#most / MB} MB: keep fewer rows in it`);
  }
}

/**
 * Adds the values of one column in one row group to `values`, in the order of the rows: null for a missing
 * value, else the result of `make`. The column is flat: at most one value a row.
 *
 * @throws FileProblem where they cannot be read
 */
export async function addValues<T>(
  values: (T | null)[],
  { source, dataTo, allowance }: { source: Bytes; dataTo: number; allowance: Allowance },
  leaf: Leaf,
  chunk: ColumnChunk,
  make: (value: Value) => T | null,
): Promise<void> {
  if (chunk.type !== leaf.type) {
    throw new FileProblem(
      `corrupt: of type ${leaf.type}, and its values of ${chunk.type ?? "none"}`,
    );
  }
  const reader = new ChunkReader(values, allowance, leaf, await loadUnpacker(leaf, chunk), make);
  for (const page of readPages(source, chunk, dataTo)) reader.add(page);
}

class ChunkReader<T> {
  readonly #values: (T | null)[];
  readonly #allowance: Allowance;
  readonly #leaf: Leaf;
  readonly #unpacker: PageUnpacker;
  readonly #make: (value: Value) => T | null;
  #dictionary: readonly (T | null)[] | undefined;

  constructor(
    values: (T | null)[],
    allowance: Allowance,
    leaf: Leaf,
    unpacker: PageUnpacker,
    make: (value: Value) => T | null,
  ) {
    this.#values = values;
    this.#allowance = allowance;
    this.#leaf = leaf;
    this.#unpacker = unpacker;
    this.#make = make;
  }

  add(page: Page): void {
    const { kind, valueCount, encoding } = page;
    if (Number.isNaN(page.unpackedBytes)) throw new FileProblem("corrupt: a page without its size");
    this.#allowance.spend(Math.max(page.unpackedBytes, page.body.length));
    if (kind === "dictionary") {
      const bytes = this.#unpacker.dictionary(page);
      // Eight booleans take a byte, and nothing takes less.
      if (!(valueCount >= 0 && valueCount <= bytes.length * 8)) throw tooShort();
      this.#dictionary = this.#read(PLAIN, bytes, valueCount);
      return;
    }
    const unpacked = this.#unpacker.data(page);
    const count = countPresent(unpacked, this.#leaf, valueCount);
    // A page without values may lack even their encoding.
    const present = count === 0 ? [] : this.#read(encoding, unpacked.values, count);
    if (count === valueCount) for (const value of present) this.#values.push(value);
    else this.#spread(present, unpacked, valueCount);
  }

  #read(encoding: number, bytes: Uint8Array, count: number): (T | null)[] {
    if (isOfDictionary(encoding)) return this.#lookUp(bytes, count);
    const read: (T | null)[] = [];
    readValues(this.#leaf, encoding, bytes, count, (value) => {
      // Texts that share their beginnings take more than their page.
      if (encoding === DELTA_BYTE_ARRAY) this.#allowance.spend((value as Uint8Array).length);
      read.push(this.#make(value));
    });
    return read;
  }

  #lookUp(bytes: Uint8Array, count: number): (T | null)[] {
    const dictionary = this.#dictionary;
    if (dictionary === undefined) throw noDictionary();
    const read: (T | null)[] = [];
    const add = (index: number, times: number): void => {
      if (index >= dictionary.length) throw noValue(index, dictionary.length);
      const value = dictionary[index] as T | null;
      for (let i = 0; i < times; i++) read.push(value);
    };
    readIndices(bytes, count, {
      run: add,
      packed(indices, some) {
        for (let i = 0; i < some; i++) add(indices[i] as number, 1);
      },
    });
    return read;
  }

  /** Adds them with the nulls between. */
  #spread(present: readonly (T | null)[], page: UnpackedPage, count: number): void {
    const values = this.#values;
    const { maxDefinition } = this.#leaf;
    let at = 0;
    const add = (level: number): void => {
      values.push(level === maxDefinition ? (present[at++] as T | null) : null);
    };
    readLevels(page, this.#leaf, count, {
      run(level, times) {
        for (let i = 0; i < times; i++) add(level);
      },
      packed(levels, some) {
        for (let i = 0; i < some; i++) add(levels[i] as number);
      },
    });
  }
}
