import { MB } from "../../../text/quantity.ts";
import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import { checkArrowSchema } from "./arrow-schema.ts";
import { Extents } from "./extents.ts";
import {
  PHYSICAL_TYPES,
  type PhysicalType,
  readSchemaElement,
  type SchemaElement,
} from "./schema.ts";
import { FALSE, LIST, Thrift } from "./thrift.ts";

/** A Parquet file's description of itself. */
export interface Footer {
  /** The rows that the footer states for the file; the row groups may say otherwise. */
  readonly statedRows: number;
  /** The schema in depth-first order, the root first. */
  readonly schema: readonly SchemaElement[];
  readonly rowGroups: readonly RowGroup[];
  /** Where the footer begins, and the data ends. */
  readonly offset: number;
  /** Where the data lies, of all columns. */
  readonly extents: Extents;
}

export interface RowGroup {
  rows: number;
  columnCount: number;
  /** Values that columns state by their number: of all in small files, else in the outer row groups. */
  readonly valueCounts: Map<number, number>;
  /** Of the columns asked for, in their order; fewer where the row group lacks some. */
  readonly chunks: ColumnChunk[];
}

/** The values of one column in one row group. */
export interface ColumnChunk {
  type: PhysicalType | undefined;
  codec: number;
  /** Values, nulls included. */
  valueCount: number;
  compressedBytes: number;
  dataPageOffset: number;
  dictionaryPageOffset?: number;
  statistics?: Statistics;
  /** Set where the values lie in another file. */
  filePath?: string;
  isEncrypted: boolean;
}

/** As written; what they are worth depends on the type. */
export interface Statistics {
  nullCount?: number;
  min?: Uint8Array;
  max?: Uint8Array;
  /** Of writers before parquet-format 2.4, in an order that only signed numbers share. */
  legacyMin?: Uint8Array;
  legacyMax?: Uint8Array;
  isExact: boolean;
}

/**
 * The number of bytes to read first, so that most footers take one read: somewhat more than the last one, as the
 * files of one source have footers of about one size.
 */
let tailBytes = 16 * 1024;
const MIN_TAIL_BYTES = 4 * 1024;
const MAX_TAIL_BYTES = MB;
/** The buffer for tails, one after the other: fresh memory costs more than the reading. */
let tailBuffer: Uint8Array = new Uint8Array(0);
const TRAILER_BYTES = 8;

/**
 * Reads the footer of a Parquet file, and of its column chunks those of some columns only: a file of
 * 100 columns and 25 row groups has 2,500, of which a count needs 25.
 *
 * @param pick the columns whose chunks are wanted, as their numbers among the columns of values
 * @throws FileProblem where this is no Parquet file, is truncated, encrypted or corrupt
 */
export function readFooter(
  source: Bytes,
  pick: (schema: readonly SchemaElement[]) => ReadonlySet<number>,
): Footer {
  const { bytes, offset } = footerBytes(source);
  const thrift = new Thrift(bytes);
  const extents = new Extents();
  let schema: readonly SchemaElement[] = [];
  let rowGroups: RowGroup[] | undefined;
  let rowGroupsAt: number | undefined;
  let statedRows = Number.NaN;
  let version = Number.NaN;
  function readRowGroups(type: number): RowGroup[] {
    const wanted = pick(schema);
    const groups: RowGroup[] = [];
    thrift.list(type, (index, elementType, size) => {
      thrift.expectStruct(elementType);
      const isOuter = index === 0 || index === size - 1;
      groups.push(readRowGroup(thrift, wanted, extents, isOuter, size));
    });
    return groups;
  }
  thrift.struct((field, type) => {
    if (field === 1) version = thrift.i32(type);
    else if (field === 2) schema = readSchema(thrift, type);
    else if (field === 3) statedRows = thrift.i64(type);
    else if (field === 5) checkArrowSchema(thrift, type);
    else if (field === 4 && schema.length > 0) rowGroups = readRowGroups(type);
    else if (field === 4) {
      // The schema comes first from every writer we know of, but need not.
      rowGroupsAt = thrift.at;
      thrift.skip(type);
    } else thrift.skip(type);
  });
  if (schema.length === 0) throw new FileProblem("corrupt: its footer has no schema");
  if (Number.isNaN(version)) throw new FileProblem("corrupt: its footer has no version");
  if (rowGroups === undefined && rowGroupsAt !== undefined) {
    thrift.at = rowGroupsAt;
    rowGroups = readRowGroups(LIST);
  }
  if (rowGroups === undefined) throw new FileProblem("corrupt: its footer has no row groups");
  return { statedRows, schema, rowGroups, offset, extents };
}

let lastSchema: { bytes: Uint8Array; schema: readonly SchemaElement[] } | undefined;

/**
 * Files of one source share a schema: where its bytes are those of the file before, the same object
 * is returned.
 */
function readSchema(thrift: Thrift, type: number): readonly SchemaElement[] {
  const from = thrift.at;
  thrift.skip(type);
  const bytes = thrift.bytes.subarray(from, thrift.at);
  if (lastSchema !== undefined && Buffer.compare(lastSchema.bytes, bytes) === 0) {
    return lastSchema.schema;
  }
  thrift.at = from;
  const schema: SchemaElement[] = [];
  thrift.list(type, (_, elementType) => {
    thrift.expectStruct(elementType);
    schema.push(readSchemaElement(thrift));
  });
  lastSchema = { bytes: new Uint8Array(bytes), schema };
  return schema;
}

