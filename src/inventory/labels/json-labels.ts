import { LF } from "../../text/ascii.ts";
import { isDeeper } from "../../text/nesting.ts";
import type { Zone } from "../../time/instant.ts";
import { formatName } from "../formats.ts";
import { readExtension } from "../read-options.ts";
import { FileProblem } from "../reader.ts";
import { pushText } from "../readers/text/chunks.ts";
import { unwrapped } from "../readers/text/json-wrapped.ts";
import { findWantedColumn } from "../time-column.ts";
import type { ColumnLabels, Labelled } from "./file-labels.ts";
import { DatedLabelTally } from "./label-tally.ts";

/** Reads the labels of JSON Lines, or of the records of one JSON value, with their times. */
export async function jsonLabels(labelled: Labelled, zone: Zone): Promise<ColumnLabels> {
  const { file, config, count, column } = labelled;
  const time = count.eventTime?.column ?? null;
  const tally = new DatedLabelTally(zone, config.time_format);
  const add = (record: unknown) => {
    const times = tally.add(cellText(readCell(record, column)));
    const text = time === null ? null : cellText(unwrapped(readCell(record, time)));
    if (text === null) return times.addMissing();
    const bytes = Buffer.from(text);
    times.add(bytes, 0, bytes.length);
  };
  if ((count.reading?.format ?? formatName(readExtension(file, config))) === "jsonl") {
    const lines = new Lines((line) => {
      for (const record of recordsOfLine(line)) add(record);
    });
    await pushText(file, lines, { encoding: config.encoding });
    lines.end();
  } else {
    for (const record of recordsIn(await wholeText(labelled), labelled)) add(record);
  }
  return tally.result(time);
}

/** A larger JSON value is not held in memory. */
const MOST_BYTES = 256 << 20;

async function wholeText({ file, config }: Labelled): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await pushText(
    file,
    {
      push(chunk) {
        bytes += chunk.length;
        if (bytes > MOST_BYTES)
          throw new FileProblem("larger than 256 MiB: store it as JSON Lines");
        chunks.push(Buffer.from(chunk));
      },
    },
    { encoding: config.encoding },
  );
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * The records of a JSON text: an array's elements, those at `records`, the rows of pandas' orientations,
 * or an object's one array of as many elements as were counted.
 *
 * @throws FileProblem where it is not clear which they are
 */
function recordsIn(text: string, { config, count, column }: Labelled): unknown[] {
  const root = parsed(text);
  if (root === undefined) return [...objectsIn(text)];
  const value = config.records === undefined ? root : at(root, config.records.split("."));
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return [value];
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data)) {
    return data.map((row) => Object.fromEntries(columns.map((name, i) => [name, row?.[i]])));
  }
  const { samples } = count;
  const cells = value[findWantedColumn(Object.keys(value), column) ?? column];
  if (
    measureSize(cells) === samples &&
    Object.values(value).every((one) => measureSize(one) === samples)
  ) {
    return Object.keys(cells as object).map((key) =>
      Object.fromEntries(
        Object.entries(value).map(([name, own]) => [name, (own as Record<string, unknown>)[key]]),
      ),
    );
  }
  const values = Object.values(value);
  const arrays = values.filter((one) => Array.isArray(one) && one.length === samples);
  if (arrays.length === 1) return arrays[0] as unknown[];
  if (values.length === samples && values.every(isObject)) return values;
  if (samples === 1) return [value];
  throw new FileProblem(
    "where its records lie is not clear: state `records`, or store it as JSON Lines",
  );
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((within, key) => (isObject(within) ? within[key] : undefined), value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function measureSize(value: unknown): number {
  return typeof value === "object" && value !== null ? Object.keys(value).length : -1;
}

/** A key's value, or one within objects by a path with points. */
function readCell(record: unknown, name: string): unknown {
  if (!isObject(record)) return undefined;
  if (Object.hasOwn(record, name)) return record[name];
  const key = findWantedColumn(Object.keys(record), name);
  return key === undefined ? at(record, name.split(".")) : record[key];
}

function cellText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (isDeeper(value))
    throw new FileProblem("a label or time nests too deep; name a column of values");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The value of a line, or the objects that follow each other on it; what is broken is no sample. */
function recordsOfLine(line: string): unknown[] {
  const value = parsed(line);
  return value === undefined ? [...objectsIn(line)] : [value];
}

/** The objects of a text in which one follows another, up to where it is broken. */
function* objectsIn(text: string): Generator<unknown> {
  let [from, depth] = [0, 0];
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|[{}[\]]/gs)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth > 0 || token.startsWith('"')) continue;
    const value = parsed(text.slice(from, index + 1));
    if (value === undefined) return;
    yield value;
    from = index + 1;
  }
}

/** The value of a JSON text, in which NaN may stand as Python writes it; undefined for other text. */
function parsed(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replace(/([:,[]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g, "$1null"));
    } catch {
      return undefined;
    }
  }
}

/** Calls back with each line of a text that comes in chunks. */
class Lines {
  readonly #onLine: (line: string) => void;
  #rest: Buffer[] = [];

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let to = chunk.indexOf(LF); to >= 0; to = chunk.indexOf(LF, from)) {
      this.#rest.push(chunk.subarray(from, to));
      this.end();
      from = to + 1;
    }
    if (from < chunk.length) this.#rest.push(Buffer.from(chunk.subarray(from)));
  }

  end(): void {
    const [first, ...others] = this.#rest;
    if (first === undefined) return;
    const line = others.length === 0 ? first : Buffer.concat(this.#rest);
    this.#rest = [];
    this.#onLine(line.toString("utf8"));
  }
}
