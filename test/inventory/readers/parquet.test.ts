import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FileProblem } from "../../../src/inventory/reader.ts";
import { wrapBytes } from "../../../src/inventory/readers/bytes.ts";
import { readFooter } from "../../../src/inventory/readers/parquet/footer.ts";
import { firstPageOffset } from "../../../src/inventory/readers/parquet/pages.ts";
import { parquet } from "../../../src/inventory/readers/parquet.ts";
import { createZone } from "../../../src/time/instant.ts";
import { shared } from "../../support/shared.ts";
import { dataFile, expectedOf, fixture, inTemporaryFile, summaryOf } from "./binary-fixtures.ts";

const zone = createZone("UTC");

describe("files of pyarrow, pandas, polars and DuckDB", () => {
  it.each(expectedOf("parquet"))("$name in $zoneName", async ({ file, zone, expected }) => {
    const count = await parquet.read(file, { zone });
    expect(summaryOf(count)).toEqual(expected);
    expect(count.notes).toEqual([]);
  });
});

const { path: corpus, isAbsent } = shared("corpora/parquet-testing/");

describe.skipIf(isAbsent)("apache/parquet-testing", () => {
  const { files } = !isAbsent
    ? (JSON.parse(readFileSync(`${corpus}expected-rows.json`, "utf8")) as {
        files: Record<string, { scan_rows: number | null }>;
      })
    : { files: {} };
  const all = Object.entries(files).map(([path, { scan_rows }]) => ({ path, rows: scan_rows }));

  // Its column chunks end far behind its end; DuckDB counts by the footer alone.
  const cut = "bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet";

  it(`${cut}: truncated`, async () => {
    const reading = parquet.read(dataFile(join(corpus, cut)), { zone });
    await expect(reading).rejects.toThrow(
      "truncated or overwritten: its data would end at byte 2593, but its footer begins at 291",
    );
  });

  // As pyarrow: "Number of decoded rep / def levels do not match num_values in page header".
  const levels = "bad_data/ARROW-RS-GH-6229-LEVELS.parquet";

  it(`${levels}: another number of values than its page says`, async () => {
    const reading = parquet.read(dataFile(join(corpus, levels)), { zone });
    await expect(reading).rejects.toThrow("not all of 1 values from byte 4 on");
  });

  const refused = [cut, levels];
  const counted = all.filter(({ path, rows }) => rows !== null && !refused.includes(path));
  it.each(counted)("$path: $rows rows", async ({ path, rows }) => {
    const { samples } = await parquet.read(dataFile(join(corpus, path)), { zone });
    expect(samples).toBe(rows);
  });

  it.each(all.filter(({ path, rows }) => rows === null && path.endsWith(".encrypted")))(
    "$path says that its footer is encrypted",
    async ({ path }) => {
      const reading = parquet.read(dataFile(join(corpus, path)), { zone });
      await expect(reading).rejects.toThrow(/^encrypted footer: /);
    },
  );

  it.each(all.filter(({ path }) => path.startsWith("bad_data/")))(
    "$path: a count or a problem",
    async ({ path }) => {
      const outcome = await parquet.read(dataFile(join(corpus, path)), { zone }).catch((e) => e);
      if (outcome.name !== "FileProblem") expect(outcome.samples).toBeGreaterThan(0);
    },
  );

  it("gives a count or a problem whichever column is to hold the time", async () => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", onRejection);
    let timed = 0;
    for (const { path } of all) {
      const file = dataFile(join(corpus, path));
      const first = await parquet.read(file, { zone }).catch(() => undefined);
      const names = first?.columns?.map(({ name }) => name) ?? [];
      for (const timeColumn of names) {
        const outcome = await parquet.read(file, { zone, timeColumn }).catch((e) => e);
        if (outcome.name === "FileProblem") continue;
        expect(outcome.samples, `${path}: ${timeColumn}`).toBe(first?.samples);
        if (outcome.eventTime !== null) timed++;
      }
    }
    await nextTurn();
    process.off("unhandledRejection", onRejection);
    expect(rejections).toEqual([]);
    expect(timed).toBeGreaterThan(0);
  });

  it("notes where the footer contradicts its row groups", async () => {
    const file = dataFile(join(corpus, "data/repeated_no_annotation.parquet"));
    const { notes } = await parquet.read(file, { zone });
    expect(notes).toEqual(["its footer states 0 rows, its row groups hold 6: counted 6"]);
  });

  it("refuses a physical type that there is not", async () => {
    const reading = parquet.read(dataFile(join(corpus, "bad_data/PARQUET-1481.parquet")), { zone });
    await expect(reading).rejects.toThrow("corrupt: a column of type -7");
  });

  // What DuckDB reads.
  it.each([
    ["alltypes_tiny_pages", 7300, 1230764400000000, 1293768553860000, 707],
    ["alltypes_tiny_pages_plain", 7300, 1230764400000000, 1293768553860000, 707],
    ["alltypes_plain", 8, 1230768000000000, 1238544060000000, 4],
  ])("%s: INT96 of Impala", async (name, samples, earliest, latest, days) => {
    const file = dataFile(join(corpus, `data/${name}.parquet`));
    const { eventTime } = await parquet.read(file, { zone, timeColumn: "timestamp_col" });
    expect(eventTime).toMatchObject({ earliest, latest, untimed: 0 });
    expect(eventTime?.days.size).toBe(days);
    expect([...(eventTime?.days.values() ?? [])].reduce((a, b) => a + b)).toBe(samples);
  });

  // As DuckDB 2.0 and pyarrow 26.0 read them.
  it.each(["lz4_raw", "hadoop_lz4", "non_hadoop_lz4"])("%s: unpacked", async (codec) => {
    const file = dataFile(join(corpus, `data/${codec}_compressed.parquet`));
    const { eventTime } = await parquet.read(file, { zone, timeColumn: "c0" });
    expect(eventTime).toMatchObject({ earliest: 1593604800e6, latest: 1593604801e6, untimed: 0 });
  });

  it("reports dates that may be either way round", async () => {
    const file = dataFile(join(corpus, "data/alltypes_plain.parquet"));
    const count = await parquet.read(file, { zone, timeColumn: "date_string_col" });
    expect(count.eventTime).toBeNull();
    expect(count.notes).toEqual([
      'column "date_string_col": "03/01/09" may be day/month or month/day; state its `time_format` under `sources`',
    ]);
  });
});

