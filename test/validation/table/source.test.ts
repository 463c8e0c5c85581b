import { readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createZone, formatInstant, UTC } from "../../../src/time/instant.ts";
import { NO_LEAVES } from "../../../src/validation/metrics/leaves.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { instantIn } from "../../../src/validation/table/column-instants.ts";
import type { Layout } from "../../../src/validation/table/columns.ts";
import { parseDelimited } from "../../../src/validation/table/delimited.ts";
import { emptyAtEnd } from "../../../src/validation/table/empty-at-end.ts";
import { parseParquet } from "../../../src/validation/table/parquet-rows.ts";
import { MOST_ROWS, numberIn } from "../../../src/validation/table/table.ts";
import { scratch, setModified } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

const NOW = instant("2030-01-01T00:00:00Z");
const fixtures = new URL("../../../fixtures/validation/", import.meta.url).pathname;

type Files = Record<string, string | Uint8Array>;

async function read(cwd: string, sources?: readonly object[], timezone = "UTC") {
  const config = configOf({ validation: sources === undefined ? {} : { sources } } as never);
  return readEvidence({ cwd, now: NOW, zone: createZone(timezone), config: config.validation });
}

/** What is read of files, as `metric: time value …`, and the lines of what is not. */
async function told(files: Files, sources?: readonly object[], timezone = "UTC") {
  const cwd = scratch(files);
  for (const path of Object.keys(files)) setModified(join(cwd, path), "2026-01-02T03:04:05Z");
  const { series, problems } = await read(cwd, sources, timezone);
  const shown = series.map(({ metric, points }) =>
    [
      metric,
      ...points.map(({ at, value, modelVersion, samples }) =>
        [formatInstant(at, UTC).slice(0, 16), value, modelVersion, samples]
          .filter((part) => part !== null)
          .join(" "),
      ),
    ].join(" | "),
  );
  return { series: shown, problems: problems.map(({ path, problem }) => `${path}: ${problem}`) };
}

const table = (columns?: object, more: object = {}) => [
  { tool: "table", path: "my.csv", ...(columns && { columns }), ...more },
];

