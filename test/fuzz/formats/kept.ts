import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CacheEntry,
  type CacheTable,
  decodeTable,
  encodeTable,
} from "../../../src/inventory/cache-table.ts";
import { openSummary } from "../../../src/inventory/summary-cache.ts";
import { type FuzzedFormat, once, Refused } from "../format.ts";
import { SCRATCH } from "../scratch.ts";
import { bytes, jsonText } from "../texts.ts";

const VERSION = "1";
const SUMMARY = {
  files: 12,
  samples: { counted: 10_611, uncounted_files: 1 },
  days: [["2025-08-13", 40]],
};

/** What the program keeps in the cache directory: broken it is nothing, and never another number. */
export const KEPT: readonly FuzzedFormat[] = [
  {
    name: "cache-counts",
    corpus: () => [Buffer.from(encodeTable(ENTRIES, VERSION))],
    generated: bytes,
    async feed(input) {
      const table = decoded(input);
      const found = Array.from({ length: table.length }, (_, index) => table.entryAt(index));
      if (asText(found) !== asText(ENTRIES)) throw new TypeError(`other counts: ${asText(found)}`);
      return "";
    },
  },
  {
    name: "cache-summary",
    corpus: () => [summaryText()],
    generated: jsonText,
    async feed(input, directory) {
      prepare(directory);
      const [name = ""] = readdirSync(directory);
      writeFileSync(join(directory, name), input);
      const found = openSummary(directory, "question").find([]);
      if (found === undefined) throw new Refused("");
      if (asText(found) !== asText(SUMMARY)) throw new TypeError(`another: ${asText(found)}`);
      return "";
    },
  },
];

const ENTRIES: readonly CacheEntry[] = [0, 1, 2].map((index) => ({
  path: `/project/data/${index}.csv`,
  stamp: { sizeBytes: 100 + index, modifiedMs: 1.75e12, changedMs: 1.75e12, inode: index },
  options: "[]",
  count: {
    samples: 10 + index,
    columns: [{ name: "event_date", type: null }],
    eventTime:
      index === 2
        ? null
        : {
            column: "event_date",
            earliest: 0,
            latest: 1e12,
            days: new Map([[20_000, 10 + index]]),
            untimed: 0,
          },
    notes: index === 0 ? [] : ["1 row has more fields than the header"],
    digest: undefined,
  },
  lastUsedDay: 20_300,
}));

/** Whatever it throws, the cache is an empty one. */
function decoded(input: Buffer): CacheTable {
  try {
    return decodeTable(input, VERSION);
  } catch {
    throw new Refused("");
  }
}

/** What the program itself writes. */
const prepare = once((directory) => openSummary(directory, "question").save([], SUMMARY));

function summaryText(): Buffer {
  const directory = mkdtempSync(join(SCRATCH, "retrain-plan-fuzz-"));
  prepare(directory);
  const [name = ""] = readdirSync(directory);
  const text = readFileSync(join(directory, name));
  rmSync(directory, { recursive: true });
  return text;
}

function asText(value: unknown): string {
  return JSON.stringify(value, (_, each) => (each instanceof Map ? [...each] : each));
}
