import { MB } from "../../../text/quantity.ts";
import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import { int64At, Table } from "./flatbuffer.ts";
import { verifyFooter, verifyMessage } from "./verify.ts";

/** The contents of the messages of an Arrow stream or file, without the bodies. */
export interface Messages {
  /** The Schema table. */
  readonly schema: Table;
  readonly batches: readonly RecordBatch[];
  readonly dictionaries: readonly DictionaryBatch[];
  /** How many streams of one schema follow each other. */
  readonly streams: number;
  /** Whether the end is where the writer meant it to be: a stream may lack its end mark. */
  readonly isEnded: boolean;
  /** Bytes behind the end mark of a stream that are no further stream. */
  readonly bytesBehind: number;
}

export interface RecordBatch {
  readonly rows: number;
  /** The RecordBatch table. */
  readonly header: Table;
  /** Of the metadata format: 4 is V5. */
  readonly version: number;
  readonly bodyFrom: number;
  readonly bodyTo: number;
}

/** Entries of a dictionary. */
export interface DictionaryBatch {
  readonly id: number;
  /** Whether they come behind those before, else they take their place. */
  readonly isDelta: boolean;
  /** How many record batches come before it, and know nothing of it. */
  readonly after: number;
  readonly entries: RecordBatch;
}

interface Message {
  readonly type: number;
  readonly header: Table;
  readonly version: number;
  readonly bodyFrom: number;
  readonly bodyTo: number;
}

const MAGIC = "ARROW1";
/** Padded to eight bytes at the start of a file. */
const MAGIC_BYTES = 8;
/** Footer length and magic. */
const TRAILER_BYTES = 4 + MAGIC.length;
const CONTINUATION = 0xffffffff;
/** A schema of thousands of columns has a metadata of some megabytes. */
const MAX_METADATA_BYTES = 256 * MB;
/** Most message headers fit: one read instead of two. */
const FIRST_READ_BYTES = 4096;

/** Arrow 0.8 and later; earlier ones are refused by Arrow, too. */
const V4 = 3;
const V5 = 4;

const SCHEMA = 1;
const DICTIONARY_BATCH = 2;
const RECORD_BATCH = 3;

/**
 * Reads the message headers of an Arrow IPC file (Feather V2 is the same) or stream, whichever the
 * first bytes say it is, and passes over the bodies.
 *
 * Source: https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 *
 * @throws FileProblem where this is neither, or is truncated or corrupt
 */
export function readMessages(source: Bytes): Messages {
  if (source.byteLength === 0) throw new FileProblem("empty file");
  const start = ascii(source.slice(0, Math.min(MAGIC_BYTES, source.byteLength)));
  if (start.startsWith("FEA1")) {
    throw new FileProblem(
      "Feather V1, a format that Arrow has given up: rewrite it as Feather V2 (pyarrow.feather.write_feather)",
    );
  }
  return start.startsWith(MAGIC) ? readFile(source) : readStream(source);
}

/** A file lists its batches in a footer. */
function readFile(source: Bytes): Messages {
  const { byteLength } = source;
  if (byteLength < MAGIC_BYTES + TRAILER_BYTES) throw truncated(byteLength);
  const trailer = source.slice(byteLength - TRAILER_BYTES, byteLength);
  if (ascii(trailer.subarray(4)) !== MAGIC) {
    throw new FileProblem(
      "truncated: begins as an Arrow file, but the footer at its end is missing",
    );
  }
  const footerBytes = viewBytes(trailer).getInt32(0, true);
  const footerTo = byteLength - TRAILER_BYTES;
  const footerFrom = footerTo - footerBytes;
  if (footerBytes <= 0 || footerFrom < MAGIC_BYTES) {
    throw new FileProblem(
      `corrupt: states a footer of ${footerBytes} bytes in a file of ${byteLength} bytes`,
    );
  }
  const footerTable = source.slice(footerFrom, footerTo);
  verifyFooter(footerTable);
  const footer = Table.root(footerTable);
  const schema = footer.table(1);
  if (schema === undefined) throw new FileProblem("corrupt: its footer has no schema");
  const listed = (field: number, type: number, what: string) =>
    footer.structs(field, 24, blockAt).map(({ offset, metadataBytes, bodyBytes }, index) => {
      const message = readMessage(source, offset, footerFrom);
      const isAsStated =
        message?.type === type &&
        message.bodyFrom === offset + metadataBytes &&
        message.bodyTo === message.bodyFrom + bodyBytes;
      if (!isAsStated) {
        throw new FileProblem(
          `corrupt: the footer's entry of ${what} ${index + 1} does not match the file`,
        );
      }
      return message;
    });
  return {
    schema,
    batches: listed(3, RECORD_BATCH, "record batch").map(readBatch),
    // Wherever they lie, they are for all batches.
    dictionaries: listed(2, DICTIONARY_BATCH, "dictionary").map((found) =>
      readDictionary(found, 0),
    ),
    streams: 1,
    isEnded: true,
    bytesBehind: 0,
  };
}