describe("a broken table gives one line, and leaves the rest standing", () => {
  const SOUND = { "scores.json": '{"f1": 0.5}' };

  test.each<[string, Files, string, string[]]>([
    ["empty", { "metrics.csv": "" }, "empty; a header and rows are expected", []],
    ["blank", { "metrics.tsv": "\n \n" }, "empty; a header and rows are expected", []],
    [
      "JSON Lines that are empty",
      { "metrics.jsonl": "\n" },
      "empty; a JSON object on each line is expected",
      [],
    ],
    [
      "a photograph",
      { "metrics.csv": new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70]) },
      "no text in UTF-8, hence no table",
      [],
    ],
    [
      "what gzip packed",
      { "metrics.csv": gzipSync("date,auc\n2025-08-01,0.9\n") },
      "no text in UTF-8, hence no table",
      [],
    ],
    [
      "UTF-16",
      { "metrics.csv": Buffer.from("date,auc\n", "utf16le") },
      "no text in UTF-8, hence no table",
      [],
    ],
    [
      "no header",
      { "metrics.csv": "1,0.9\n2,0.8\n" },
      "line 1: numbers, where the names of the columns are expected",
      [],
    ],
    [
      "one name twice",
      { "metrics.csv": "date,auc,auc\n2025-08-01,0.9,0.8\n" },
      'two columns are called "auc"; give each a name of its own',
      [],
    ],
    [
      "no time",
      { "metrics.csv": "auc,f1\n0.9,0.5\n0.8,0.4\n" },
      "2 rows, and no column says when they were; there are auc, f1: map one as `time` under `columns`",
      [],
    ],
    [
      "cut off within its last row",
      { "metrics.csv": "date,auc,f1\n2025-08-01,0.9,0.5\n2025-08-08,0.8" },
      "line 3: 2 fields, where the header has 3: cut off, or torn",
      ["auc | 2025-08-01T00:00 0.9", "f1 | 2025-08-01T00:00 0.5"],
    ],
    [
      "ragged",
      { "metrics.csv": "date,auc\n2025-08-01,0.9\n\n2025-08-08,0,8\nx\n2025-08-15,0.7\n" },
      "line 4: 3 fields, where the header has 2: cut off, or torn, and 1 more line with faults",
      ["auc | 2025-08-01T00:00 0.9 | 2025-08-15T00:00 0.7"],
    ],
    [
      "a quote that opens",
      { "metrics.csv": 'date,auc\n2025-08-01,"0.9\n2025-08-08,0.8\n' },
      "record 2: the quote that opens here is never closed",
      [],
    ],
    [
      "what is no number",
      {
        "metrics.csv": 'date,auc\n2025-08-01,0.9\n2025-08-08,n/a\n2025-08-15,"0,7"\n2025-08-22,.6',
      },
      'line 3: "n/a" in auc is not a number; leave it empty to skip the point, and 1 more line with faults',
      ["auc | 2025-08-01T00:00 0.9 | 2025-08-22T00:00 0.6"],
    ],
    [
      "what is no time",
      { "metrics.csv": "date,auc\n2025-08-01,0.9\n08/08/2025,0.8\n,0.7\n2025-08-22,0.6\n" },
      'line 3: "08/08/2025" is not a time; write ISO 8601, such as 2025-08-14, and 1 more line with faults',
      ["auc | 2025-08-01T00:00 0.9 | 2025-08-22T00:00 0.6"],
    ],
    [
      "a row that is there twice",
      { "metrics.csv": "date,auc\n2025-08-01,0.9\n2025-08-01,0.9\n" },
      "line 3: the same as 2, counted once",
      ["auc | 2025-08-01T00:00 0.9"],
    ],
    [
      "a line of JSON cut off",
      { "metrics.jsonl": '{"date": "2025-08-01", "auc": 0.9}\n{"date": "2025-0' },
      "line 2: no JSON object: cut off, or no JSON Lines",
      ["auc | 2025-08-01T00:00 0.9"],
    ],
    ["no JSON at all", { "metrics.jsonl": "date,auc\n" }, "no JSON object on any line", []],
    [
      "no Parquet",
      { "metrics.parquet": "date,auc\n2025-08-01,0.9\n" },
      'not Parquet: ends in "0.9\\n" instead of "PAR1"',
      [],
    ],
    [
      "Parquet cut off",
      {
        "metrics.parquet": readFileSync(join(fixtures, "tables/project/scores.parquet")).subarray(
          0,
          2000,
        ),
      },
      "truncated: begins as Parquet, but the footer at its end is missing",
      [],
    ],
    [
      "an infinity that is no last value, and NaN that is",
      { "metrics.csv": "date,auc,f1\n2025-08-01,inf,0.5\n2025-08-08,NaN,\n" },
      "f1 is null; write NaN for a metric that is not a number",
      ["auc | 2025-08-01T00:00 Infinity | 2025-08-08T00:00 NaN", "f1 | 2025-08-01T00:00 0.5"],
    ],
    [
      "chunks of NannyML without dates",
      {
        "nannyml/a.csv":
          "chunk_key,chunk_index,chunk_start_index,chunk_end_index,chunk_start_date,chunk_end_date,chunk_period,f1_value,f1_alert\na,0,0,9,,,analysis,0.5,False\n",
      },
      "chunks of NannyML without dates; give it a timestamp_column_name",
      [],
    ],
  ])("%s", async (_, files, problem, series) => {
    expect(await told({ ...SOUND, ...files })).toEqual({
      series: ["f1 | 2026-01-02T03:04 0.5", ...series],
      problems: [`${Object.keys(files)[0]}: ${problem}`],
    });
  });

  test.each(["metrics.csv", "metrics.jsonl", "metrics.parquet"])("200 MB in %s", async (path) => {
    const cwd = scratch({ ...SOUND, [path]: "date,auc\n" });
    truncateSync(join(cwd, path), 200 << 20);
    const { series, problems } = await read(cwd);
    expect(series.map(({ metric }) => metric)).toEqual(["f1"]);
    expect(problems).toEqual([
      { path, problem: "200 MB, more than the 64 MB that a result may have, not read" },
    ]);
  });

  test("20 MB are more than a table of results has", async () => {
    const { problems } = await told({
      "metrics.csv": `date,auc\n${"2025-08-01,0.9\n".repeat(1_400_000)}`,
    });
    expect(problems).toEqual([
      "metrics.csv: 20 MB, more than the 16 MB that a table of results may have; keep its evaluations alone",
    ]);
  });

  test("a million short rows are none of evaluations", async () => {
    const { problems } = await told({ "metrics.csv": `d,auc\n${"1,0.9\n".repeat(1_000_000)}` });
    expect(problems).toEqual([
      "metrics.csv: more than 200000 rows; keep those of evaluations alone",
    ]);
  });

  // Nulls take no bytes, but memory.
  test.each([
    [200_001, 1, "more than 200000 rows; keep those of evaluations alone"],
    [
      200_000,
      51,
      "51 columns of 200000 rows, more than a table of results has; keep those of evaluations alone",
    ],
  ])("%d rows of %d columns in a few hundred bytes", async (rows, columns, problem) => {
    const { problems } = await told({ "metrics.parquet": footerOf(rows, columns) });
    expect(problems).toEqual([`metrics.parquet: ${problem}`]);
  });

  test("bytes changed at random do no more than that", async () => {
    const sound = readFileSync(join(fixtures, "tables/project/scores.parquet"));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const broken = Buffer.from(sound);
          for (const [at, byte] of changes) broken[at] = byte;
          const { series } = await told({ ...SOUND, "scores.parquet": broken });
          expect(series).toContain("f1 | 2026-01-02T03:04 0.5");
        },
      ),
      { numRuns: 60 },
    );
  });

  test("the newest that could not be read is known to be so, and an older one too", async () => {
    const rows = (broken: number) =>
      [1, 8, 15].map(
        (day, i) => `2025-08-${day < 10 ? 0 : ""}${day},${i === broken ? "?" : 0.9}\n`,
      );
    const unread = async (broken: number) =>
      (await read(scratch({ "metrics.csv": `date,auc\n${rows(broken).join("")}` }))).newestUnread;
    expect(await unread(1)).toBeNull();
    expect(await unread(2)).not.toBeNull();
  });
});

