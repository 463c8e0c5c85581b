import { readFileSync, statSync } from "node:fs";
import glob from "fast-glob";
import { describe, expect, it } from "vitest";
import { configSchema, listFileSources } from "../../../src/config/schema.ts";
import { countFile } from "../../../src/inventory/counter.ts";
import { fileType } from "../../../src/inventory/formats.ts";
import type { FileCount } from "../../../src/inventory/reader.ts";
import { UTC } from "../../../src/time/instant.ts";
import { shared } from "../../support/shared.ts";

const { path: cases, isAbsent } = shared("cases/data");
const FORMATS = "**/*.{csv,tsv,psv,json,jsonl,ndjson,parquet,arrow,feather}{,.gz,.zst}";
const ours = glob.sync(`fixtures/{inventory,defects,seed,validation}/${FORMATS}`);
const others = isAbsent ? [] : glob.sync(`${cases}/${FORMATS}`);

/** As the program counts a file of a source that states this; null where it cannot. */
async function counted(path: string, stated: object): Promise<FileCount | null> {
  const { sources } = configSchema.parse({ sources: [{ path, ...stated }] });
  const [config] = listFileSources(sources) ?? [];
  const { size: sizeBytes, mtimeMs: modifiedMs } = statSync(path);
  const file = { path, location: path, sizeBytes, modifiedMs, ...fileType(path) };
  if (config === undefined) throw new Error("no source");
  const { outcome } = await countFile({ file, config }, UTC, () => {});
  return "samples" in outcome ? outcome : null;
}

/** What was assumed, as the configuration states it. */
function statementOf({ reading, eventTime }: FileCount): object {
  return { ...reading, ...(eventTime !== null && { time_column: eventTime.column }) };
}

describe("what was assumed of a file, once it is stated, gives the same count", () => {
  it.each([...ours, ...others].filter((path) => !/expected\.json$/.test(path)))(
    "%s",
    async (path) => {
      const assumed = await counted(path, {});
      if (assumed === null) return;
      const stated = await counted(path, statementOf(assumed));
      expect(stated?.samples).toBe(assumed.samples);
      expect(stated?.eventTime).toEqual(assumed.eventTime);
      expect(stated?.columns).toEqual(assumed.columns);
      expect(stated?.reading).toEqual(assumed.reading);
    },
  );

  it("is tried on files of each format", () => {
    expect(ours.length).toBeGreaterThan(100);
    expect(readFileSync("fixtures/inventory/json/pandas-list.json", "utf8")).toContain("[");
  });
});
