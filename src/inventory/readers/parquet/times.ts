import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import type { ColumnTimes } from "../column/column-times.ts";
import type { Int64 } from "../column/int64-range.ts";
import { tooShort } from "./bits.ts";
import { type Decompress, decompressorOf } from "./decompress.ts";
import type { ColumnChunk, Statistics } from "./footer.ts";
import { type HybridVisitor, readHybrid } from "./hybrid.ts";
import { type Page, pagesOf } from "./pages.ts";
import type { Leaf, PhysicalType } from "./schema.ts";
import { addValues, PLAIN_DICTIONARY, RLE_DICTIONARY, readPlain } from "./values.ts";

/**
 * Adds the times of one column in one row group: from its statistics where they lie within one day,
 * else page by page from theirs, else from the values. All reading is synchronous: what a corrupt
 * page throws is thrown here, and never as a rejection that nobody awaits.
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
  if (chunk.filePath !== undefined) throw new FileProblem(`it lies in ${chunk.filePath}`);
  if (chunk.isEncrypted) throw new FileProblem("it is encrypted");
  const decompress = await decompressorOf(chunk.codec);
  const reader = new ChunkReader(times, leaf, decompress);
  for (const page of pagesOf(source, chunk, dataTo)) reader.add(page);
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
  const min = integerOf(leaf.type, statistics.min ?? statistics.legacyMin);
  const max = integerOf(leaf.type, statistics.max ?? statistics.legacyMax);
  if (min === undefined || max === undefined) return false;
  if (!times.addBetween(min, max, valueCount - nullCount)) return false;
  times.tally.addUntimed(nullCount);
  return true;
}

function integerOf(type: PhysicalType, bytes: Uint8Array | undefined): Int64 | undefined {
  if (bytes === undefined || bytes.length !== (type === "INT32" ? 4 : 8)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const low = view.getInt32(0, true);
  if (type === "INT64") return { low, high: view.getInt32(4, true) };
  return type === "INT32" ? { low, high: low >> 31 } : undefined;
}

class ChunkReader {
  readonly #times: ColumnTimes;
  readonly #leaf: Leaf;
  readonly #decompress: Decompress;
  #dictionary: Dictionary | undefined;

  constructor(times: ColumnTimes, leaf: Leaf, decompress: Decompress) {
    this.#times = times;
    this.#leaf = leaf;
    this.#decompress = decompress;
  }

  add(page: Page): void {
    if (page.kind === "dictionary") {
      const bytes = this.#decompress(page.body, page.unpackedBytes);
      this.#dictionary = new Dictionary(this.#times, this.#leaf.type, bytes, page.valueCount);
      return;
    }
    if (addFromStatistics(this.#times, this.#leaf, page.statistics, page.valueCount)) return;
    const { bytes, levelsFrom, levelsTo, valuesFrom } = this.#unpack(page);
    const present = this.#countPresent(page, bytes.subarray(0, levelsTo), levelsFrom);
    this.#times.tally.addUntimed(page.valueCount - present);
    if (present > 0) this.#addValues(page, bytes, valuesFrom, present);
  }

  /** Adds what the pages referred to in the dictionary. */
  finish(): void {
    this.#dictionary?.addTo(this.#times);
  }

  /** Where, in the unpacked page, the definition levels and the values are. */
  #unpack(page: Page) {
    const hasLevels = this.#leaf.maxDefinition > 0;
    if (page.kind === "data v2") {
      const { repetition, definition } = page.levelBytes;
      const levels = repetition + definition;
      if (!(repetition >= 0 && definition >= 0 && levels <= page.body.length)) throw tooShort();
      const packed = page.body.subarray(levels);
      const isPacked = page.isCompressed && page.unpackedBytes > levels;
      const values = isPacked ? this.#decompress(packed, page.unpackedBytes - levels) : packed;
      const bytes = Buffer.concat([page.body.subarray(0, levels), values]);
      return { bytes, levelsFrom: repetition, levelsTo: levels, valuesFrom: levels };
    }
    const bytes = this.#decompress(page.body, page.unpackedBytes);
    if (!hasLevels) return { bytes, levelsFrom: 0, levelsTo: 0, valuesFrom: 0 };
    if (bytes.length < 4) throw tooShort();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const levelsTo = 4 + view.getUint32(0, true);
    if (levelsTo > bytes.length) throw tooShort();
    return { bytes, levelsFrom: 4, levelsTo, valuesFrom: levelsTo };
  }

  /** Values that are not null: those of the highest definition level. */
  #countPresent(page: Page, levels: Uint8Array, from: number): number {
    const { maxDefinition } = this.#leaf;
    if (maxDefinition === 0) return page.valueCount;
    let present = 0;
    const bits = 32 - Math.clz32(maxDefinition);
    readHybrid(levels, from, bits, page.valueCount, {
      run(level, times) {
        if (level === maxDefinition) present += times;
      },
      packed(values, count) {
        for (let i = 0; i < count; i++) if (values[i] === maxDefinition) present++;
      },
    });
    return present;
  }

  #addValues({ encoding }: Page, bytes: Uint8Array, from: number, count: number): void {
    if (encoding !== PLAIN_DICTIONARY && encoding !== RLE_DICTIONARY) {
      addValues(this.#times, this.#leaf.type, encoding, bytes, from, count);
      return;
    }
    const dictionary = this.#dictionary;
    if (dictionary === undefined) throw new FileProblem("corrupt: a page without its dictionary");
    const bits = bytes[from];
    if (bits === undefined) throw tooShort();
    readHybrid(bytes, from + 1, bits, count, dictionary);
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
    readPlain(times, type, bytes, 0, size, (instant) => {
      instants[filled++] = instant;
    });
    this.#instants = instants;
    this.#counts = new Float64Array(size);
  }

  run(index: number, times: number): void {
    const before = this.#counts[index];
    if (before === undefined) throw this.#noValue(index);
    this.#counts[index] = before + times;
  }

  packed(indices: Uint32Array, count: number): void {
    const counts = this.#counts;
    for (let i = 0; i < count; i++) {
      const index = indices[i] as number;
      if (index >= counts.length) throw this.#noValue(index);
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

  #noValue(index: number): FileProblem {
    const size = this.#counts.length;
    return new FileProblem(`corrupt: refers to value ${index} of a dictionary of ${size}`);
  }
}
