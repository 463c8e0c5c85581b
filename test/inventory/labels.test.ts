import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { configSchema, listFileSources } from "../../src/config/schema.ts";
import { takeInventory } from "../../src/inventory/inventory.ts";
import { LabelTally } from "../../src/inventory/labels/label-tally.ts";
import { readSourceLabels } from "../../src/inventory/labels/read-labels.ts";
import type { SourceFile } from "../../src/inventory/source.ts";
import { listReadings } from "../../src/schedule/training-set.ts";
import { UTC } from "../../src/time/instant.ts";

const folder = new URL("../../fixtures/inventory/labels/", import.meta.url).pathname;
/** As pandas 3.1.1 counts them: see make.py. */
const expected = JSON.parse(readFileSync(`${folder}expected.json`, "utf8"));

async function dataSetsOf(cwd: string, ...sources: unknown[]) {
  const { sources: configured } = configSchema.parse({ sources });
  return (await takeInventory(listFileSources(configured), cwd, UTC)).datasets;
}

describe("labels are counted as pandas does", () => {
  test.each(Object.keys(expected))("%s", async (path) => {
    const [set] = await dataSetsOf(folder, { path: path.split("/")[0], label: "churned" });
    const { labels, classes } = set ?? {};
    const byDay = (key: "labelled" | "unlabelled") =>
      Object.fromEntries(
        (labels?.days ?? []).filter((at) => at[key] > 0).map((at) => [at.day, at[key]]),
      );
    expect({
      labelled: labels?.labelled,
      unlabelled: labels?.unlabelled,
      ...(set?.event_time !== null && {
        days: { labelled: byDay("labelled"), unlabelled: byDay("unlabelled") },
        undated: labels?.undated,
      }),
      classes: Object.fromEntries((classes ?? []).map(({ label, samples }) => [label, samples])),
    }).toEqual(expected[path]);
    expect(labels?.problem).toBeNull();
  });
});

