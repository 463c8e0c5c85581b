import type { Instant } from "../../../time/instant.ts";
import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import type { ColumnTimes } from "../column/column-times.ts";
import type { BatchColumn } from "./body.ts";
import { int64At } from "./flatbuffer.ts";

/** Rows read at once: a batch may be the whole file. */
const WINDOW_ROWS = 65_536;

/**
 * Adds the times of one column in one record batch, of which some are known: buffers of nothing but nulls
 * may be missing.
 *
 * @param type Arrow's name of the column's type
 * @throws FileProblem (or what a decoder throws) where the values cannot be read
 */
export async function addBatch(
  times: ColumnTimes,
  column: BatchColumn,
  type: string,
  isBigEndian: boolean,
): Promise<void> {
  const { tally } = times;
  const words = isInt64(type) ? await readWords(column, isBigEndian) : undefined;
  const instants = words ? undefined : await readInstants(times, column, type, isBigEndian);
  for await (const { from, to, valid } of readWindows(column)) {
    if (valid !== undefined) tally.addUntimed(to - from - valid.length);
    if (words !== undefined) times.addInt64s(...compact(words(from, to), to - from, valid));
    const instantAt = instants?.(from, to);
    if (instantAt) forEachRow(to - from, valid, (row) => tally.add(instantAt(row), 1));
  }
}

/** The instant of each entry of a dictionary's batch; NaN where it has none. */
export async function readEntries(
  times: ColumnTimes,
  column: BatchColumn,
  type: string,
  isBigEndian: boolean,
): Promise<number[]> {
  const entries: number[] = [];
  const instants = await readInstants(times, column, type, isBigEndian);
  for await (const { from, to, valid } of readWindows(column)) {
    const instantAt = instants(from, to);
    for (let row = from; row < to; row++) entries.push(Number.NaN);
    forEachRow(to - from, valid, (row) => {
      entries[from + row] = instantAt(row);
    });
  }
  return entries;
}

/**
 * Adds the times of one column in one record batch, of which some are known, whose values are indices into
 * a dictionary.
 *
 * @throws FileProblem if an index is not valid
 */
export async function addIndices(
  times: ColumnTimes,
  column: BatchColumn,
  entries: readonly number[],
  indexBytes: number,
  isBigEndian: boolean,
): Promise<void> {
  const values = await column.buffer(1);
  for await (const { from, to, valid } of readWindows(column)) {
    if (valid !== undefined) times.tally.addUntimed(to - from - valid.length);
    const bytes = fixedWidth(values, from, to, indexBytes, isBigEndian);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    forEachRow(to - from, valid, (row) => {
      const instant = entries[indexAt(view, row, indexBytes)];
      if (instant === undefined) throw new FileProblem("corrupt: an index beyond its dictionary");
      times.tally.add(instant, 1);
    });
  }
}

/** Indices are not negative: without a sign they are the same. */
function indexAt(view: DataView, row: number, indexBytes: number): number {
  switch (indexBytes) {
    case 1:
      return view.getUint8(row);
    case 2:
      return view.getUint16(row * 2, true);
    case 4:
      return view.getUint32(row * 4, true);
    default:
      return int64At(view, row * 8);
  }
}

/** Rows `from` to `to`; of these, where some are null, those of `valid` (counted from `from`). */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly valid: Uint32Array | undefined;
}

async function* readWindows(column: BatchColumn): AsyncGenerator<Window> {
  const { rows, nullCount } = column;
  const validity = nullCount === 0 ? undefined : await column.buffer(0);
  for (let from = 0; from < rows; from += WINDOW_ROWS) {
    const to = Math.min(from + WINDOW_ROWS, rows);
    yield { from, to, valid: validity && validRows(validity, from, to) };
  }
}

function isInt64(type: string): boolean {
  return /^(Timestamp|Date64|Int64|Uint64)/.test(type);
}

/** The 64-bit integers of a window, as pairs of words, the low one first. */
async function readWords(
  column: BatchColumn,
  isBigEndian: boolean,
): Promise<(from: number, to: number) => Int32Array> {
  const values = await column.buffer(1);
  return (from, to) => {
    const bytes = fixedWidth(values, from, to, 8, isBigEndian);
    return new Int32Array(bytes.buffer, bytes.byteOffset, (to - from) * 2);
  };
}

/** Returns the instant of each row of a window, counted from the first. */
type Instants = (from: number, to: number) => (row: number) => Instant;