describe("the time column", () => {
  const file = fixture("parquet", "duckdb-snappy-v1.parquet");

  it("may be named", async () => {
    const { eventTime } = await parquet.read(file, { zone, timeColumn: "LOCAL" });
    expect(eventTime?.column).toBe("local");
  });

  it.each(["nested-v1", "nested-v2"])("may lie within a struct: %s", async (name) => {
    const nested = fixture("parquet", `${name}.parquet`);
    const { eventTime } = await parquet.read(nested, { zone, timeColumn: "meta.seen" });
    const outer = await parquet.read(nested, { zone });
    expect(eventTime).toEqual({ ...outer.eventTime, column: "meta.seen" });
  });

  it("is noted where there is none of the name", async () => {
    const count = await parquet.read(file, { zone, timeColumn: "nope" });
    expect(count).toMatchObject({
      eventTime: null,
      notes: ['no column "nope"; correct `time_column`'],
    });
  });

  it("is noted where its type holds no times", async () => {
    const dictionary = fixture("parquet", "dictionary.parquet");
    const count = await parquet.read(dictionary, { zone, timeColumn: "id" });
    expect(count).toMatchObject({ eventTime: null, notes: ['column "id": no value is a time'] });
  });
});

it("names the columns and their types", async () => {
  const { columns } = await parquet.read(fixture("parquet", "us-local.parquet"), { zone });
  expect(columns).toEqual([
    { name: "id", type: "INT64" },
    { name: "event_time", type: "TIMESTAMP(MICROS)" },
    { name: "label", type: "STRING" },
  ]);
});