/** A project of files, by their paths. */
function projectOf(files: Record<string, string>): string {
  const cwd = mkdtempSync(join(tmpdir(), "labels-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  return cwd;
}

const DATA = { path: "data", label: "y" };

test("blank lines, carriage returns, quotes and short rows are read as they are counted", async () => {
  const cwd = projectOf({
    "data/a.csv": '# made by hand\rid,note,y\r1,"a\r""b"",",1\r\r  \r2,c\r3,"d"e,\r4,f,"n, o"',
  });
  const [set] = await dataSetsOf(cwd, DATA);
  expect(set?.samples).toBe(4);
  expect(set?.labels).toMatchObject({ labelled: 2, unlabelled: 2, unread: 0 });
  expect(set?.classes).toEqual([
    { label: "1", samples: 1 },
    { label: "n, o", samples: 1 },
  ]);
});

test("a misspelt label is an error that lists the columns, of JSON too", async () => {
  const rows = Array.from({ length: 120 }, (_, i) => `{"x": ${i}${i === 119 ? ', "y": 1' : ""}}\n`);
  const cwd = projectOf({ "data/a.csv": "x,churned\n1,2\n", "late/a.jsonl": rows.join("") });
  await expect(dataSetsOf(cwd, { path: "data", label: "chuned" })).rejects.toThrow(
    'no table of data has the column "chuned", perhaps "churned"; there are "x", "churned"',
  );
  await expect(dataSetsOf(cwd, { path: "late", label: "z" })).rejects.toThrow('there are "x"');
  const [late] = await dataSetsOf(cwd, { path: "late", label: "y" });
  expect(late?.labels).toMatchObject({ labelled: 1, unlabelled: 119 });
});

test("days by folders and names count, and a table without the column has no label", async () => {
  const cwd = projectOf({
    "data/events/day=2025-08-01/a.csv": "x,y\n1,0\n2,\n",
    "data/events/day=2025-08-02/a.csv": "x,y\n1,0\n2,1\n",
    "data/zips.csv": "zip,city\n1,a\n",
  });
  const sets = await dataSetsOf(cwd, DATA);
  expect(sets.find(({ name }) => name === "data/events")?.labels?.days).toEqual([
    { day: "2025-08-01", labelled: 1, unlabelled: 1 },
    { day: "2025-08-02", labelled: 2, unlabelled: 0 },
  ]);
  expect(sets.find(({ name }) => name === "data/zips.csv")?.labels).toMatchObject({
    labelled: 0,
    unlabelled: 1,
  });
  // The table without a label is no reading of the training set.
  const names = listReadings(sets).map(({ always, perhaps }) =>
    [...always, ...perhaps].map((s) => s.name),
  );
  expect(names).toEqual([["data/events"]]);
});

test("the folders of Hive are labels", async () => {
  const cwd = projectOf({
    "data/t/y=1/a.csv": "x\n1\n2\n",
    "data/t/y=0%2F2/a.csv": "x\n1\n",
    "data/t/y=__HIVE_DEFAULT_PARTITION__/a.csv": "x\n7\n",
  });
  const [set] = await dataSetsOf(cwd, DATA);
  expect(set?.labels).toMatchObject({ labelled: 3, unlabelled: 1 });
  expect(set?.classes).toEqual([
    { label: "1", samples: 2 },
    { label: "0/2", samples: 1 },
  ]);
});

test("the labels of a pair lie in its y, and its days in its x", async () => {
  const cwd = projectOf({
    "data/X_train.csv": "event_time,x\n2025-08-01,1\n2025-08-01,2\n2025-08-02,3\n",
    "data/y_train.csv": "y\n0\n1\n1\n",
  });
  const [set] = await dataSetsOf(cwd, DATA);
  expect(set?.labels).toMatchObject({
    labelled: 3,
    days: [
      { day: "2025-08-01", labelled: 2, unlabelled: 0 },
      { day: "2025-08-02", labelled: 1, unlabelled: 0 },
    ],
  });
  expect(set?.smallest_class).toEqual({ label: "0", samples: 1 });
});

test("where labels are not read, it is said why", async () => {
  const arrow = new URL("../../fixtures/inventory/arrow/", import.meta.url).pathname;
  const [file] = readdirSync(arrow).filter((name) => name.endsWith(".feather"));
  const count = { samples: 3, columns: [{ name: "y", type: null }], eventTime: null, notes: [] };
  expect(file).toBeDefined();
  const data = { path: file as string, extension: ".feather" } as SourceFile;
  const labels = await readSourceLabels(
    { config: { ...DATA, sample: "row" }, files: [data], media: new Map() } as never,
    new Map([[data, count]]),
    UTC,
  );
  expect(labels?.get(data)).toEqual({ problem: "labels in .feather files are not read" });
});

test("a column of more values than there are classes names none", () => {
  const tally = new LabelTally();
  for (let i = 0; i <= 100_000; i++) tally.add(String(i));
  expect(tally.result(null)).toMatchObject({ labelled: 100_001, classes: null });
});

test("2,000 classes are counted, and 1,000 listed", async () => {
  const rows = Array.from({ length: 4001 }, (_, i) => `c${i % 2000}\n`);
  const [set] = await dataSetsOf(projectOf({ "data/a.csv": `y\n${rows.join("")}` }), DATA);
  expect(set?.classes?.length).toBe(1000);
  expect(set?.class_count).toBe(2000);
  expect(set?.classes?.[0]).toEqual({ label: "c0", samples: 3 });
  expect(set?.smallest_class).toEqual({ label: "c999", samples: 2 });
});

test.each([
  ["one array in JSON Lines", "a.jsonl", (rows: string[]) => `[${rows.join(",\n")}]`],
  ["objects with nothing between them", "a.jsonl", (rows: string[]) => rows.join("")],
  ["the same by another name", "a.json", (rows: string[]) => rows.join("")],
  [
    "objects of several lines",
    "a.jsonl",
    (rows: string[]) => rows.join("\n").replaceAll(",", ",\n"),
  ],
  [
    "an object of lists",
    "a.json",
    () => '{"at": ["2025-08-14", "2025-08-14", "2025-08-15"], "y": ["a{", "b", null]}',
  ],
])("the labels of JSON as people write it are those of its rows: %s", async (_, name, textOf) => {
  const rows = [
    '{"at": {"$date": "2025-08-14T01:00:00Z"}, "y": "a{"}',
    '{"at": {"$date": {"$numberLong": "1755133200000"}}, "y": "b"}',
    '{"at": {"$date": 1755219600000}, "y": null}',
  ];
  const cwd = projectOf({ [`data/${name}`]: textOf(rows) });
  const [set] = await dataSetsOf(cwd, { ...DATA, time_column: "at" });
  expect(set).toMatchObject({ samples: 3, classes: [{ label: "a{" }, { label: "b" }] });
  expect(set?.labels).toMatchObject({ labelled: 2, unlabelled: 1, problem: null });
  expect(set?.labels?.undated).toEqual({ labelled: 0, unlabelled: 0 });
  expect(set?.labels?.days).toEqual([
    { day: "2025-08-14", labelled: 2, unlabelled: 0 },
    { day: "2025-08-15", labelled: 0, unlabelled: 1 },
  ]);
});

test.each([
  ["escaped by a backslash", 'day;y;note\n2025-08-01;"a";"he said \\"; 1"\n2025-08-02;b;"x"\n', {}],
  ["literal", 'day\ty\tnote\n2025-08-01\ta\t"5\' x\n2025-08-02\tb\t7"\n', { quote: "none" }],
  ["of another kind", "day,y,note\n2025-08-01,'a','1,5'\n2025-08-02,'b',2\n", { quote: "'" }],
  ["below titles", "a report\n\nday,y\n2025-08-01,a\n,\n2025-08-02,b\n", { skip_rows: 2 }],
  [
    "among comments",
    "day,y\n2025-08-01,a\n# a note, of two words\n2025-08-02,b\n",
    { comment: "#" },
  ],
])(
  "the labels of text are read by its quotes, titles and comments: %s",
  async (_, text, stated) => {
    for (const name of ["a.csv", "a.txt"]) {
      const cwd = projectOf({ [`data/${name}`]: text });
      const format = name === "a.txt" ? { format: text.includes("\t") ? "tsv" : "csv" } : {};
      const [set] = await dataSetsOf(cwd, { ...DATA, ...stated, ...format });
      expect(set).toMatchObject({ samples: 2, classes: [{ label: "a" }, { label: "b" }] });
      expect(set?.labels).toMatchObject({ labelled: 2, unlabelled: 0, problem: null });
    }
  },
);

test("the encoding that a source states holds for JSON and for labels, too", async () => {
  const cwd = projectOf({});
  mkdirSync(join(cwd, "data"));
  const rows = ["ä", "ö"].map((y) => JSON.stringify({ y }));
  writeFileSync(join(cwd, "data/a.jsonl"), Buffer.from(rows.join("\n"), "latin1"));
  writeFileSync(join(cwd, "data/b.json"), Buffer.from(`[${rows}]`, "latin1"));
  writeFileSync(join(cwd, "data/c.csv"), Buffer.from("y\nä\nö\n", "latin1"));
  const sets = await dataSetsOf(cwd, { ...DATA, encoding: "latin1" });
  for (const set of sets) expect(set.classes).toMatchObject([{ label: "ä" }, { label: "ö" }]);
  expect(sets).toHaveLength(3);
});
