import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fileType, loadReader } from "../../../src/inventory/formats.ts";
import type { FileCount, ReadOptions } from "../../../src/inventory/reader.ts";
import { inParts, taskOf, whole } from "../../inventory/in-parts.ts";
import { CORPORA, type FuzzedFormat, Refused, ZONE } from "../format.ts";
import { bytes, csvText, jsonLines, jsonText, shapedTables } from "../texts.ts";
import { isZstd, zstdOf } from "../zstd.ts";

export const CSV: readonly string[] = [
  "fixtures/**/*.csv",
  `${CORPORA}/csv-spectrum/csvs/*.csv`,
  `${CORPORA}/arrow-testing/data/csv/**/*`,
];
const JSON_FILES = [
  "fixtures/{seed,defects,inventory}/**/*.json",
  `${CORPORA}/json-test-suite/test_parsing/*.json`,
];
export const JSON_LINES: readonly string[] = ["fixtures/**/*.{jsonl,ndjson}", ...JSON_FILES];
const PARQUET = ["fixtures/**/*.parquet", `${CORPORA}/parquet-testing/{data,bad_data}/*.parquet`];
const ARROW = [
  "fixtures/**/*.{arrow,arrows,feather}",
  `${CORPORA}/arrow-testing/**/*.{stream,arrow_file}`,
];
const tsvText = csvText.map((csv) => csv.replaceAll(",", "\t"));

const blanksText = csvText.map((csv) => csv.replaceAll(",", "  "));

/** Files of samples. */
export const DATA: readonly FuzzedFormat[] = [
  data("csv", CSV, csvText),
  data("tsv", ["fixtures/**/*.tsv", ...CSV], tsvText),
  data("ssv", ["fixtures/inventory/content/pandas/*", ...CSV], blanksText),
  data("json", JSON_FILES, jsonText),
  data("jsonl", JSON_LINES, jsonLines),
  data("json-stated", JSON_FILES, shapedTables, undefined, ".json", {
    records: "hourly",
    timeColumn: "meta.timestamp",
  }),
  data("json-oriented", JSON_FILES, shapedTables, undefined, ".json", { orient: "list" }),
  data("jsonl-stated", JSON_LINES, jsonLines, undefined, ".jsonl", {
    timeColumn: "meta.timestamp",
  }),
  inPartsOf("csv", CSV, csvText),
  inPartsOf("jsonl", JSON_LINES, jsonLines),
  data("parquet", PARQUET, bytes),
  data("arrow", ARROW, bytes),
  data("csv.gz", CSV, csvText, gzipped),
  data("jsonl.gz", ["fixtures/**/*.jsonl"], jsonLines, gzipped),
  data("json.gz", JSON_FILES, jsonText, gzipped),
  data("parquet.gz", PARQUET, bytes, gzipped),
  data("arrow.gz", ARROW, bytes, gzipped),
  data("csv.zst", ["fixtures/**/*.csv.zst", ...CSV], csvText, zstd),
  data("jsonl.zst", ["fixtures/**/*.jsonl{.zst,}"], jsonLines, zstd),
  data("json.zst", JSON_FILES, jsonText, zstd),
  data("parquet.zst", PARQUET, bytes, zstd),
  data("arrow.zst", ARROW, bytes, zstd),
];

/** A data file, by its name's extension, and what its source states. */
function data(
  name: string,
  corpus: readonly string[],
  generated: FuzzedFormat["generated"],
  packed?: FuzzedFormat["packed"],
  ending = `.${name}`,
  stated: Partial<ReadOptions> = {},
): FuzzedFormat {
  return {
    name,
    corpus,
    generated,
    ...(packed && { packed }),
    async feed(input, directory) {
      const path = `input${ending}`;
      const location = join(directory, path);
      writeFileSync(location, input);
      const file = { path, location, sizeBytes: input.length, modifiedMs: 0, ...fileType(path) };
      const reader = await loadReader(file.extension);
      if (reader === undefined) throw new TypeError(`no reader of ${path}`);
      return seen(await reader.read(file, { zone: ZONE, ...stated }));
    },
  };
}

/** The same in parts of some bytes, as several threads read a large file: it gives what one gives. */
function inPartsOf(
  name: string,
  corpus: readonly string[],
  generated: FuzzedFormat["generated"],
): FuzzedFormat {
  return {
    name: `${name}-in-parts`,
    corpus,
    generated,
    async feed(input, directory) {
      const task = taskOf(directory, `input.${name}`, input);
      const [{ outcome }, divided] = [
        await whole(task),
        await inParts(task, 1 + Math.ceil(input.length / 7)),
      ];
      const [expected, found] = [outcome, divided?.counted.outcome ?? outcome].map(asText);
      if (expected !== found) throw new TypeError(`${found} in parts, ${expected} as a whole`);
      if ("problem" in outcome) throw new Refused(outcome.problem);
      if ("pointer" in outcome) throw new Refused("a pointer to data elsewhere");
      return seen(outcome);
    },
  };
}

function asText(value: object | undefined): string {
  return JSON.stringify(value, (_, each) => (each instanceof Map ? [...each] : each));
}

/** The counts, checked: what a reader found must add up. */
export function seen({ samples, columns, eventTime, notes }: FileCount): string {
  const days = [...(eventTime?.days.values() ?? [])].reduce((sum, n) => sum + n, 0);
  if (!Number.isSafeInteger(samples) || samples < 0) throw new TypeError(`${samples} samples`);
  if (eventTime !== null && days + eventTime.untimed !== samples) {
    throw new TypeError(`${days} timed and ${eventTime.untimed} untimed of ${samples} samples`);
  }
  if (eventTime !== null && days > 0 && !(eventTime.earliest <= eventTime.latest)) {
    throw new TypeError(`times from ${eventTime.earliest} to ${eventTime.latest}`);
  }
  // Names of columns are the file's own words.
  return columns === null ? notes.join("\n") : "";
}

/** Half of them are broken as a file, half as what is in it. */
export function gzipped(input: Buffer, index: number): Buffer {
  return broken(gzipSync(input), index);
}

/** The same; what a tool has packed is broken already. */
function zstd(input: Buffer, index: number): Buffer {
  return isZstd(input) ? input : broken(zstdOf(input), index);
}

/** Every second one with a byte changed. */
export function broken(packed: Buffer, index: number): Buffer {
  if (index % 2 === 1) packed.writeUInt8(index % 256, (index * 7919) % packed.length);
  return packed;
}
