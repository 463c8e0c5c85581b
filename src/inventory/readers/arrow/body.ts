import { MB } from "../../../text/quantity.ts";
import { FileProblem } from "../../reader.ts";
import { type Bytes, HELD_LIMIT_BYTES, wrapBytes } from "../bytes.ts";
import { loadUnzstd, loadZstdSize } from "../zstd.ts";
import { int64At } from "./flatbuffer.ts";
import { unpackLz4Frames } from "./lz4-frame.ts";
import type { RecordBatch } from "./messages.ts";
import type { Field } from "./schema.ts";

/** A column in a record batch: its rows, and its buffers, which are unpacked on demand. */
export interface BatchColumn {
  readonly rows: number;
  readonly nullCount: number;
  readonly bufferCount: number;
  /** By position: validity first, then what the type has. */
  buffer(index: number): Promise<Bytes>;
}

/**
 * Finds a top-level column in the body of a record batch, whose nodes and buffers are listed in
 * depth-first order of all fields.
 *
 * @throws FileProblem where the batch does not list it
 */
export function readColumn(
  source: Bytes,
  batch: RecordBatch,
  fields: readonly Field[],
  wanted: Field,
): BatchColumn {
  const { header } = batch;
  const position = new Position(header.int64s(4));
  for (const field of fields) {
    if (field === wanted) break;
    position.pass(field);
  }
  const nodes = header.structs(1, 16, (view, at) => ({
    rows: int64At(view, at),
    nullCount: int64At(view, at + 8),
  }));
  const buffers = header.structs(2, 16, (view, at) => ({
    offset: int64At(view, at),
    length: int64At(view, at + 8),
  }));
  const node = nodes[position.node];
  if (node === undefined || node.rows !== batch.rows) {
    throw new FileProblem(`corrupt: ${node?.rows ?? "no"} values in a batch of ${batch.rows} rows`);
  }
  const compression = header.table(3);
  const codec = compression === undefined ? undefined : compression.uint8(0);
  const first = position.buffer;
  return {
    ...node,
    bufferCount: wanted.buffers + position.countVariadic(wanted),
    async buffer(index) {
      const buffer = buffers[first + index];
      if (buffer === undefined) throw new FileProblem("corrupt: a batch lacks a buffer");
      const from = batch.bodyFrom + buffer.offset;
      const to = from + buffer.length;
      if (!(buffer.offset >= 0 && buffer.length >= 0 && to <= batch.bodyTo)) {
        throw new FileProblem(`corrupt: a buffer at bytes ${from} to ${to}, outside its batch`);
      }
      return codec === undefined
        ? viewRange(source, from, to)
        : wrapBytes(await unpack(source.slice(from, to), codec));
    },
  };
}

/**
 * Checks what a record batch says about its columns, as Arrow's own libraries do.
 *
 * @throws FileProblem where a column has not as many values as the batch has rows, columns or buffers are
 * missing, a buffer lies outside of the body, or is not packed as the batch says
 */
export async function checkBatch(
  source: Bytes,
  batch: RecordBatch,
  fields: readonly Field[],
  place: string,
): Promise<void> {
  const { header, rows, bodyFrom, bodyTo } = batch;
  const position = new Position(header.int64s(4));
  const nodes = header.structs(1, 16, (view, at) => ({
    rows: int64At(view, at),
    nullCount: int64At(view, at + 8),
  }));
  for (const field of fields) {
    const node = nodes[position.node];
    if (node?.rows !== rows) {
      throw new FileProblem(
        `corrupt: ${place} states ${rows} rows, but ${node?.rows ?? "no"} values of ${JSON.stringify(field.name)}`,
      );
    }
    position.pass(field);
  }
  if (
    nodes.some((node) => !(node.rows >= 0 && node.nullCount >= 0 && node.nullCount <= node.rows))
  ) {
    throw new FileProblem(`corrupt: ${place} has a column of an impossible length`);
  }
  if (nodes.length < position.node) throw new FileProblem(`corrupt: ${place} lacks columns`);
  const buffers = header.structs(2, 16, (view, at) => ({
    offset: int64At(view, at),
    length: int64At(view, at + 8),
  }));
  if (buffers.length < position.buffer) throw new FileProblem(`corrupt: ${place} lacks buffers`);
  const size = bodyTo - bodyFrom;
  for (const { offset, length } of buffers) {
    if (length > 0 && offset % 8 !== 0) {
      throw new FileProblem(
        `corrupt: ${place} has a buffer at byte ${offset}, which is not aligned`,
      );
    }
    if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
      throw new FileProblem(
        `corrupt: ${place} has a buffer at bytes ${offset} to ${offset + length} of a body of ${size} bytes`,
      );
    }
  }
  const codec = header.table(3)?.uint8(0);
  if (codec === undefined || source.byteLength > PROBED_BYTES) return;
  for (const { offset, length } of buffers.slice(0, position.buffer)) {
    const packed = source.slice(bodyFrom + offset, bodyFrom + offset + length);
    if (length > 0) await checkPacked(packed, codec);
  }
}