/** The last eight bytes of a file are the footer's length and the magic. */
function footerBytes(source: Bytes): { bytes: Uint8Array; offset: number } {
  const { byteLength } = source;
  if (byteLength === 0) throw new FileProblem("empty file");
  if (byteLength < TRAILER_BYTES + 4) {
    throw new FileProblem(`not Parquet: only ${byteLength} bytes`);
  }
  const tailFrom = Math.max(0, byteLength - tailBytes);
  if (tailBuffer.length < byteLength - tailFrom) tailBuffer = Buffer.allocUnsafeSlow(tailBytes);
  const tail = source.slice(tailFrom, byteLength, tailBuffer);
  const trailer = tail.subarray(tail.length - TRAILER_BYTES);
  const magic = String.fromCharCode(...trailer.subarray(4));
  if (magic === "PARE") {
    throw new FileProblem("encrypted footer: its rows cannot be counted without the key");
  }
  if (magic !== "PAR1") throw noMagic(source, magic);
  const length = new DataView(trailer.buffer, trailer.byteOffset).getUint32(0, true);
  const end = byteLength - TRAILER_BYTES;
  const offset = end - length;
  // The magic that the file begins with is no part of the footer.
  if (length === 0 || offset < 4) {
    throw new FileProblem(
      `corrupt: states a footer of ${length} bytes in a file of ${byteLength} bytes`,
    );
  }
  tailBytes = Math.min(Math.max(Math.ceil(length * 1.05), MIN_TAIL_BYTES), MAX_TAIL_BYTES);
  const bytes =
    offset >= tailFrom
      ? tail.subarray(offset - tailFrom, end - tailFrom)
      : source.slice(offset, end);
  return { bytes, offset };
}

function noMagic(source: Bytes, found: string): FileProblem {
  const start = String.fromCharCode(...source.slice(0, 4));
  if (start === "PAR1" || start === "PARE") {
    return new FileProblem("truncated: begins as Parquet, but the footer at its end is missing");
  }
  return new FileProblem(`not Parquet: ends in ${JSON.stringify(found)} instead of "PAR1"`);
}

/** So many are looked at all. */
const FEW_CHUNKS = 512;

/** Writers put one chunk after the other: all ends are looked at in outer row groups, else the last. */
function readRowGroup(
  thrift: Thrift,
  wanted: ReadonlySet<number>,
  extents: Extents,
  isOuter: boolean,
  groupCount: number,
): RowGroup {
  let totalBytes = Number.NaN;
  const group: RowGroup = { rows: Number.NaN, columnCount: 0, valueCounts: new Map(), chunks: [] };
  thrift.struct((field, type) => {
    if (field === 1) {
      thrift.list(type, (index, elementType, size) => {
        group.columnCount++;
        const from = thrift.at;
        const isWanted = wanted.has(index);
        if (isOuter || index === size - 1 || size * groupCount <= FEW_CHUNKS) {
          thrift.expectStruct(elementType);
          extents.pass(thrift, index);
          group.valueCounts.set(index, extents.valueCount);
        } else if (!isWanted) thrift.skip(elementType);
        if (!isWanted) return;
        thrift.expectStruct(elementType);
        thrift.at = from;
        group.chunks.push(readColumnChunk(thrift));
      });
    } else if (field === 2) totalBytes = thrift.i64(type);
    else if (field === 3) group.rows = thrift.i64(type);
    else thrift.skip(type);
  });
  if (Number.isNaN(totalBytes)) throw new FileProblem("corrupt: a row group without its size");
  return group;
}

function readColumnChunk(thrift: Thrift): ColumnChunk {
  const chunk: ColumnChunk = {
    type: undefined,
    codec: 0,
    valueCount: Number.NaN,
    compressedBytes: Number.NaN,
    dataPageOffset: Number.NaN,
    isEncrypted: false,
  };
  thrift.struct((field, type) => {
    if (field === 1) chunk.filePath = thrift.text();
    else if (field === 3) {
      thrift.expectStruct(type);
      thrift.struct((metaField, metaType) =>
        readColumnMetaData(thrift, chunk, metaField, metaType),
      );
    } else {
      if (field === 8) chunk.isEncrypted = true;
      thrift.skip(type);
    }
  });
  return chunk;
}

function readColumnMetaData(thrift: Thrift, chunk: ColumnChunk, field: number, type: number): void {
  if (field === 1) chunk.type = PHYSICAL_TYPES[thrift.integer()];
  else if (field === 4) chunk.codec = thrift.integer();
  else if (field === 5) chunk.valueCount = thrift.integer();
  else if (field === 7) chunk.compressedBytes = thrift.integer();
  else if (field === 9) chunk.dataPageOffset = thrift.integer();
  else if (field === 11) chunk.dictionaryPageOffset = thrift.integer();
  else if (field === 12) {
    thrift.expectStruct(type);
    chunk.statistics = readStatistics(thrift);
  } else thrift.skip(type);
}

/** Of a column chunk in the footer, or of a page in its header; copies, for what both lie in is reused. */
export function readStatistics(thrift: Thrift): Statistics {
  const statistics: Statistics = { isExact: true };
  thrift.struct((field, type) => {
    if (field === 1) statistics.legacyMax = new Uint8Array(thrift.binary());
    else if (field === 2) statistics.legacyMin = new Uint8Array(thrift.binary());
    else if (field === 3) statistics.nullCount = thrift.integer();
    else if (field === 5) statistics.max = new Uint8Array(thrift.binary());
    else if (field === 6) statistics.min = new Uint8Array(thrift.binary());
    else {
      if ((field === 7 || field === 8) && type === FALSE) statistics.isExact = false;
      thrift.skip(type);
    }
  });
  return statistics;
}