/** Where the footer says that a message lies. */
function blockAt(view: DataView, at: number) {
  const [offset, bodyBytes] = [int64At(view, at), int64At(view, at + 16)];
  return { offset, metadataBytes: view.getInt32(at + 8, true), bodyBytes };
}

/** A stream is a schema, then dictionaries and batches until an end mark, or the end. */
function readStream(source: Bytes): Messages {
  const first = readMessage(source, 0, source.byteLength);
  if (first === undefined || first.type !== SCHEMA) throw notArrow(source);
  const schemaBytes = source.slice(0, first.bodyTo);
  const batches: RecordBatch[] = [];
  const dictionaries: DictionaryBatch[] = [];
  const schema = first.header;
  let streams = 1;
  let at = first.bodyTo;
  while (at < source.byteLength) {
    const message = readMessage(source, at, source.byteLength);
    if (message === undefined) {
      // Streams that were appended to each other: the same schema follows the end mark.
      const begin = at + (isMarkedEnd(source, at) ? 8 : 4);
      const end = begin + schemaBytes.length;
      const isAgain =
        end <= source.byteLength && Buffer.compare(source.slice(begin, end), schemaBytes) === 0;
      const bytesBehind = source.byteLength - begin;
      if (!isAgain) return { schema, batches, dictionaries, streams, isEnded: true, bytesBehind };
      streams++;
      at = end;
      continue;
    }
    if (message.type === RECORD_BATCH) batches.push(readBatch(message, batches.length));
    else if (message.type === DICTIONARY_BATCH) {
      dictionaries.push(readDictionary(message, batches.length));
    } else {
      throw new FileProblem(`corrupt: a message of type ${message.type} among its record batches`);
    }
    at = message.bodyTo;
  }
  return { schema, batches, dictionaries, streams, isEnded: false, bytesBehind: 0 };
}

/** Whether the end mark has the continuation mark in front, as since Arrow 0.15. */
function isMarkedEnd(source: Bytes, at: number): boolean {
  return viewBytes(source.slice(at, at + 4)).getUint32(0, true) === CONTINUATION;
}

/** The message at `at`, or undefined where that is the end mark. `end`: where messages end. */
function readMessage(source: Bytes, at: number, end: number): Message | undefined {
  if (!(at >= 0 && at + 4 <= end)) throw truncated(source.byteLength);
  const head = source.slice(at, Math.min(at + FIRST_READ_BYTES, end));
  const view = viewBytes(head);
  // Before Arrow 0.15 there was no continuation mark in front of the length.
  const marked = view.getUint32(0, true) === CONTINUATION;
  if (marked && head.length < 8) throw truncated(source.byteLength);
  const metadataBytes = view.getInt32(marked ? 4 : 0, true);
  if (metadataBytes === 0) return undefined;
  const metadataAt = marked ? 8 : 4;
  const metadataTo = metadataAt + metadataBytes;
  if (metadataBytes < 0 || metadataBytes > MAX_METADATA_BYTES) throw notArrow(source);
  if (at + metadataTo > end) {
    throw at === 0 ? notArrow(source) : truncated(source.byteLength);
  }
  const metadata =
    metadataTo <= head.length
      ? head.subarray(metadataAt, metadataTo)
      : source.slice(at + metadataAt, at + metadataTo);
  verifyMessage(metadata);
  const table = Table.root(metadata);
  const header = table.table(2);
  const bodyBytes = table.int64(3);
  const bodyFrom = at + metadataTo;
  if (header === undefined || !(bodyBytes >= 0)) throw notArrow(source);
  if (bodyFrom + bodyBytes > end) throw truncated(source.byteLength);
  const type = table.uint8(1);
  const version = table.int16(0);
  if (version < V4 || version > V5) {
    throw new FileProblem(`metadata of version ${version + 1}: only 4 and 5 are read`);
  }
  return { type, header, version, bodyFrom, bodyTo: bodyFrom + bodyBytes };
}

function readBatch(message: Message, index: number): RecordBatch {
  const { header, version, bodyFrom, bodyTo } = message;
  const rows = header.int64(0);
  if (!(Number.isSafeInteger(rows) && rows >= 0)) {
    throw new FileProblem(`corrupt: record batch ${index + 1} states ${rows} rows`);
  }
  return { rows, header, version, bodyFrom, bodyTo };
}

function readDictionary(message: Message, after: number): DictionaryBatch {
  const { header } = message;
  const data = header.table(1);
  if (data === undefined) throw new FileProblem("corrupt: a dictionary without its entries");
  const entries = { ...message, header: data, rows: data.int64(0) };
  return { id: header.int64(0), isDelta: header.uint8(2) === 1, after, entries };
}

function viewBytes(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function truncated(byteLength: number): FileProblem {
  return new FileProblem(`truncated: its ${byteLength} bytes end within a message`);
}

function notArrow(source: Bytes): FileProblem {
  const start = ascii(source.slice(0, Math.min(6, source.byteLength)));
  return new FileProblem(
    `not Arrow: begins with ${JSON.stringify(start)}, neither "ARROW1" nor a stream's schema`,
  );
}
