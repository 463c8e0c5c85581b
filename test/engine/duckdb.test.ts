import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SourceConfig } from "../../src/config/schema.ts";
import { openDuckdb } from "../../src/engine/duckdb.ts";
import type { Engine, EngineFile, EngineSource } from "../../src/engine/engine.ts";
import { binsFrom, type ColumnProfile, type Profile } from "../../src/engine/profile.ts";
import { openProfiles } from "../../src/engine/profile-cache.ts";
import { countFile } from "../../src/inventory/counter.ts";
import { fileType } from "../../src/inventory/formats.ts";
import { TimeParser } from "../../src/inventory/time-parser.ts";
import { createZone, parseDay, UTC } from "../../src/time/instant.ts";
import { scratch } from "../support/scratch.ts";
import { isThorough } from "../support/thorough.ts";

const isInstalled = await import("@duckdb/node-api").then(
  () => true,
  () => false,
);
const FIXTURES = join(import.meta.dirname, "../../fixtures");
const ALWAYS = { first: -1_000_000, last: 1_000_000 };

function csv(
  path: string,
  names: string,
  samples: number,
  more: Partial<EngineFile> = {},
): EngineFile {
  const columns = names.split(",").map((name) => ({ name, type: null }));
  const counted = { samples, dated: samples, columns, reading: {} };
  return { path, name: basename(path), format: "csv", compression: "none", ...counted, ...more };
}

function source(file: EngineFile, zone = UTC, format?: string): EngineSource {
  const parser = new TimeParser(zone, format);
  const readTime = (text: string) => parser.instantOfText(text);
  const time = { column: "time", readTime, ...(format !== undefined && { format }) };
  return { files: [file], zone, time };
}