async function readInstants(
  times: ColumnTimes,
  column: BatchColumn,
  type: string,
  isBigEndian: boolean,
): Promise<Instants> {
  if (isInt64(type)) {
    const wordsIn = await readWords(column, isBigEndian);
    return (from, to) => {
      const words = wordsIn(from, to);
      return (row) => times.scaleToInstant(words[row * 2] as number, words[row * 2 + 1] as number);
    };
  }
  if (/^(Date32|Int32|Uint32|Float64)$/.test(type)) {
    const values = await column.buffer(1);
    const width = type === "Float64" ? 8 : 4;
    return (from, to) => {
      const { buffer, byteOffset } = fixedWidth(values, from, to, width, isBigEndian);
      const numbers =
        type === "Float64"
          ? new Float64Array(buffer, byteOffset, to - from)
          : type === "Uint32"
            ? new Uint32Array(buffer, byteOffset, to - from)
            : new Int32Array(buffer, byteOffset, to - from);
      return (row) => times.instantOfNumber(numbers[row] as number);
    };
  }
  if (isBigEndian) throw new FileProblem("big-endian text is not supported");
  if (type.endsWith("View")) return viewInstants(times, column);
  const offsets = await column.buffer(1);
  const texts = await column.buffer(2);
  return textInstants(times, offsets, texts, type.startsWith("Large") ? 8 : 4);
}

/** Values of `width` bytes, at an address that typed arrays accept, in this machine's byte order. */
function fixedWidth(
  values: Bytes,
  from: number,
  to: number,
  width: number,
  isBigEndian: boolean,
): Uint8Array {
  const bytes = values.slice(from * width, to * width);
  if (bytes.byteOffset % width === 0 && !isBigEndian) return bytes;
  const copy = Buffer.from(new Uint8Array(bytes).buffer);
  if (isBigEndian && width === 8) copy.swap64();
  else if (isBigEndian && width === 4) copy.swap32();
  else if (isBigEndian && width === 2) copy.swap16();
  return copy;
}

/** The 64-bit integers of the valid rows, moved together at the front. */
function compact(
  words: Int32Array,
  rows: number,
  valid: Uint32Array | undefined,
): [Int32Array, number] {
  if (valid === undefined) return [words, rows];
  const kept = new Int32Array(valid.length * 2);
  for (let i = 0; i < valid.length; i++) {
    const row = valid[i] as number;
    kept[i * 2] = words[row * 2] as number;
    kept[i * 2 + 1] = words[row * 2 + 1] as number;
  }
  return [kept, valid.length];
}

function textInstants(times: ColumnTimes, offsets: Bytes, texts: Bytes, width: 4 | 8): Instants {
  return (from, to) => {
    const bytes = offsets.slice(from * width, (to + 1) * width);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const offsetAt = (row: number) =>
      width === 4 ? view.getInt32(row * 4, true) : int64At(view, row * 8);
    const start = offsetAt(0);
    const window = texts.slice(start, offsetAt(to - from));
    return (row) => {
      const textFrom = offsetAt(row) - start;
      const textTo = offsetAt(row + 1) - start;
      if (!(textFrom >= 0 && textFrom <= textTo && textTo <= window.length)) throw outside();
      return times.instantOfText(window, textFrom, textTo);
    };
  };
}

const VIEW_BYTES = 16;
const MAX_INLINE_BYTES = 12;

/** A view is a length, then the text itself, or its first bytes and where it lies. */
async function viewInstants(times: ColumnTimes, column: BatchColumn): Promise<Instants> {
  const views = await column.buffer(1);
  const texts: Bytes[] = [];
  for (let i = 2; i < column.bufferCount; i++) texts.push(await column.buffer(i));
  const whole = texts.map((buffer) => buffer.slice(0, buffer.byteLength));
  return (from, to) => {
    const bytes = views.slice(from * VIEW_BYTES, to * VIEW_BYTES);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return (row) => {
      const at = row * VIEW_BYTES;
      const length = view.getInt32(at, true);
      const isInline = length <= MAX_INLINE_BYTES;
      const text = isInline ? bytes : whole[view.getInt32(at + 8, true)];
      const start = isInline ? at + 4 : view.getInt32(at + 12, true);
      if (text === undefined || length < 0 || start < 0 || start + length > text.length) {
        throw outside();
      }
      return times.instantOfText(text, start, start + length);
    };
  };
}

function forEachRow(
  rows: number,
  valid: Uint32Array | undefined,
  visit: (row: number) => void,
): void {
  if (valid === undefined) for (let row = 0; row < rows; row++) visit(row);
  else for (const row of valid) visit(row);
}

/** Rows `from` to `to` whose validity bit is set, counted from `from`, which is a multiple of eight. */
function validRows(validity: Bytes, from: number, to: number): Uint32Array {
  const bits = validity.slice(from / 8, Math.ceil(to / 8));
  const rows = new Uint32Array(to - from);
  let count = 0;
  for (let row = 0; row < to - from; row++) {
    if (((bits[row >> 3] as number) >> (row & 7)) & 1) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

function outside(): FileProblem {
  return new FileProblem("corrupt: a text lies outside its buffer");
}
