import type { FlatColumn, Value } from "../../inventory/readers/parquet/flat-columns.ts";
import {
  daysFromCivil,
  formatDay,
  formatInstant,
  MICROS_PER_DAY,
  UTC,
} from "../../time/instant.ts";
import type { Cell } from "./table.ts";

/**
 * The function that makes a cell of a value in a column of Parquet: numbers, also of decimals; booleans, texts and
 * UUIDs as text; times as ISO 8601, to the microsecond, with an offset where they are instants. Null of
 * all else, and of times beyond the years that ISO 8601 can write.
 */
export function parquetCell({ type, logical = "" }: FlatColumn): (value: Value) => Cell {
  const [, kind = "", of = ""] = /^(\w*)(?:\((.*)\))?$/.exec(logical) ?? [];
  const make = MAKERS[`${type} ${kind}`.trim()];
  if (make === undefined) return () => null;
  // Values are of the type that the column has.
  return make(of.split(",")) as (value: Value) => Cell;
}

/** The makers of cells, by physical and logical type, from that type's parameters. */
type Maker = (parameters: readonly string[]) => (value: never) => Cell;

const number: Maker = () => (value: number | bigint) => Number(value);

/** The number next to the decimal, as Python's float(Decimal) is. */
function decimal([, scale = "0"]: readonly string[]) {
  return (unscaled: number | bigint): Cell => Number(`${unscaled}e${-Number(scale)}`);
}

const bytesDecimal: Maker = (parameters) => {
  const make = decimal(parameters);
  return (bytes: Uint8Array) => make(toSigned(bytes));
};

/** Of two's complement, the highest byte first. */
function toSigned(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  if (bytes.length > MOST_DECIMAL_BYTES) {
    throw new Error(`corrupt: a decimal of ${bytes.length} bytes`);
  }
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${toHex(bytes)}`));
}

/** Arrow's longest have half as many. */
const MOST_DECIMAL_BYTES = 64;

const text: Maker = () => (bytes: Uint8Array) => toBuffer(bytes).toString("utf8").trim() || null;

const uuid: Maker = () => (bytes: Uint8Array) =>
  toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

function toHex(bytes: Uint8Array): string {
  return toBuffer(bytes).toString("hex");
}

function toBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** Source: IEEE 754-2008, binary16. */
function readHalf(bytes: Uint8Array): Cell {
  if (bytes.length !== 2) throw new Error(`corrupt: half a float of ${bytes.length} bytes`);
  const bits = ((bytes[1] as number) << 8) | (bytes[0] as number);
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function date(days: number): Cell {
  return days >= FIRST_DAY && days < END_DAY ? formatDay(days) : null;
}

/** ISO 8601 has years of four digits. */
const FIRST_DAY = daysFromCivil(0, 1, 1);
const END_DAY = daysFromCivil(10_000, 1, 1);

function timestamp([unit = "", zone]: readonly string[]) {
  const microsOf = MICROS_OF[unit];
  return (value: bigint): Cell => {
    if (microsOf === undefined) return null;
    const at = instant(microsOf(value));
    return at === null || zone === "UTC" ? at : at.slice(0, -UTC_OFFSET.length);
  };
}

const UTC_OFFSET = "+00:00";

function instant(micros: number): string | null {
  const days = micros / MICROS_PER_DAY;
  return days >= FIRST_DAY && days < END_DAY ? formatInstant(micros, UTC) : null;
}

/** A time of day, which is no time of anything, but no number either. */
function time([unit = ""]: readonly string[]) {
  const microsOf = MICROS_OF[unit];
  return (value: number | bigint): Cell => {
    const micros = microsOf?.(BigInt(value)) ?? -1;
    if (!(micros >= 0 && micros < MICROS_PER_DAY)) return null;
    return formatInstant(micros, UTC).slice("1970-01-01T".length, -UTC_OFFSET.length);
  };
}

/** Finer fractions are cut, towards the past, as digits of a text are. */
const MICROS_OF: Readonly<Record<string, (value: bigint) => number>> = {
  MILLIS: (value) => Number(value * 1000n),
  MICROS: Number,
  NANOS: (value) => Number((value - (((value % 1000n) + 1000n) % 1000n)) / 1000n),
};

const unsigned32: Maker = () => (value: number) => value >>> 0;

const MAKERS: Readonly<Record<string, Maker>> = {
  BOOLEAN: () => (value: boolean) => `${value}`,
  INT32: number,
  "INT32 INT": number,
  "INT32 UINT": unsigned32,
  "INT32 DECIMAL": decimal,
  "INT32 DATE": () => date,
  "INT32 TIME": time,
  INT64: number,
  "INT64 INT": number,
  "INT64 UINT": () => (value: bigint) => Number(BigInt.asUintN(64, value)),
  "INT64 DECIMAL": decimal,
  "INT64 TIME": time,
  "INT64 TIMESTAMP": timestamp,
  INT96: () => instant,
  FLOAT: number,
  DOUBLE: number,
  BYTE_ARRAY: text,
  "BYTE_ARRAY STRING": text,
  "BYTE_ARRAY ENUM": text,
  "BYTE_ARRAY JSON": text,
  "BYTE_ARRAY DECIMAL": bytesDecimal,
  "FIXED_LEN_BYTE_ARRAY DECIMAL": bytesDecimal,
  "FIXED_LEN_BYTE_ARRAY FLOAT16": () => readHalf,
  "FIXED_LEN_BYTE_ARRAY UUID": uuid,
};