/** In larger files only the buffers that are read are looked into. */
const PROBED_BYTES = MB;

/** Whether a compressed buffer has the length that it states: without unpacking it, for zstd. */
async function checkPacked(packed: Uint8Array, codec: number): Promise<void> {
  const size = unpackedSize(packed);
  const content = packed.subarray(8);
  if (size <= 0 || size > HELD_LIMIT_BYTES) return;
  if (codec === LZ4_FRAME) unpackLz4Frames(content, size);
  if (codec !== ZSTD) return;
  const sizeOf = await loadZstdSize();
  if ((sizeOf(content) ?? size) !== size) {
    throw new FileProblem(`corrupt: a compressed buffer does not unpack to its ${size} bytes`);
  }
}

class Position {
  node = 0;
  buffer = 0;
  readonly #variadicCounts: readonly number[];
  #views = 0;

  constructor(variadicCounts: readonly number[]) {
    this.#variadicCounts = variadicCounts;
  }

  pass(field: Field): void {
    this.node++;
    this.buffer += field.buffers + this.countVariadic(field);
    if (field.hasVariadicBuffers) this.#views++;
    if (field.dictionary === null) for (const child of field.children) this.pass(child);
  }

  countVariadic(field: Field): number {
    return field.hasVariadicBuffers ? (this.#variadicCounts[this.#views] ?? 0) : 0;
  }
}

function viewRange(source: Bytes, from: number, to: number): Bytes {
  return {
    byteLength: to - from,
    slice(start, end) {
      if (!(start >= 0 && start <= end && from + end <= to)) {
        throw new FileProblem(`corrupt: a buffer of ${to - from} bytes is too short`);
      }
      return source.slice(from + start, from + end);
    },
    close() {},
  };
}

const LZ4_FRAME = 0;
const ZSTD = 1;
/** Says that compressing did not pay, and the buffer is stored as it is. */
const NOT_COMPRESSED = -1;

/** A compressed buffer begins with its uncompressed length. */
async function unpack(packed: Uint8Array, codec: number): Promise<Uint8Array> {
  if (packed.length === 0) return packed;
  const size = unpackedSize(packed);
  const content = packed.subarray(8);
  if (size === NOT_COMPRESSED) return content;
  if (size > HELD_LIMIT_BYTES) throw new FileProblem(`a compressed buffer of ${size} bytes`);
  if (size === 0) return new Uint8Array(0);
  if (codec === LZ4_FRAME) return unpackLz4Frames(content, size);
  if (codec !== ZSTD) throw new FileProblem(`codec ${codec} is not supported`);
  const unzstd = await loadUnzstd();
  const unpacked = unzstd(content, size);
  if (unpacked.length !== size) throw new FileProblem("corrupt: a buffer of another length");
  return unpacked;
}

/** The size that a compressed buffer states at its beginning. */
function unpackedSize(packed: Uint8Array): number {
  if (packed.length < 8) throw new FileProblem("corrupt: a compressed buffer without its length");
  const size = int64At(new DataView(packed.buffer, packed.byteOffset, 8), 0);
  if (!(size >= NOT_COMPRESSED && size <= packed.length * MOST_RATIO)) {
    throw new FileProblem(`corrupt: a compressed buffer of ${size} bytes`);
  }
  return size;
}

/** Zstd stores a run of 128 KiB in four bytes; LZ4 does not get near that. */
const MOST_RATIO = 2 ** 15;
