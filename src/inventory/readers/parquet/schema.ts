import { type Column, FileProblem } from "../../reader.ts";
import { BINARY, type Thrift, TRUE } from "./thrift.ts";

/** Physical types, by their number in the format. */
export const PHYSICAL_TYPES = [
  "BOOLEAN",
  "INT32",
  "INT64",
  "INT96",
  "FLOAT",
  "DOUBLE",
  "BYTE_ARRAY",
  "FIXED_LEN_BYTE_ARRAY",
] as const;
export type PhysicalType = (typeof PHYSICAL_TYPES)[number];

/** One element of the schema: the root, a group, or a column of values. */
export interface SchemaElement {
  name: string;
  /** Absent for groups. */
  type?: PhysicalType;
  /** Bytes of a value, where the type is FIXED_LEN_BYTE_ARRAY. */
  typeLength?: number;
  repetition: "required" | "optional" | "repeated";
  childCount: number;
  /** The meaning of the values, in one notation for both generations of the format: `TIMESTAMP(MICROS,UTC)`. */
  logical?: string;
}

/** A column of values, with the groups that hold it. */
export interface Leaf {
  /** Names from the top: one for a top-level column. */
  readonly path: readonly string[];
  readonly type: PhysicalType;
  readonly typeLength: number | undefined;
  readonly logical: string | undefined;
  /** Optional and repeated elements on the path: 0 for a required top-level column. */
  readonly maxDefinition: number;
  /** Repeated elements on the path: 0 where each row has one value or none. */
  readonly maxRepetition: number;
}

const REPETITIONS = ["required", "optional", "repeated"] as const;

export function readSchemaElement(thrift: Thrift): SchemaElement {
  const element: SchemaElement = { name: "", repetition: "required", childCount: 0 };
  let converted: string | undefined;
  let scale = 0;
  let precision = 0;
  let hasName = false;
  thrift.struct((field, type) => {
    if (field === 1) {
      const number = thrift.i32(type);
      const physical = PHYSICAL_TYPES[number];
      if (physical === undefined) throw new FileProblem(`corrupt: a column of type ${number}`);
      element.type = physical;
    } else if (field === 2) element.typeLength = thrift.i32(type);
    else if (field === 3) element.repetition = REPETITIONS[thrift.i32(type)] ?? "required";
    else if (field === 4 && type === BINARY) {
      element.name = thrift.text();
      hasName = true;
    } else if (field === 5) element.childCount = thrift.i32(type);
    else if (field === 6) converted = CONVERTED_TYPES[thrift.i32(type)];
    else if (field === 7) scale = thrift.i32(type);
    else if (field === 8) precision = thrift.i32(type);
    else if (field === 10) {
      thrift.expectStruct(type);
      const logical = readLogicalType(thrift);
      if (logical !== undefined) element.logical = logical;
    } else thrift.skip(type);
  });
  if (!hasName) throw new FileProblem("corrupt: a column without a name");
  if (element.logical === undefined && converted !== undefined) {
    element.logical = converted === "DECIMAL" ? `DECIMAL(${precision},${scale})` : converted;
  }
  return element;
}

/**
 * ConvertedType, the older generation, in the notation of the newer. Its timestamps are instants:
 * the format defines them as isAdjustedToUTC = true.
 */
const CONVERTED_TYPES: readonly (string | undefined)[] = [
  "STRING",
  "MAP",
  "MAP",
  "LIST",
  "ENUM",
  "DECIMAL",
  "DATE",
  "TIME(MILLIS,UTC)",
  "TIME(MICROS,UTC)",
  "TIMESTAMP(MILLIS,UTC)",
  "TIMESTAMP(MICROS,UTC)",
  "UINT(8)",
  "UINT(16)",
  "UINT(32)",
  "UINT(64)",
  "INT(8)",
  "INT(16)",
  "INT(32)",
  "INT(64)",
  "JSON",
  "BSON",
  "INTERVAL",
];

const LOGICAL_TYPES: Readonly<Record<number, string>> = {
  1: "STRING",
  2: "MAP",
  3: "LIST",
  4: "ENUM",
  6: "DATE",
  11: "UNKNOWN",
  12: "JSON",
  13: "BSON",
  14: "UUID",
  15: "FLOAT16",
  16: "VARIANT",
  17: "GEOMETRY",
  18: "GEOGRAPHY",
};

