import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import zlib from "node:zlib";
import glob from "fast-glob";
import { parquetMetadata, parquetReadObjects, type SchemaElement } from "hyparquet";
import { describe, expect, test } from "vitest";
import { loadUnzstd } from "../../../src/inventory/readers/zstd.ts";
import { parseParquet } from "../../../src/validation/table/parquet-rows.ts";

const fixtures = new URL("../../../fixtures/validation/parquet-cells/", import.meta.url).pathname;

/** Numbers that JSON cannot hold are written as texts. */
type Stated = string | number | null | { number: "nan" | "inf" | "-inf" };

interface Known {
  readonly files: readonly string[];
  readonly columns: readonly { readonly name: string; readonly cells: readonly Stated[] }[];
}

const unzstd = await loadUnzstd();
const known: Known[] = JSON.parse(readFileSync(join(fixtures, "cells.json"), "utf8"));
const NUMBERS = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };

function cellOf(stated: Stated): string | number | null {
  return stated !== null && typeof stated === "object" ? NUMBERS[stated.number] : stated;
}

describe("cells of pyarrow, pandas, polars and DuckDB are those that pyarrow 26.0.1 reads", () => {
  const files = known.flatMap(({ files, columns }) => files.map((file) => ({ file, columns })));

  test("of all that is there", () => {
    const there = readdirSync(fixtures).filter((name) => name.endsWith(".parquet"));
    expect(files.map(({ file }) => file).sort()).toEqual(there.sort());
  });

  test.each(files)("$file", async ({ file, columns }) => {
    const table = await parseParquet(readFileSync(join(fixtures, file)));
    const read = table.columns.map((name, at) => ({
      name,
      cells: table.rows.map(({ cells }) => cells[at]),
    }));
    const expected = columns.map(({ name, cells }) => ({ name, cells: cells.map(cellOf) }));
    for (const [at, column] of expected.entries()) expect(read[at]).toEqual(column);
    expect(read).toHaveLength(expected.length);
  });
});

/** All fixtures but those that hyparquet cannot read, of LZ4 and with an interval; and a log and a model, which only nest. */
describe("cells of the fixtures are the values that hyparquet 1.31.5 reads", () => {
  const paths = glob.sync("fixtures/**/*.parquet", {
    ignore: ["**/{*lz4*,polars-utc,duckdb-v?}.*", "**/_delta_log/**", "**/model/**"],
  });

  test.each(paths)("%s", async (path) => {
    const bytes = readFileSync(path);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const { columns, rows } = await parseParquet(bytes);
    const { schema } = parquetMetadata(file);
    const objects = await parquetReadObjects({ file, columns: [...columns], compressors, parsers });
    expect(rows).toHaveLength(objects.length);
    for (const [at, name] of columns.entries()) {
      const element = schema.find((candidate) => candidate.name === name) as SchemaElement;
      // It gives their numbers, of any unit.
      if (element.logical_type?.type === "TIME") continue;
      // It multiplies with a power of ten that no float is: 1003.8580000000001.
      const isDecimal = element.converted_type === "DECIMAL";
      const shown = (cell: unknown) =>
        isDecimal && typeof cell === "number" ? cell.toPrecision(10) : withoutOffset(cell);
      const cells = rows.map(({ cells }) => shown(cells[at]));
      const expected = objects.map((object) => shown(plain(object[name])));
      expect(cells, name).toEqual(expected);
    }
  });

  const compressors = {
    GZIP: (packed: Uint8Array) => zlib.gunzipSync(packed),
    BROTLI: (packed: Uint8Array) => zlib.brotliDecompressSync(packed),
    ZSTD: unzstd,
  };

  // It knows times to milliseconds.
  const parsers = {
    timestampFromMilliseconds: (value: bigint) => timeOf(value * 1000n),
    timestampFromMicroseconds: timeOf,
    timestampFromNanoseconds: (value: bigint) => timeOf(quotient(value, 1000n)),
    dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
  };
});

function timeOf(micros: bigint): string {
  const millis = quotient(micros, 1000n);
  const text = new Date(Number(millis)).toISOString();
  const fraction = text.slice(20, 23) + `${micros - millis * 1000n}`.padStart(3, "0");
  return text.slice(0, 19) + (Number(fraction) === 0 ? "" : `.${fraction}`);
}

/** Towards the past. */
function quotient(value: bigint, divisor: bigint): bigint {
  const rest = value % divisor;
  return (value - (rest < 0n ? rest + divisor : rest)) / divisor;
}

/** It does not say whether a time is an instant. */
function withoutOffset(cell: unknown): unknown {
  return typeof cell === "string" ? cell.replace(/\+00:00$/, "") : cell;
}

/** Bytes have no cell. */
function plain(value: unknown): unknown {
  if (value === undefined || value instanceof Uint8Array) return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return `${value}`;
  return typeof value === "string" ? value.trim() || null : value;
}