describe("files that are none", () => {
  const bytes = readFileSync(fixture("parquet", "us-utc.parquet").location);
  const lying = Buffer.from(bytes);
  lying.writeUInt32LE(bytes.length, bytes.length - 8);

  it.each([
    ["empty", Buffer.alloc(0), "empty file"],
    ["eight bytes", Buffer.from("PAR1PAR1"), "not Parquet: only 8 bytes"],
    [
      "text",
      Buffer.from("a,b\n1,2\n3,4\n5,6\n"),
      'not Parquet: ends in "5,6\\n" instead of "PAR1"',
    ],
    [
      "cut",
      bytes.subarray(0, 3000),
      "truncated: begins as Parquet, but the footer at its end is missing",
    ],
    [
      "a footer beyond the file",
      lying,
      `corrupt: states a footer of ${bytes.length} bytes in a file of ${bytes.length} bytes`,
    ],
  ])("%s", async (name, content, message) => {
    const reading = inTemporaryFile(`${name}.parquet`, content, (f) => parquet.read(f, { zone }));
    await expect(reading).rejects.toThrow(message);
  });
});

describe("files whose footer is whole, but not their data", () => {
  const names = ["pandas", "polars", "duckdb-zstd-v1", "us-utc", "none-v1-nulls", "gzip-v2"];
  const whole = names.map((name) => ({
    name,
    bytes: readFileSync(fixture("parquet", `${name}.parquet`).location),
  }));

  /** Why a file of these bytes is refused. */
  function refusalOf(...parts: Uint8Array[]): Promise<string> {
    return inTemporaryFile("x.parquet", Buffer.concat(parts), (file) =>
      parquet.read(file, { zone }).then(
        () => "none",
        (error: unknown) => (error instanceof FileProblem ? error.message : String(error)),
      ),
    );
  }

  it.each(whole)("$name: the beginning is cut off", async ({ bytes }) => {
    const magic = JSON.stringify(String.fromCharCode(...bytes.subarray(100, 104)));
    expect(await refusalOf(bytes.subarray(100))).toBe(
      `truncated or overwritten: begins with ${magic} instead of "PAR1"`,
    );
    for (const from of [1, 4, 500]) {
      expect(await refusalOf(bytes.subarray(from))).toMatch(/^truncated or overwritten: begins/);
    }
  });

  it.each(whole)("$name: any part of the middle is cut out", async ({ bytes }) => {
    const footerAt = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    for (const [from, to] of [
      [4, 5],
      [4, footerAt],
      [200, 700],
      [footerAt - 1, footerAt],
    ] as const) {
      expect(await refusalOf(bytes.subarray(0, from), bytes.subarray(to))).toMatch(
        /^truncated or overwritten: its data would end at byte \d+, but its footer begins at \d+$/,
      );
    }
  });

  it.each(whole)("$name: its first or last pages are overwritten, or moved", async ({ bytes }) => {
    const noPage = /^truncated or overwritten: no values at byte \d+, where some should be$/;
    expect(await refusalOf(Buffer.from(bytes).fill(0, 4, 64))).toMatch(noPage);
    const footerAt = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    expect(await refusalOf(Buffer.from(bytes).fill(0, 100, footerAt))).toMatch(noPage);
    const inserted = [bytes.subarray(0, 100), Buffer.alloc(50), bytes.subarray(100)];
    expect(await refusalOf(...inserted)).toMatch(noPage);
  });
});

describe("pages of the time column", () => {
  const bytes = readFileSync(fixture("parquet", "us-utc.parquet").location);

  it("are looked for in every row group", async () => {
    const { rowGroups } = readFooter(wrapBytes(bytes), () => new Set([1]));
    expect(rowGroups).toHaveLength(3);
    for (const { chunks } of rowGroups) {
      const [chunk] = chunks;
      if (chunk === undefined) throw new Error("the fixture has an event_time");
      const at = firstPageOffset(chunk);
      const reading = inTemporaryFile(
        "x.parquet",
        Buffer.from(bytes).fill(0, at, at + 16),
        (file) => parquet.read(file, { zone }),
      );
      await expect(reading).rejects.toThrow(
        `truncated or overwritten: no values at byte ${at}, where some should be`,
      );
    }
  });
});

describe("compressed as a whole", () => {
  const bytes = readFileSync(fixture("parquet", "us-utc.parquet").location);

  it("is unpacked in memory", async () => {
    const count = await inTemporaryFile("x.parquet.gz", gzipSync(bytes), (file) =>
      parquet.read(file, { zone }),
    );
    expect(count.samples).toBe(149);
  });

  it("is refused beyond a limit", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1));
    const reading = inTemporaryFile("x.parquet.gz", bomb, (file) => parquet.read(file, { zone }));
    await expect(reading).rejects.toThrow(/^unpacks to more than 64 MiB/);
  });
});