const TIME_UNITS = ["MILLIS", "MICROS", "NANOS"] as const;

/** LogicalType is a union: a struct of which one field, named by its number, is set. */
function readLogicalType(thrift: Thrift): string | undefined {
  let logical: string | undefined;
  thrift.struct((field, type) => {
    if (field === 5) logical = `DECIMAL(${readPair(thrift, type).reverse().join(",")})`;
    else if (field === 7) logical = `TIME${readTimeType(thrift, type)}`;
    else if (field === 8) logical = `TIMESTAMP${readTimeType(thrift, type)}`;
    else if (field === 10) logical = readIntType(thrift, type);
    else {
      logical = LOGICAL_TYPES[field];
      thrift.skip(type);
    }
  });
  return logical;
}

/** DecimalType {scale, precision}. */
function readPair(thrift: Thrift, structType: number): number[] {
  thrift.expectStruct(structType);
  const pair = [0, 0];
  thrift.struct((field, type) => {
    if (field === 1 || field === 2) pair[field - 1] = thrift.integer();
    else thrift.skip(type);
  });
  return pair;
}

/** TimeType and TimestampType {isAdjustedToUTC, unit}: "(MICROS,UTC)" or "(MICROS)". */
function readTimeType(thrift: Thrift, structType: number): string {
  thrift.expectStruct(structType);
  let isUtc = false;
  let unit = "";
  thrift.struct((field, type) => {
    if (field === 1) isUtc = type === TRUE;
    else if (field === 2) {
      thrift.expectStruct(type);
      thrift.struct((unitField, unitType) => {
        unit = TIME_UNITS[unitField - 1] ?? "";
        thrift.skip(unitType);
      });
    } else thrift.skip(type);
  });
  return `(${unit}${isUtc ? ",UTC" : ""})`;
}

/** IntType {bitWidth, isSigned}. */
function readIntType(thrift: Thrift, structType: number): string {
  thrift.expectStruct(structType);
  let bits = 0;
  let signed = true;
  thrift.struct((field, type) => {
    if (field === 1) bits = thrift.byte();
    else if (field === 2) signed = type === TRUE;
    else thrift.skip(type);
  });
  return `${signed ? "INT" : "UINT"}(${bits})`;
}

/**
 * The columns of values, in the order of the column chunks.
 *
 * @throws FileProblem where the elements do not form a tree
 */
export function listLeaves(schema: readonly SchemaElement[]): Leaf[] {
  const leaves: Leaf[] = [];
  let at = 1;
  function visit(path: readonly string[], definition: number, repetition: number): void {
    const element = schema[at++];
    if (element === undefined || path.length > MAX_DEPTH) {
      throw new FileProblem("corrupt: the elements of its schema do not form a tree");
    }
    const below = [...path, element.name];
    const maxDefinition = definition + (element.repetition === "required" ? 0 : 1);
    const maxRepetition = repetition + (element.repetition === "repeated" ? 1 : 0);
    if (element.type !== undefined) {
      const { type, typeLength, logical } = element;
      leaves.push({ path: below, type, typeLength, logical, maxDefinition, maxRepetition });
      return;
    }
    for (let i = 0; i < element.childCount; i++) visit(below, maxDefinition, maxRepetition);
  }
  for (let i = 0; i < (schema[0]?.childCount ?? 0); i++) visit([], 0, 0);
  if (at !== schema.length)
    throw new FileProblem("corrupt: the elements of its schema do not form a tree");
  return leaves;
}

/** The top-level columns, with the name of their type. */
export function listColumns(schema: readonly SchemaElement[]): Column[] {
  const columns: Column[] = [];
  let pending = 0;
  for (const { name, type, logical, childCount, repetition } of schema.slice(1)) {
    if (pending > 0) pending--;
    else {
      const own = logical ?? type ?? "STRUCT";
      columns.push({ name, type: repetition === "repeated" ? `repeated ${own}` : own });
    }
    pending += type === undefined ? childCount : 0;
  }
  return columns;
}

const MAX_DEPTH = 64;