function scratchWith(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

const write = writeFileSync;
const CONFIG = { path: ".", sample: "row" } as SourceConfig;

function column({ columns }: Profile, name: string): ColumnProfile {
  return columns.find((one) => one.name === name) as ColumnProfile;
}

describe.skipIf(!isInstalled)("DuckDB (@duckdb/node-api is installed)", () => {
  const folder = scratch();
  let engine: Engine<EngineSource>;
  beforeAll(async () => {
    engine = (await openDuckdb([folder, FIXTURES], null)) as Engine<EngineSource>;
  });
  afterAll(() => engine.close());

  test("opens no file of whose days the window has none", async () => {
    const path = join(scratchWith(folder, "days"), "a.csv");
    write(path, "time,x\n2025-08-14,1\n2025-08-14,2\n");
    const [first, last] = [parseDay("2025-08-14"), parseDay("2025-08-20")];
    const near = csv(path, "time,x", 2, { days: { first, last: first } });
    const far = csv(join(folder, "absent.csv"), "time,x", 1, { days: { first: last, last } });
    const both = { ...source(near), files: [near, far] };
    const bins = new Map([["x", { kind: "number", edges: [1] } as const]]);
    expect(await engine.profile(both, { first, last: last - 1 }, bins)).toMatchObject({
      rows: [2],
    });
    await expect(engine.profile(both, { first, last }, bins)).rejects.toThrow("absent.csv");
  });

  test("counts values on edges into the bin below; NaN and texts as null, infinities as numbers", async () => {
    const values = ["0", "1", "1.5", "2", "3", "NaN", "inf", "-inf", "", "abc", "abc"];
    const path = join(scratchWith(folder, "edges"), "a.csv");
    write(path, `time,x\n${values.map((value) => `2025-08-14,${value}`).join("\n")}\n`);
    const bins = new Map([["x", { kind: "number", edges: [1, 2] } as const]]);
    const profile = await engine.profile(source(csv(path, "time,x", values.length)), ALWAYS, bins);
    expect(profile).toEqual({
      days: [parseDay("2025-08-14")],
      rows: [11],
      columns: [
        {
          name: "x",
          kind: "number",
          edges: [1, 2],
          counts: [Float64Array.of(3, 2, 2)],
          nulls: [4],
        },
        { name: "time", kind: "skipped", why: "time" },
      ],
    });
  });

  test("tells numbers, categories, ids, texts, constants and other types", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => {
      const text = `some words of row ${i} which are many and long`;
      return `2025-08-14 10:00:00,${i / 7},${i % 3},v${i % 5},${i + 1000},${text},k,2025-01-0${1 + (i % 9)},${i % 4 === 0}`;
    });
    const names = "time,number,few,category,id,text,constant,date,flag";
    const path = join(scratchWith(folder, "kinds"), "a.csv");
    write(path, `${names}\n${rows.join("\n")}\n`);
    const file = csv(path, names, 200);
    const profile = await engine.profile(source(file), ALWAYS);
    expect(
      profile.columns.map((one) => [one.name, one.kind === "skipped" ? one.why : one.kind]),
    ).toEqual([
      ["number", "number"],
      ["few", "category"],
      ["category", "category"],
      ["id", "id"],
      ["text", "text"],
      ["constant", "constant"],
      ["date", "type"],
      ["flag", "category"],
      ["time", "time"],
    ]);
    expect(column(profile, "few")).toMatchObject({
      values: ["0", "1", "2"],
      counts: [Float64Array.of(67, 67, 66, 0)],
    });
    expect(column(profile, "flag")).toMatchObject({ values: ["false", "true"], nulls: [0] });
    expect(column(profile, "number")).toMatchObject({ counts: [new Float64Array(20).fill(10)] });
    expect(await engine.profile(source(file), ALWAYS, binsFrom(profile))).toEqual(profile);
  });

  test("a number column that holds texts in the other window has changed its type", async () => {
    const path = join(scratchWith(folder, "changed"), "a.csv");
    write(path, "time,x\n2025-08-14,low\n2025-08-14,high\n");
    const bins = new Map([["x", { kind: "number", edges: [1, 2] } as const]]);
    const profile = await engine.profile(source(csv(path, "time,x", 2)), ALWAYS, bins);
    expect(column(profile, "x")).toEqual({ name: "x", kind: "skipped", why: "type" });
  });

  test("reads NUL, Unicode, quoted line breaks, hostile names and gzip", async () => {
    const path = join(scratchWith(folder, "[odd] *'name"), "a?.csv.gz");
    const text = `time;"x""';--"\n2025-08-14;"a\nb"\n2025-08-14;a\0b\n2025-08-15;Ä'\n2025-08-15;Ä'\n`;
    write(path, gzipSync(text));
    const file: EngineFile = {
      ...csv(path, "time", 4, { reading: { delimiter: ";" }, compression: "gzip" }),
      columns: [
        { name: "time", type: null },
        { name: "x\"';--", type: null },
      ],
    };
    const bins = new Map([["x\"';--", { kind: "category", values: ["Ä'", "a\0b"] } as const]]);
    const profile = await engine.profile(source(file), ALWAYS, bins);
    expect(profile.columns[0]).toMatchObject({
      counts: [Float64Array.of(0, 1, 1), Float64Array.of(2, 0, 0)],
      nulls: [0, 0],
    });
  });

  test.each([
    [
      "Europe/Berlin",
      undefined,
      ["2025-03-29T22:59:59Z", "2025-03-29T23:00:00Z", "2025-03-30T22:00:00Z"],
    ],
    ["Europe/Berlin", undefined, ["1743289199", "1743289200", "1743372000"]],
    ["Europe/Berlin", "epoch_ms", ["1743289199999", "1743289200000", "1743372000000"]],
  ])("counts days in %s by format %s", async (zone, format, times) => {
    const path = join(scratchWith(folder, `days${times[0]?.replaceAll(":", "")}`), "a.csv");
    write(path, `time,x\n${times.map((time) => `${time},1`).join("\n")}\n`);
    const days = await engine.count(source(csv(path, "time,x", 3), createZone(zone), format));
    expect([...days.keys()]).toEqual(["2025-03-29", "2025-03-30", "2025-03-31"].map(parseDay));
  });

  test("takes the day of a file from its folder", async () => {
    const path = join(scratchWith(folder, "day=3"), "a.csv");
    write(path, "x\n1\n2\n");
    const day = parseDay("2025-08-03");
    const files = [csv(path, "x", 2, { day })];
    expect(await engine.count({ files, zone: UTC, time: null })).toEqual(new Map([[day, 2]]));
  });

  test("counts a column whose values folders tell", async () => {
    const files = ["it's", "us", null].map((region, i) => {
      const path = join(scratchWith(folder, `region=${i}`), "a.csv");
      write(path, "time,x\n2025-08-14,1\n".padEnd(20 + 13 * i, "2025-08-14,1\n"));
      return csv(path, "time,x", i + 1, { partition: new Map([["region", region]]) });
    });
    const { columns } = await engine.profile({ ...source(files[0] as EngineFile), files }, ALWAYS);
    expect(columns.find(({ name }) => name === "region")).toMatchObject({
      ...{
        kind: "category",
        values: ["us", "it's"],
        counts: [Float64Array.of(2, 1, 0)],
        nulls: [3],
      },
    });
  });

  test("gives no profile where it reads another number of rows, or what it may not read", async () => {
    const path = join(scratchWith(folder, "rows"), "a.csv");
    write(path, "time,x\n2025-08-14,1\n");
    await expect(engine.count(source(csv(path, "time,x", 2)))).rejects.toThrow(
      expect.objectContaining({
        file: "a.csv",
        message: "has 1 rows as DuckDB reads it, 2 as it was counted",
      }),
    );
    await expect(engine.count(source(csv("/etc/passwd", "time", 2)))).rejects.toThrow(
      /^DuckDB says: Permission Error/,
    );
  });

  test("reads a file once, as long as it stays the same", async () => {
    const [cache, data] = [scratchWith(folder, "cache"), scratchWith(folder, "cached")];
    const path = join(data, "a.csv");
    write(path, "time,x\n2025-08-14,1\n2025-08-14,2\n");
    const stamp = { sizeBytes: 1, modifiedMs: 1, changedMs: 1, inode: 1 };
    const file = csv(path, "time,x", 2, { stamp });
    const open = async () =>
      (await openDuckdb([data], openProfiles(cache, data, Date.now()))) as Engine<EngineSource>;
    const first = await open();
    const profile = await first.profile(source(file), ALWAYS);
    await first.close();
    write(path, "nothing of it");
    const second = await open();
    expect(await second.profile(source(file), ALWAYS)).toEqual(profile);
    const changed = { ...file, stamp: { ...stamp, modifiedMs: 2 } };
    await expect(second.profile(source(changed), ALWAYS)).rejects.toThrow("has 0 rows");
    await second.close();
  });

  test("a stopped engine throws, whatever it does", async () => {
    const other = await openDuckdb([FIXTURES], null);
    if ("problem" in other) throw new Error(other.problem);
    other.stop();
    const path = join(scratch({ "a.csv": "time,x\n2025-08-01,1\n" }), "a.csv");
    const asked = other.count(source(csv(path, "time,x", 1)));
    await expect(asked).rejects.toThrow("DuckDB took too long");
    await other.close();
  });

  test("counts each fixture's rows by day as the scanner does, or says why not", async () => {
    const zone = createZone("Europe/Berlin");
    const refused: string[] = [];
    let equal = 0;
    const paths = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" }).sort();
    // A fifth of them is enough for each run.
    for (const path of isThorough ? paths : paths.filter((_, i) => i % 5 === 0)) {
      const location = join(FIXTURES, path);
      const { extension, compression } = fileType(path);
      const format = FORMATS[extension];
      if (format === undefined || !statSync(location).isFile()) continue;
      const { size: sizeBytes, mtimeMs: modifiedMs } = statSync(location);
      const file = { path, location, sizeBytes, modifiedMs, extension, compression };
      const { outcome } = await countFile({ file, config: CONFIG }, zone, () => {});
      if (!("samples" in outcome) || outcome.eventTime === null || outcome.columns === null)
        continue;
      const { samples, columns, reading = {}, eventTime } = outcome;
      const timeFormat = reading.time_format as string | undefined;
      const dated = samples - eventTime.untimed;
      const counted = { samples, dated, columns, reading };
      const one = { path: location, name: path, format, compression, ...counted } as EngineFile;
      const asked = source(one, zone, timeFormat);
      const time = {
        ...(asked.time as NonNullable<EngineSource["time"]>),
        column: eventTime.column,
      };
      try {
        const days = await engine.count({ ...asked, time });
        const sorted = new Map([...eventTime.days].sort(([a], [b]) => a - b));
        if (JSON.stringify([...days]) === JSON.stringify([...sorted])) equal++;
        else refused.push(`${relative(".", path)}: other days`);
      } catch (error) {
        refused.push(`${path}: ${(error as Error).message.slice(0, 160)}`);
      }
    }
    expect(refused.filter((line) => line.endsWith("other days"))).toEqual([]);
    expect(equal).toBeGreaterThan(3 * refused.length);
  }, 300_000);
});

const FORMATS: Readonly<Record<string, EngineFile["format"]>> = {
  ".csv": "csv",
  ".tsv": "csv",
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".parquet": "parquet",
};
