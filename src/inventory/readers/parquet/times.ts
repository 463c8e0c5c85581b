import type { Bytes } from "../bytes.ts";
import type { ColumnTimes } from "../column/column-times.ts";
import type { Int64 } from "../column/int64-range.ts";
import { tooShort } from "./bits.ts";
import { isOfDictionary } from "./encodings.ts";
import type { ColumnChunk, Statistics } from "./footer.ts";
import type { HybridVisitor } from "./hybrid.ts";
import { type Page, readPages } from "./pages.ts";
import type { Leaf, PhysicalType } from "./schema.ts";
import {
  countPresent,
  loadUnpacker,
  noDictionary,
  noValue,
  type PageUnpacker,
  readIndices,
} from "./unpacked-page.ts";
import { addValues, readPlain } from "./values.ts";

/**
 * Adds the times of one column in one row group: from its statistics where they lie within one day,
 * else page by page from theirs, else from the values. All reading is synchronous: an error in a corrupt
 * page is thrown here, and never becomes an unhandled rejection.
 *
 * @returns whether values had to be read
 * @throws FileProblem (or what a decoder throws) where the values cannot be read
 */
export async function addChunk(
  times: ColumnTimes,
  source: Bytes,
  leaf: Leaf,
  chunk: ColumnChunk,
  dataTo: number,
): Promise<boolean> {
  if (addFromStatistics(times, leaf, chunk.statistics, chunk.valueCount)) return false;
  const reader = new ChunkReader(times, leaf, await loadUnpacker(leaf, chunk));
  for (const page of readPages(source, chunk, dataTo)) reader.add(page);
  reader.finish();
  return true;
}

/** Whether the statistics told enough; only then were the values added. */
function addFromStatistics(
  times: ColumnTimes,
  leaf: Leaf,
  statistics: Statistics | undefined,
  valueCount: number,
): boolean {
  if (statistics === undefined) return false;
  const nullCount = leaf.maxDefinition === 0 ? 0 : statistics.nullCount;
  if (nullCount === undefined || !(nullCount >= 0 && nullCount <= valueCount)) return false;
  if (nullCount === valueCount) {
    times.tally.addUntimed(nullCount);
    return true;
  }
  // Signed integers only: they alone have one order in old and new statistics, and are never cut.
  if (leaf.logical?.startsWith("UINT") || !statistics.isExact) return false;
  const min = readInteger(leaf.type, statistics.min ?? statistics.legacyMin);
  const max = readInteger(leaf.type, statistics.max ?? statistics.legacyMax);
  if (min === undefined || max === undefined) return false;
  if (!times.addBetween(min, max, valueCount - nullCount)) return false;
  times.tally.addUntimed(nullCount);
  return true;
}

function readInteger(type: PhysicalType, bytes: Uint8Array | undefined): Int64 | undefined {
  if (bytes === undefined || bytes.length !== (type === "INT32" ? 4 : 8)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const low = view.getInt32(0, true);
  if (type === "INT64") return { low, high: view.getInt32(4, true) };
  return type === "INT32" ? { low, high: low >> 31 } : undefined;
}

class ChunkReader {
  readonly #times: ColumnTimes;
  readonly #leaf: Leaf;
  readonly #unpacker: PageUnpacker;
  #dictionary: Dictionary | undefined;

  constructor(times: ColumnTimes, leaf: Leaf, unpacker: PageUnpacker) {
    this.#times = times;
    this.#leaf = leaf;
    this.#unpacker = unpacker;
  }

  add(page: Page): void {
    if (page.kind === "dictionary") {
      const bytes = this.#unpacker.dictionary(page);
      this.#dictionary = new Dictionary(this.#times, this.#leaf.type, bytes, page.valueCount);
      return;
    }
    if (addFromStatistics(this.#times, this.#leaf, page.statistics, page.valueCount)) return;
    const unpacked = this.#unpacker.data(page);
    const present = countPresent(unpacked, this.#leaf, page.valueCount);
    this.#times.tally.addUntimed(page.valueCount - present);
    if (present > 0) this.#addValues(page.encoding, unpacked.values, present);
  }

  /** Adds what the pages referred to in the dictionary. */
  finish(): void {
    this.#dictionary?.addTo(this.#times);
  }

  #addValues(encoding: number, bytes: Uint8Array, count: number): void {
    if (!isOfDictionary(encoding)) {
      addValues(this.#times, this.#leaf.type, encoding, bytes, count);
      return;
    }
    if (this.#dictionary === undefined) throw noDictionary();
    readIndices(bytes, count, this.#dictionary);
  }
}

/** The distinct values of a chunk, and how often each occurs. */
class Dictionary implements HybridVisitor {
  readonly #instants: Float64Array;
  readonly #counts: Float64Array;

  constructor(times: ColumnTimes, type: PhysicalType, bytes: Uint8Array, size: number) {
    // A value takes four bytes at least.
    if (!(size >= 0 && size * 4 <= bytes.length)) throw tooShort();
    const instants = new Float64Array(size);
    let filled = 0;
    readPlain(times, type, bytes, size, (instant) => {
      instants[filled++] = instant;
    });
    this.#instants = instants;
    this.#counts = new Float64Array(size);
  }

  run(index: number, times: number): void {
    const before = this.#counts[index];
    if (before === undefined) throw noValue(index, this.#counts.length);
    this.#counts[index] = before + times;
  }

  packed(indices: Uint32Array, count: number): void {
    const counts = this.#counts;
    for (let i = 0; i < count; i++) {
      const index = indices[i] as number;
      if (index >= counts.length) throw noValue(index, counts.length);
      counts[index] = (counts[index] as number) + 1;
    }
  }

  addTo({ tally }: ColumnTimes): void {
    const counts = this.#counts;
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i] as number;
      if (count > 0) tally.add(this.#instants[i] as number, count);
    }
  }
}