/** A Parquet file of a footer alone, as Thrift's compact protocol writes it. */
function footerOf(rows: number, columns: number): Uint8Array {
  const times = (bytes: readonly number[]) => Array(columns).fill(bytes).flat();
  // Doubles that may be null, called x, and a chunk of no pages for each.
  const column = [0x15, 10, 0x25, 2, 0x18, 1, 120, 0];
  const told = [0x15, 10, 0x19, 0x15, 0, 0x19, 0x18, 1, 120, 0x15, 0, 0x16, ...varint(rows * 2)];
  const chunk = [0x26, 0, 0x1c, ...told, 0x16, 0, 0x16, 0, 0x26, 8, 0, 0];
  const schema = [0x19, 0xfc, ...varint(columns + 1), 0x48, 0, 0x15, ...varint(columns * 2), 0];
  const group = [
    0x19,
    0xfc,
    ...varint(columns),
    ...times(chunk),
    0x16,
    0,
    0x16,
    ...varint(rows * 2),
    0,
  ];
  const stated = [0x16, ...varint(rows * 2), 0x19, 0x1c];
  const footer = Buffer.from([0x15, 2, ...schema, ...times(column), ...stated, ...group, 0]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([Buffer.from("PAR1"), footer, length, Buffer.from("PAR1")]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

test("a table of as many rows as it may have is looked through for metrics that end", () => {
  const rows = Array.from({ length: MOST_ROWS }, (_, at) => ({
    ...{
      row: { line: at + 1, cells: [0.9, at < 2 ? 0.8 : null] },
      at,
      prefix: "",
      leaves: NO_LEAVES,
    },
    ...{ model: null, modelVersion: null, name: null, settings: null, isFailed: false, odd: [] },
  }));
  const numbers = { isPlain: false };
  const wide = ["auc", "f1"].map((name, value) => ({ name, value, numbers, deviation: null }));
  expect(emptyAtEnd(rows, { wide } as unknown as Layout)).toEqual(["f1"]);
});

test("a table of as many rows as it may have is read", async () => {
  const lines = Array.from(
    { length: MOST_ROWS - 2 },
    (_, minute) => `${1_200_000_000 + minute * 60},0.9`,
  );
  const { series, failed } = await read(
    scratch({ "metrics.csv": `ts,auc\n${lines.join("\n")}\n` }),
  );
  expect(series.map(({ points }) => points.length)).toEqual([lines.length]);
  expect(failed).toEqual([]);
});

describe("which column holds what", () => {
  test.each<[string, string, string[]]>([
    [
      "evident names, padded and in any case",
      " Evaluated At ,Model_Version,N_Samples, AUC , seed\n2025-08-01, 3.0 ,500, 0.9 ,7\n",
      ["AUC | 2025-08-01T00:00 0.9 3.0 500"],
    ],
    [
      "an index of times without a name",
      ",auc\n2025-08-01 06:30:00,0.9\n",
      ["auc | 2025-08-01T06:30 0.9"],
    ],
    ["an index that counts", ",date,auc\n0,2025-08-01,0.9\n", ["auc | 2025-08-01T00:00 0.9"]],
    ["tabs", "date\tauc\n2025-08-01\t0.9\n", ["auc | 2025-08-01T00:00 0.9"]],
    ["semicolons", "date;auc;note\n2025-08-01;0.9;a, b\n", ["auc | 2025-08-01T00:00 0.9"]],
    [
      "quotes and CRLF",
      '"date","a ""b"""\r\n"2025-08-01","0.9"\r\n',
      ['a "b" | 2025-08-01T00:00 0.9'],
    ],
    ["a byte order mark", "\uFEFFdate,auc\n2025-08-01,0.9\n", ["auc | 2025-08-01T00:00 0.9"]],
    [
      "a row a value",
      "date,metric,value,version\n2025-08-01,auc,0.9,3\n2025-08-01,f1,0.5,3\n2025-08-08,auc,0.8,4\n",
      ["auc | 2025-08-01T00:00 0.9 3 | 2025-08-08T00:00 0.8 4", "f1 | 2025-08-01T00:00 0.5 3"],
    ],
    [
      "a split",
      "date,split,auc\n2025-08-01,train,1\n2025-08-01,test,0.9\n",
      ["test/auc | 2025-08-01T00:00 0.9"],
    ],
    [
      "groups, of one time each",
      "date,region,auc\n2025-08-01,n,0.9\n2025-08-01,s,0.7\n2025-08-08,n,0.8\n2025-08-08,s,0.6\n",
      [
        "n/auc | 2025-08-01T00:00 0.9 | 2025-08-08T00:00 0.8",
        "s/auc | 2025-08-01T00:00 0.7 | 2025-08-08T00:00 0.6",
      ],
    ],
    [
      "two evaluations of one day, which a run's id alone tells apart",
      "date,run,auc\n2025-08-01,x1,0.9\n2025-08-01,x2,0.7\n2025-08-08,x3,0.8\n",
      ["auc | 2025-08-01T00:00 0.9 | 2025-08-01T00:00 0.7 | 2025-08-08T00:00 0.8"],
    ],
    [
      "versions without a time",
      "version,auc\n1.0,0.9\n1.1,0.8\n",
      ["auc | 2026-01-02T03:04 0.9 1.0 | 2026-01-02T03:04 0.8 1.1"],
    ],
    [
      "two models",
      "date,model,auc\n2025-08-01,a,0.9\n2025-08-01,b,0.8\n",
      ["auc | 2025-08-01T00:00 0.9", "auc | 2025-08-01T00:00 0.8"],
    ],
    [
      "a training's log, its last values",
      "epoch,time,train_loss,val_loss,lr-Adam\n0,12.5,3,2,0.1\n1,25.1,2,1,0.1\n1,,1,,\n",
      ["val_loss | 2026-01-02T03:04 1"],
    ],
    [
      "a log of two trainings, by their times",
      "_timestamp,_step,val_loss\n1754006400,0,3\n1754010000,1,2\n1754200000,0,4\n1754203600,1,1.5\n",
      ["val_loss | 2025-08-01T01:00 2 | 2025-08-03T06:46 1.5"],
    ],
    [
      "a model that is a number, and a week",
      "date,model,week,auc\n2025-08-01,1,31,0.9\n2025-08-08,1,32,0.8\n",
      ["auc | 2025-08-01T00:00 0.9 | 2025-08-08T00:00 0.8"],
    ],
    [
      "the folds of a cross-validation, of which the mean counts",
      "model,fold,rmse\na,0,2\nb,0,6\na,1,4\nb,1,8\n",
      ["rmse | 2026-01-02T03:04 3", "rmse | 2026-01-02T03:04 7"],
    ],
    [
      "the windows of a backtest, at the end of each",
      "fold,validation_start,validation_end,rmse\n1,2025-07-01,2025-07-31,2\n2,2025-08-01,2025-08-31,4\n",
      ["rmse | 2025-07-31T00:00 2 | 2025-08-31T00:00 4"],
    ],
    [
      "the weeks of a monitor, by their first days",
      "week_start,n,rmse\n2025-08-04,500,2\n2025-08-11,400,4\n",
      ["rmse | 2025-08-04T00:00 2 500 | 2025-08-11T00:00 4 400"],
    ],
    [
      "hyphens left out of dates",
      "ds,auc\n20250801,0.9\n20250808,0.8\n",
      ["auc | 2025-08-01T00:00 0.9 | 2025-08-08T00:00 0.8"],
    ],
    [
      "weekly beside daily metrics",
      "date,auc,f1\n2025-08-01,0.9,0.5\n2025-08-02,0.8,\n2025-08-03,0.7,0.4\n2025-08-04,0.6,\n",
      [
        "auc | 2025-08-01T00:00 0.9 | 2025-08-02T00:00 0.8 | 2025-08-03T00:00 0.7 | 2025-08-04T00:00 0.6",
        "f1 | 2025-08-01T00:00 0.5 | 2025-08-03T00:00 0.4",
      ],
    ],
  ])("%s", async (_, text, series) => {
    expect(await told({ "my.csv": text }, table())).toEqual({ series, problems: [] });
  });

  const MAPPED =
    "wann,woran,wert,modell,anzahl\n2025-08-01,auc,0.9,7,500\n2025-08-08,auc,0.8,8,400\n";

  test("as configured", async () => {
    const columns = {
      time: "wann",
      metric: "woran",
      value: "wert",
      model_version: "modell",
      samples: "anzahl",
    };
    expect(await told({ "my.csv": MAPPED }, table(columns))).toEqual({
      series: ["auc | 2025-08-01T00:00 0.9 7 500 | 2025-08-08T00:00 0.8 8 400"],
      problems: [],
    });
  });

  test("a mapped column that no table has is a fault of the configuration", async () => {
    await expect(told({ "my.csv": MAPPED }, table({ time: "when" }))).rejects.toMatchObject({
      message: 'validation.sources: no table of my.csv has the column "when", mapped as time',
      hint: "there are wann, woran, wert, modell, anzahl",
    });
  });

  test("one that only one of several has not is a fault of that", async () => {
    const files = {
      "t/a.csv": "when,auc\n2025-08-01,0.9\n",
      "t/b.csv": "date,auc\n2025-08-08,0.8\n",
    };
    expect(await told(files, [{ tool: "table", path: "t", columns: { time: "when" } }])).toEqual({
      series: ["auc | 2025-08-01T00:00 0.9"],
      problems: ['t/b.csv: no column "when", mapped as time; there are date, auc'],
    });
  });

  test("`metrics` and `model` choose", async () => {
    const text = "date,model,auc,f1,step_size\n2025-08-01,a,0.9,0.5,3\n2025-08-01,b,0.8,0.4,3\n";
    const more = { metrics: ["f*", "step_size"], model: "b" };
    expect(await told({ "my.csv": text }, table(undefined, more))).toEqual({
      series: ["f1 | 2025-08-01T00:00 0.4", "step_size | 2025-08-01T00:00 3"],
      problems: [],
    });
  });

  test("without a metric it is said where it was named, and passed over elsewhere", async () => {
    const text = "date,city\n2025-08-01,Bonn\n";
    expect((await told({ "my.csv": text }, table())).problems).toEqual([
      "my.csv: no metric in it; there are the columns date, city",
    ]);
    expect(await told({ "metrics/cities.csv": text })).toEqual({ series: [], problems: [] });
  });
});

describe("the time of an evaluation", () => {
  test("without a zone is read in the plan's", async () => {
    const { series } = await told(
      { "metrics.csv": "time,auc\n2025-08-01 02:00,0.9\n" },
      undefined,
      "Europe/Berlin",
    );
    expect(series).toEqual(["auc | 2025-08-01T00:00 0.9"]);
  });

  test("of Parquet as well, where that knows none either", async () => {
    const long = readFileSync(join(fixtures, "tables/project/metrics/long.parquet"));
    const { series } = await told({ "metrics/long.parquet": long }, undefined, "Europe/Berlin");
    // 06:30 in Berlin, in summer.
    expect(series[0]).toContain("2025-08-01T04:30 0.9");
  });

  test("in the file is before the name, and the name before the modification", async () => {
    expect(
      await told({
        "metrics/2025-08-08.csv": "date,auc\n2025-08-07,0.9\n",
        "metrics/2025-08-15.csv": "auc\n0.8\n",
        "metrics/last.csv": "auc\n0.7\n",
      }),
    ).toEqual({
      series: ["auc | 2025-08-07T00:00 0.9 | 2025-08-15T00:00 0.8", "auc | 2026-01-02T03:04 0.7"],
      problems: [],
    });
  });

  test.each<[string | number, string | undefined]>([
    ["2025-08-14T08:23:51.5+02:00", "2025-08-14T06:23:51.500000+00:00"],
    [1_755_159_831, "2025-08-14T08:23:51+00:00"],
    ["1755159831.25", "2025-08-14T08:23:51.250000+00:00"],
    [1_755_159_831_000, "2025-08-14T08:23:51+00:00"],
    ["1755159831000000", "2025-08-14T08:23:51+00:00"],
    ["1755159831000000000", "2025-08-14T08:23:51+00:00"],
    ["20250814", "2025-08-14T00:00:00+00:00"],
    ["20251314", undefined],
    ["12.5", undefined],
    ["08/14/2025", undefined],
  ])("%j", (cell, time) => {
    const found = instantIn(cell, UTC);
    expect(found === undefined ? found : formatInstant(found, UTC)).toBe(time);
  });
});

test("a number is what Python, R or JavaScript print for one", () => {
  fc.assert(
    fc.property(
      fc.double().filter((value) => value !== 0),
      (value) => Object.is(numberIn(String(value)), value),
    ),
  );
  for (const text of ["0x1f", "1,5", "1_000", "", "%", "e5", ".", "--1"]) {
    expect([text, numberIn(text)]).toEqual([text, undefined]);
  }
});

test("what is wrong with a Parquet file is said in words, whichever byte of its footer it is", async () => {
  const whole = readFileSync(join(fixtures, "tables/project/metrics/long.parquet"));
  const said = new Set<string>();
  for (let at = whole.length - 8 - whole.readUInt32LE(whole.length - 8); at < whole.length; at++) {
    for (const value of [0, 0x15, 0xff]) {
      const bytes = Buffer.from(whole);
      bytes[at] = value;
      await parseParquet(bytes).catch((error: Error) => said.add(error.message));
    }
  }
  expect([...said].join("\n")).not.toMatch(/undefined|Cannot|is not a|Invalid|out of range/);
  expect(said).toContain("corrupt: row group 1 states -11 rows");
});

test("a plain table is read as one with quotes and padding is, line for line", () => {
  const rows = [
    "date,auc,note",
    "2025-08-01 10:00:00,0.9,a",
    "",
    "2025-08-02,,b",
    "2025-08-03,0.7",
  ];
  const read = (text: string) => {
    const faults: string[] = [];
    const table = parseDelimited(text, (line, problem) => faults.push(`${line}: ${problem}`));
    return { table, faults };
  };
  const plain = read(rows.join("\n"));
  expect(plain).toEqual(read(rows.join("\n").replace("auc", '"auc"')));
  expect(plain).toEqual(read(rows.join("\n").replace(",auc", ", auc ")));
  expect(plain.table.rows.map(({ line }) => line)).toEqual([2, 4]);
  expect(plain.faults).toEqual([expect.stringMatching(/^5: 2 fields/)]);
});

describe("times and numbers as people write them", () => {
  const AUC = ["auc | 2025-08-09T00:00 0.91", "auc | 2025-08-16T00:00 0.9"].map((each) =>
    each.slice(6),
  );
  const series = [`auc | ${AUC.join(" | ")}`];

  test.each([
    ["days before months, with decimal commas", "date;auc\n09.08.2025;0,91\n16.08.2025;0,9\n"],
    ["months before days", "date,auc\n08/09/2025,0.91\n08/16/2025,0.9\n"],
    ["months by name", "date,auc\n9 Aug 2025,0.91\n16 Aug 2025,0.9\n"],
    ["the only column of dates", "nightly of,auc\n2025-08-09,0.91\n2025-08-16,0.9\n"],
  ])("%s", async (_, text) => {
    expect(await told({ "metrics.csv": text })).toEqual({ series, problems: [] });
  });

  test("dates of which either number may be the month are asked about", async () => {
    const { problems } = await told({
      "metrics.csv": "date,auc\n01/02/2025,0.9\n02/02/2025,0.9\n",
    });
    expect(problems).toEqual([
      "metrics.csv: no row whose time can be read; write ISO 8601, such as 2025-08-14",
    ]);
  });

  test("a metric of which no number can be read is named", async () => {
    const { series: none, problems } = await told({
      "metrics.csv": "date,auc\n2025-08-09,about 0.9\n",
    });
    expect(none).toEqual([]);
    expect(problems).toEqual(['metrics.csv: no number in auc, but "about 0.9"; write 0.91']);
  });

  test("thousands are not taken for decimals", () => {
    const rows = parseDelimited("date;rmse\n2025-08-09;1,234\n", () => {}).rows;
    expect(rows[0]?.cells).toEqual(["2025-08-09", "1,234"]);
  });
});
