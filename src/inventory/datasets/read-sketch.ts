import { readFileSync } from "node:fs";
import type { SourceConfig } from "../../config/schema.ts";
import type { Zone } from "../../time/instant.ts";
import { formatName } from "../formats.ts";
import { readable, readExtension, toReadOptions } from "../read-options.ts";
import type { DataFile, FileCount } from "../reader.ts";
import { DelimitedScan } from "../readers/delimited.ts";
import { FlatColumns, type Value } from "../readers/parquet/flat-columns.ts";
import { pushText } from "../readers/text/chunks.ts";
import { ColumnarHashes, DelimitedHashes, RowHash } from "./row-hash.ts";
import { buildSketch, type RowSketch } from "./row-sketch.ts";

/** Formats whose rows can be compared with each other. */
type Family = "text" | "json" | "parquet";

/** A file to be compared, and how it was counted. */
export interface Comparable {
  readonly file: DataFile;
  readonly config: SourceConfig;
  readonly count: FileCount;
}

/** Of which family a file is; null where its rows cannot be compared. */
export function findFamily({ file, config }: Comparable): Family | null {
  const format = formatName(readExtension(file, config));
  if (format === "csv" || format === "xlsx" || format === "sqlite") return "text";
  if (format === "json" || format === "jsonl") return "json";
  return format === "parquet" && file.compression === "none" ? "parquet" : null;
}

/** The sketch of the rows of files that belong together; null where one of them cannot be read so. */
export async function readSketch(
  files: readonly Comparable[],
  zone: Zone,
): Promise<RowSketch | null> {
  const all: number[] = [];
  try {
    for (const file of files) {
      const hashes = await readHashes(file, zone);
      // Rows that are not those that were counted would be compared with something else.
      if (hashes === null || hashes.length !== file.count.samples) return null;
      for (const hash of hashes) all.push(hash);
    }
  } catch {
    return null; // The count of the file says why.
  }
  return buildSketch(Float64Array.from(all));
}

async function readHashes(comparable: Comparable, zone: Zone): Promise<number[] | null> {
  switch (findFamily(comparable)) {
    case "text":
      return textHashes(comparable, zone);
    case "json":
      return jsonHashes(comparable);
    case "parquet":
      return parquetHashes(comparable);
    default:
      return null;
  }
}

async function textHashes({ file, config, count }: Comparable, zone: Zone): Promise<number[]> {
  const options = toReadOptions(file, config, zone);
  const scan = new DelimitedScan(readExtension(file, config), options);
  const chunks: Buffer[] = [];
  const { encoding } = options;
  await pushText(
    readable({ file, config }),
    { push: (chunk) => chunks.push(Buffer.from(chunk)) },
    { encoding },
  );
  for (const chunk of chunks) {
    if (scan.dialect !== null) break;
    scan.push(chunk);
  }
  const dialect = scan.judge();
  const rows = new DelimitedHashes(dialect.delimiter.charCodeAt(0));
  for (const chunk of chunks) rows.push(chunk);
  rows.end();
  // Comments and the header come before the samples.
  return rows.hashes.slice(Math.max(0, rows.hashes.length - count.samples));
}

async function jsonHashes({ file, config }: Comparable): Promise<number[] | null> {
  const chunks: Buffer[] = [];
  const { encoding } = config;
  await pushText(file, { push: (chunk) => chunks.push(Buffer.from(chunk)) }, { encoding });
  const text = Buffer.concat(chunks).toString("utf8");
  const records: unknown =
    formatName(readExtension(file, config)) === "jsonl" ? lines(text) : JSON.parse(text);
  if (!Array.isArray(records)) return null;
  const hash = new RowHash();
  return records.map((record) => {
    hash.addText(JSON.stringify(record));
    return hash.take();
  });
}

function lines(text: string): unknown[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line));
}

/** A table that unpacks to more is not compared. */
const MOST_UNPACKED = 256 << 20;

async function parquetHashes({ file }: Comparable): Promise<number[]> {
  const table = new FlatColumns(readFileSync(file.location), MOST_UNPACKED);
  const rows = new ColumnarHashes(table.rows);
  const order = table.columns.map(({ name }, index) => ({ name, index }));
  order.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { index } of order) rows.addColumn(await table.values(index, asText));
  return rows.hashes();
}

/** Bytes as a character each. */
function asText(value: Value): string {
  if (!(value instanceof Uint8Array)) return String(value);
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1");
}
