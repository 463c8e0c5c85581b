import { FileProblem } from "../../reader.ts";
import type { Table } from "./flatbuffer.ts";

/** A column, or a child of a nested one. */
export interface Field {
  readonly name: string;
  /** Arrow's name of the type: `Timestamp(us, UTC)`, `Utf8`. */
  readonly type: string;
  readonly children: readonly Field[];
  /** How a record batch lays it out: buffers of its own, and variadic ones of views. */
  readonly buffers: number;
  readonly hasVariadicBuffers: boolean;
  /** Where its values are indices into a dictionary; its children then lie there, too. */
  readonly dictionary: DictionaryEncoding | null;
}

export interface DictionaryEncoding {
  readonly id: number;
  readonly indexBytes: number;
  /** A record batch of the dictionary has this field alone. */
  readonly values: Field;
}

export interface Schema {
  readonly fields: readonly Field[];
  readonly isBigEndian: boolean;
}

/** @param version of the metadata format, 4 being V5: unions lost a buffer then */
export function readSchema(table: Table, version: number): Schema {
  return {
    fields: table.tables(1).map((field) => readField(field, version, 0)),
    isBigEndian: table.int16(0) === 1,
  };
}

/** All columns whose values are indices, nested ones too. */
export function encodedFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [
    ...(field.dictionary === null ? [] : [field]),
    ...encodedFields(field.children),
  ]);
}

const MAX_DEPTH = 64;
const UNITS = ["s", "ms", "us", "ns"] as const;

function readField(table: Table, version: number, depth: number): Field {
  if (depth > MAX_DEPTH) throw new FileProblem("corrupt: its schema nests too deeply");
  const number = table.uint8(2);
  const [type, buffers] = describe(number, table.table(3), version);
  const values: Field = {
    name: table.text(0) ?? "",
    type,
    children: table.tables(5).map((child) => readField(child, version, depth + 1)),
    buffers,
    hasVariadicBuffers: number === 23 || number === 24,
    dictionary: null,
  };
  const children = CHILDREN[number];
  if (children !== undefined && values.children.length !== children) {
    throw new FileProblem(
      `corrupt: ${JSON.stringify(values.name)} is a ${type} of ${values.children.length} columns`,
    );
  }
  const encoding = table.table(4);
  if (encoding === undefined) return values;
  // Where no type is stated, indices are signed and have 32 bits.
  const indexBytes = checkedBits(encoding.table(1)?.int32(0) ?? 32) / 8;
  const dictionary = { id: encoding.int64(0), indexBytes, values };
  return {
    ...values,
    type: `Dictionary(${type})`,
    buffers: 2,
    hasVariadicBuffers: false,
    dictionary,
  };
}

function checkedBits(bits: number): number {
  if (![8, 16, 32, 64].includes(bits)) throw new FileProblem(`corrupt: integers of ${bits} bits`);
  return bits;
}

/** How many columns a column of a type has within itself, by its number. */
const CHILDREN: Readonly<Record<number, number>> = {
  ...Object.fromEntries(Array.from({ length: 11 }, (_, type) => [type + 1, 0])),
  12: 1,
  15: 0,
  16: 1,
  17: 1,
  18: 0,
  19: 0,
  20: 0,
  21: 1,
  22: 2,
  23: 0,
  24: 0,
  25: 1,
  26: 1,
};

/** Name and number of buffers of the types that have no parameters. */
const PLAIN: Readonly<Record<number, readonly [string, number]>> = {
  1: ["Null", 0],
  4: ["Binary", 3],
  5: ["Utf8", 3],
  6: ["Bool", 2],
  11: ["Interval", 2],
  12: ["List", 2],
  13: ["Struct", 1],
  17: ["Map", 2],
  19: ["LargeBinary", 3],
  20: ["LargeUtf8", 3],
  21: ["LargeList", 2],
  22: ["RunEndEncoded", 0],
  23: ["BinaryView", 2],
  24: ["Utf8View", 2],
  25: ["ListView", 3],
  26: ["LargeListView", 3],
};

/** Type name and number of buffers, by the number of the type in Schema.fbs. */
function describe(number: number, type: Table | undefined, version: number): [string, number] {
  const plain = PLAIN[number];
  if (plain !== undefined) return [...plain];
  switch (number) {
    case 2: {
      const bits = checkedBits(type?.int32(0) ?? 0);
      return [`${type?.uint8(1) ? "Int" : "Uint"}${bits}`, 2];
    }
    case 3:
      return [["Float16", "Float32", "Float64"][type?.int16(0) ?? 0] ?? "Float", 2];
    case 7:
      return [`Decimal(${type?.int32(0)}, ${type?.int32(1)})`, 2];
    case 8:
      // The default unit is milliseconds, in Date64.
      return [(type?.int16(0, 1) ?? 1) === 0 ? "Date32" : "Date64", 2];
    case 9:
      return [`Time${type?.int32(1, 32)}(${UNITS[type?.int16(0, 1) ?? 1]})`, 2];
    case 10: {
      const zone = type?.text(1);
      const unit = UNITS[type?.int16(0) ?? 0] ?? "?";
      return [zone ? `Timestamp(${unit}, ${zone})` : `Timestamp(${unit})`, 2];
    }
    case 14: {
      const isDense = type?.int16(0) === 1;
      return ["Union", (isDense ? 2 : 1) + (version < 4 ? 1 : 0)];
    }
    case 15:
      return [`FixedSizeBinary(${type?.int32(0)})`, 2];
    case 16:
      return [`FixedSizeList(${type?.int32(0)})`, 1];
    case 18:
      return [`Duration(${UNITS[type?.int16(0, 1) ?? 1]})`, 2];
    default:
      return [`unknown type ${number}`, Number.NaN];
  }
}
