import { copyFileSync, linkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { SourceConfig } from "../../src/config/schema.ts";
import { takeInventory } from "../../src/inventory/inventory.ts";
import { inventorySchema } from "../../src/inventory/schema.ts";
import { createZone } from "../../src/time/instant.ts";
import { scratch, setModified } from "../support/scratch.ts";

const UTC = createZone("UTC");
const source = (path: string, changes: Partial<SourceConfig> = {}): SourceConfig => ({
  path,
  sample: "row",
  ...changes,
});
const take = (cwd: string, ...sources: SourceConfig[]) =>
  takeInventory(sources.length > 0 ? sources : undefined, cwd, UTC);
const ROWS = "event_time,x\n2025-08-01T00:00:00Z,1\n2025-08-02T00:00:00Z,2\n";

describe("takeInventory", () => {
  test("counts files, bytes, samples and times by type and by source", async () => {
    const cwd = scratch({
      "data/a.csv": ROWS,
      "data/b.csv.gz": gzipSync(ROWS),
      "features/c.json": '[{"x":1},{"x":2},{"x":3}]',
      "features/README.md": "",
    });
    setModified(join(cwd, "data/a.csv"), "2025-08-10T00:00:00Z");
    setModified(join(cwd, "data/b.csv.gz"), "2025-08-12T00:00:00Z");
    setModified(join(cwd, "features/c.json"), "2025-08-11T00:00:00Z");
    const inventory = await takeInventory(undefined, cwd, createZone("Asia/Kolkata"));
    expect(inventory).toMatchObject({
      files: 3,
      samples: { counted: 7, uncounted_files: 0 },
      modified: { earliest: "2025-08-10T05:30:00+05:30", latest: "2025-08-12T05:30:00+05:30" },
      event_time: {
        earliest: "2025-08-01T05:30:00+05:30",
        latest: "2025-08-02T05:30:00+05:30",
        source: "column event_time",
      },
      problems: [],
      left_out: [{ kind: ".md", files: 1 }],
    });
    expect(inventory.types.map((type) => [type.extension, type.files, type.samples])).toEqual([
      [".csv", 1, 2],
      [".csv.gz", 1, 2],
      [".json", 1, 3],
    ]);
    expect(
      inventory.sources.map((s) => [s.name, s.samples.counted, s.event_time === null]),
    ).toEqual([
      ["data", 4, false],
      ["features", 3, true],
    ]);
    expect(inventorySchema.parse(inventory)).toEqual(inventory);
  });

  test("an empty directory is an empty inventory, not an error", async () => {
    const cwd = scratch({ "data/.gitkeep": "" });
    expect(await take(cwd)).toMatchObject({
      files: 0,
      bytes: 0,
      samples: { counted: 0, uncounted_files: 0 },
      types: [],
      modified: null,
      event_time: null,
      problems: [],
    });
  });

  test("a file that no reader knows, or that is broken, is named and not counted", async () => {
    const cwd = scratch({ "data/a.csv": ROWS, "data/b.json": "{", "data/c.xyz": "PK" });
    const inventory = await take(cwd);
    expect(inventory.samples).toMatchObject({ counted: 2, uncounted_files: 2 });
    expect(inventory.problems.map(({ path }) => path)).toEqual(["data/b.json", "data/c.xyz"]);
    expect(inventory.problems[1]?.problem).toBe(
      "no reader for .xyz files; say `sample: file` where each is one sample",
    );
    expect(inventory.types).toMatchObject([
      { extension: ".csv", samples: 2 },
      { extension: ".json", samples: null },
      { extension: ".xyz", samples: null },
    ]);
  });

  test("sample: file counts files, unread", async () => {
    const cwd = scratch({ "images/a.png": "x", "images/b.csv": '"never closed', "images/c": "" });
    const inventory = await take(cwd, source("images", { sample: "file", name: "Photos" }));
    expect(inventory.samples).toMatchObject({ counted: 3, uncounted_files: 0 });
    expect(inventory.sources[0]).toMatchObject({ name: "Photos", path: "images" });
  });

  test("what could not be listed makes the count incomplete", async () => {
    const cwd = scratch({ "data/a.csv": ROWS });
    symlinkSync("/nowhere/b.csv", join(cwd, "data/b.csv"));
    const { samples, sources, problems } = await take(cwd);
    expect(samples).toMatchObject({ counted: 2, uncounted_files: 1 });
    expect(sources[0]?.samples).toEqual(samples);
    expect(problems).toMatchObject([{ path: "data/b.csv" }]);
  });
});

describe("no sample is counted twice", () => {
  const KIND = "counted already, in another source or under another name";

  test.each([
    ["a link", (from: string, to: string) => symlinkSync(from, to)],
    ["a hard link", (from: string, to: string) => linkSync(from, to)],
  ])("by %s", async (_, link) => {
    const cwd = scratch({ "data/2025-08.csv": ROWS });
    link(join(cwd, "data/2025-08.csv"), join(cwd, "data/latest.csv"));
    const inventory = await take(cwd);
    expect(inventory.files).toBe(1);
    expect(inventory.samples.counted).toBe(2);
    expect(inventory.left_out).toEqual([{ kind: KIND, files: 1 }]);
  });

  test.each(["data", "./data", "data/sub", "."])("by sources that overlap: %s", async (path) => {
    const cwd = scratch({ "data/sub/a.csv": ROWS });
    const inventory = await take(cwd, source("data"), source(path));
    expect(inventory.samples.counted).toBe(2);
    // The more specific path says what the file is.
    const own = path === "data/sub" ? [0, 1] : [1, 0];
    expect(inventory.sources.map(({ files }) => files)).toEqual(own);
    expect(inventory.left_out).toEqual([{ kind: KIND, files: 1 }]);
  });

  test("by a link from another source", async () => {
    const cwd = scratch({
      "data/a.csv": ROWS,
      "features/b.csv": `${ROWS}\n2025-08-03T00:00:00Z,3\n`,
    });
    symlinkSync("../data", join(cwd, "features/raw"));
    expect((await take(cwd)).samples.counted).toBe(5);
  });
});

describe("what is known of the samples' days", () => {
  const UTC = createZone("UTC");

  test("by column, partition folder, file name, and undated; one day with another", async () => {
    const cwd = scratch({
      "data/events.csv": "event_time,x\n2025-08-01T10:00:00Z,1\n2025-08-02T10:00:00Z,2\n,3\n",
      "data/dt=2025-08-02/part-0.csv": "x\n1\n2\n",
      "data/clicks-2025-08-03.csv": "x\n1\n",
      "data/other.csv": "x,y\n1,2\n",
    });
    const inventory = await takeInventory(undefined, cwd, UTC);
    expect(inventory.days).toEqual([
      { day: "2025-08-01", samples: 1 },
      { day: "2025-08-02", samples: 3 },
      { day: "2025-08-03", samples: 1 },
    ]);
    expect(inventory.samples).toEqual({ counted: 7, undated: 2, unlisted: 0, uncounted_files: 0 });
    expect(inventory.event_time).toEqual({
      earliest: "2025-08-01T10:00:00+00:00",
      latest: "2025-08-03T00:00:00+00:00",
      source: "column event_time; file name; partition folder",
    });
  });

  test("equal images are samples each, but a folder that was copied is counted once", async () => {
    const image = (path: string) => [path, "\u00ff\u00d8 the same"];
    const names = ["cat/0.jpg", "cat/1.jpg", "dog/0.jpg"];
    const folders = ["data/train", "data/val", "data/train/train"];
    const paths = folders.flatMap((folder) => names.map((name) => `${folder}/${name}`));
    const { datasets, notes } = await takeInventory(
      undefined,
      scratch(Object.fromEntries(paths.map(image))),
      UTC,
    );
    expect(datasets.map(({ role, samples }) => [role, samples])).toEqual([
      ["training", 3],
      ["holdout", 3],
    ]);
    expect(notes).toHaveLength(3);
  });

  test("copies are counted once, and named; a file of the same size is no copy", async () => {
    const cwd = scratch({
      "data/a.csv": "x\n1\n2\n",
      "data/copy-of-a.csv": "x\n1\n2\n",
      "data/z.csv": "x\n1\n3\n",
    });
    const inventory = await takeInventory(undefined, cwd, UTC);
    expect(inventory).toMatchObject({
      ...{ files: 2, samples: { counted: 4 } },
      left_out: [{ kind: "identical to another file", files: 1 }],
      notes: [{ path: "data/copy-of-a.csv", note: "identical to data/a.csv, which is counted" }],
    });
  });
});

test("files that no reader knows are one problem a type, which says what to write", async () => {
  const pictures = Object.fromEntries(
    Array.from({ length: 3 }, (_, i) => [`data/${i}.XYZ`, `${i}`]),
  );
  const problemsIn = async (files: Record<string, string>) => {
    const { problems, samples } = await takeInventory(undefined, scratch(files), createZone("UTC"));
    return { problems, uncounted: samples.uncounted_files };
  };
  const start = "no reader for its 3 .xyz files, first 0.XYZ; where each is one sample, write";
  expect(await problemsIn(pictures)).toEqual({
    problems: [
      {
        path: "data",
        problem: `${start} { path: "data", sample: file } as its source in \`sources\``,
      },
    ],
    uncounted: 3,
  });
  const one = '{ path: "data", include: ["**/*.XYZ"], sample: file }';
  expect(await problemsIn({ ...pictures, "data/a.csv": "x\n1\n", "data/a.abc": "1" })).toEqual({
    problems: [
      { path: "data", problem: `${start} ${one} as a source before it in \`sources\`` },
      {
        path: "data/a.abc",
        problem: "no reader for .abc files; say `sample: file` where each is one sample",
      },
    ],
    uncounted: 4,
  });
});

test("files of the same bytes below other values of Hive's folders are other samples", async () => {
  const folders = ["label=0/dt=2025-08-01", "label=1/dt=2025-08-01", "label=1/dt=2025-08-02"];
  const cwd = scratch({
    ...Object.fromEntries(folders.map((folder) => [`data/${folder}/0.csv`, "x\n1\n2\n"])),
    "data/copy/label=1/dt=2025-08-02/0.csv": "x\n1\n2\n",
  });
  const { samples, days, notes } = await takeInventory(undefined, cwd, createZone("UTC"));
  expect(samples.counted).toBe(6);
  expect(days).toEqual([
    { day: "2025-08-01", samples: 4 },
    { day: "2025-08-02", samples: 2 },
  ]);
  expect(notes.map(({ path }) => path)).toEqual(["data/copy/label=1/dt=2025-08-02/0.csv"]);
});

test("files of the same bytes below folders of other days are other samples, unless they tell their times", async () => {
  const [plain, timed] = ["x\n1\n2\n", "time,x\n2025-08-01,1\n"];
  const cwd = scratch({
    "data/2025/08/01/a.csv": plain,
    "data/2025/08/02/a.csv": plain,
    "data/2025/08/02/copy.csv": plain,
    "data/2025/08/03/t.csv": timed,
    "data/2025/08/04/t.csv": timed,
  });
  const { days, notes } = await takeInventory(undefined, cwd, createZone("UTC"));
  expect(days).toEqual([
    { day: "2025-08-01", samples: 3 },
    { day: "2025-08-02", samples: 2 },
  ]);
  expect(notes.map(({ path }) => path)).toEqual([
    "data/2025/08/02/copy.csv",
    "data/2025/08/04/t.csv",
  ]);
});

test("that INT96 is read as UTC is said once a source, where another zone is planned in", async () => {
  const cwd = scratch({ "data/a.csv": "x\n1\n" });
  const fixtures = join(import.meta.dirname, "../../fixtures/inventory/parquet");
  for (const name of ["int96.parquet", "int96-plain-v2.parquet", "us-utc.parquet"]) {
    copyFileSync(join(fixtures, name), join(cwd, "data", name));
  }
  const notesIn = async (zone: string) =>
    (await takeInventory(undefined, cwd, createZone(zone))).notes.filter(({ note }) =>
      /INT96/.test(note),
    );
  expect(await notesIn("Europe/Berlin")).toEqual([
    {
      path: "data",
      note: 'column "event_time" is of type INT96, which states no zone: read as UTC, as Spark writes it, not in Europe/Berlin',
    },
  ]);
  expect(await notesIn("UTC")).toEqual([]);
});
