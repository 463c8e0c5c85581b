import {
  type Column,
  type FileCount,
  FileProblem,
  type Reader,
  type ReadOptions,
} from "../reader.ts";
import { findTimeColumns, findWantedColumn, noColumn } from "../time-column.ts";
import { type Bytes, withBytes } from "./bytes.ts";

/**
 * Avro's object containers, after the specification of Avro 1.12: each block states how many records it holds.
 * The records are not decoded, so that a column of times is named, but not read.
 */
export const avro: Reader = {
  read(file, options) {
    return withBytes(file, async (source) => countRecords(source, options));
  },
};

const SYNC_BYTES = 16;

function countRecords(source: Bytes, options: ReadOptions): FileCount {
  const cursor = new Cursor(source);
  if (cursor.take(4).toString("latin1") !== "Obj\x01")
    throw new FileProblem("not an Avro container");
  const metadata = readMetadata(cursor);
  const columns = parseColumns(metadata);
  const isPlain = (metadata.get("avro.codec") ?? "null") === "null";
  const sync = cursor.take(SYNC_BYTES);
  let samples = 0;
  while (cursor.at < source.byteLength) {
    const records = cursor.readLong();
    const size = cursor.readLong();
    if (records < 0 || size < 0) throw new FileProblem("corrupt: a block with a negative length");
    // A record of at least one field takes a byte, unless it is null or compressed.
    if (isPlain && records > MOST_EMPTY && records > size) {
      throw new FileProblem(`corrupt: a block of ${records} records in ${size} bytes`);
    }
    cursor.skip(size);
    if (!cursor.take(SYNC_BYTES).equals(sync)) {
      throw new FileProblem("corrupt: a block does not end with the file's mark");
    }
    samples += records;
  }
  return { samples, columns, eventTime: null, ...describeTimes(columns ?? [], options) };
}

const MOST_EMPTY = 10_000;

function describeTimes(
  columns: readonly Column[],
  { timeColumn }: ReadOptions,
): Pick<FileCount, "notes" | "unreadTime"> {
  const names = columns.map(({ name }) => name);
  const column =
    timeColumn === undefined ? findTimeColumns(names)[0] : findWantedColumn(names, timeColumn);
  if (column !== undefined) {
    const note = `the times of column "${column}" are not read from Avro: convert it to Parquet`;
    return { notes: [note], unreadTime: { column, value: null } };
  }
  return { notes: timeColumn === undefined ? [] : [noColumn(timeColumn, names)] };
}

/** The texts of the header; of a map, whose entries come in blocks. */
function readMetadata(cursor: Cursor): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (;;) {
    const stated = cursor.readLong();
    if (stated === 0) return entries;
    // The bytes of such a block follow its number of entries.
    if (stated < 0) cursor.readLong();
    for (let left = Math.abs(stated); left > 0; left--) {
      const key = cursor.take(cursor.readLong()).toString();
      entries.set(key, cursor.take(cursor.readLong()).toString());
    }
  }
}

/** The fields of a record; null where the samples are values of another type. */
function parseColumns(metadata: ReadonlyMap<string, string>): Column[] | null {
  const text = metadata.get("avro.schema");
  if (text === undefined) throw new FileProblem("corrupt: its header has no schema");
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch {
    throw new FileProblem("corrupt: its schema is not JSON");
  }
  const { fields } = (schema ?? {}) as { fields?: unknown };
  if (!Array.isArray(fields)) return null;
  return fields.map((field) => {
    const { name, type } = (field ?? {}) as { name?: unknown; type?: unknown };
    return {
      name: String(name),
      type: typeof type === "string" ? type : JSON.stringify(type ?? null),
    };
  });
}

/** Reads a file from its beginning on. */
class Cursor {
  at = 0;
  readonly #source: Bytes;

  constructor(source: Bytes) {
    this.#source = source;
  }

  take(length: number): Buffer {
    if (length > MOST_TAKEN) throw new FileProblem(`corrupt: a header of ${length} bytes`);
    const bytes = this.#source.slice(this.at, this.at + length);
    this.at += length;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  skip(length: number): void {
    if (this.at + length > this.#source.byteLength) {
      throw new FileProblem("truncated: its last block breaks off");
    }
    this.at += length;
  }

  /** A number of 64 bits, its sign in the lowest and 7 bits a byte. */
  readLong(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.take(1)[0] as number;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        const number = value % 2 === 1 ? -(value + 1) / 2 : value / 2;
        if (!Number.isSafeInteger(value)) break;
        return number;
      }
    }
    throw new FileProblem("corrupt: a number of more than 53 bits");
  }
}

const MOST_TAKEN = 16 << 20;
