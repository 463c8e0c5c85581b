import { symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scanSchema } from "../../src/inventory/scan/schema.ts";
import { type ScanOptions, takeScan } from "../../src/inventory/scan.ts";
import { createZone, formatDay, parseDay } from "../../src/time/instant.ts";
import { scratch, setModified } from "../support/scratch.ts";

const UTC = createZone("UTC");
const take = (cwd: string, options: ScanOptions = {}, zone = UTC) =>
  takeScan(undefined, cwd, zone, options);
const rows = (...times: string[]) => `event_time,x\n${times.map((time) => `${time},1\n`).join("")}`;

describe("file_list", () => {
  test("has each file that is counted, or could not be, and null for what is unknown", async () => {
    const cwd = scratch({
      "data/a.csv": rows("2025-08-01T10:00:00Z", "2025-08-02T11:00:00Z"),
      "data/b.json": "{",
      "data/c.xyz": "PK",
      "data/dt=2025-08-03/d.jsonl": '{"x":1}\n',
      "data/e.tsv": "x\ty\n1\t2\n",
      "data/f.csv": "",
      "data/copy.csv": rows("2025-08-01T10:00:00Z", "2025-08-02T11:00:00Z"),
    });
    symlinkSync("/nowhere/b.csv", join(cwd, "data/gone.csv"));
    setModified(join(cwd, "data/e.tsv"), "2025-08-10T00:00:00Z");
    const scan = await take(cwd, { files: true });
    const read = (reading: object | null) => ({ reading, doubtful: 0, stated: [] });
    const text = { format: "csv", quote: '"', header: true };
    expect(scan.file_list).toEqual([
      {
        ...read({ ...text, delimiter: "," }),
        ...{ path: "data/a.csv", format: "csv", bytes: 59, samples: 2, problem: null },
        event_time: {
          earliest: "2025-08-01T10:00:00+00:00",
          latest: "2025-08-02T11:00:00+00:00",
          source: "column event_time",
        },
      },
      {
        ...read(null),
        ...{ path: "data/b.json", format: "json", bytes: 1, samples: null, event_time: null },
        problem: scan.problems.find(({ path }) => path === "data/b.json")?.problem,
      },
      {
        ...read(null),
        ...{ path: "data/c.xyz", format: null, bytes: 2, samples: null, event_time: null },
        problem: "no reader for .xyz files; say `sample: file` where each is one sample",
      },
      {
        ...read({ format: "jsonl" }),
        ...{ path: "data/dt=2025-08-03/d.jsonl", format: "jsonl", bytes: 8, samples: 1 },
        event_time: {
          earliest: "2025-08-03T00:00:00+00:00",
          latest: "2025-08-03T00:00:00+00:00",
          source: "partition folder",
        },
        problem: null,
      },
      {
        ...read({ ...text, delimiter: "\t" }),
        ...{ path: "data/e.tsv", format: "csv", bytes: 8, samples: 1, problem: null },
        event_time: null,
      },
      {
        ...read({ ...text, delimiter: ",", header: false }),
        ...{ path: "data/f.csv", format: "csv", bytes: 0, samples: 0, event_time: null },
        problem: null,
      },
    ]);
    expect(scan.files).toBe(6);
    expect(scanSchema.parse(scan)).toEqual(scan);
  });

  test("is there only where it was asked for", async () => {
    const scan = await take(scratch({ "data/a.csv": rows("2025-08-01T10:00:00Z") }));
    expect(scan).not.toHaveProperty("file_list");
    expect(scan).not.toHaveProperty("since");
    expect(scan).not.toHaveProperty("weeks");
  });
});

describe("schemas", () => {
  test("each source has its own; files of a data set that differ are named", async () => {
    const cwd = scratch({
      "data/2025-08-01.csv": "a,b\n1,2\n",
      "data/2025-08-02.csv": "b,a\n3,4\n",
      "data/2025-08-03.csv": "a,c\n5,6\n",
      "data/empty.csv": "a,z\n",
      "features/f.csv": "a,b\n7,8\n",
    });
    const columns = (...names: string[]) => names.map((name) => ({ name, type: null }));
    const scan = await take(cwd);
    expect(scan.sources.map(({ schemas }) => schemas)).toEqual([
      [
        {
          data_sets: ["data/#-#-#.csv"],
          files: 3,
          columns: columns("a", "b"),
          differing: [
            {
              path: "data/2025-08-03.csv",
              added: columns("c"),
              gone: columns("b"),
              changed: [],
            },
          ],
        },
      ],
      [{ data_sets: ["features/f.csv"], files: 1, columns: columns("a", "b"), differing: [] }],
    ]);
    expect(scan.notes).toContainEqual({
      path: "data/2025-08-03.csv",
      note: "columns differ from its data set's: added c; gone b",
    });
  });
});

describe("weeks", () => {
  test("are ISO weeks of the zone's days", async () => {
    // In Kolkata the second is Monday already.
    const cwd = scratch({
      "data/a.csv": rows("2025-08-03T10:00:00Z", "2025-08-03T20:00:00Z", "2025-08-20T10:00:00Z"),
    });
    const scan = await take(cwd, { weeks: true }, createZone("Asia/Kolkata"));
    expect(scan.weeks).toEqual([
      { week: "2025-W31", from: "2025-07-28", to: "2025-08-03", samples: 1 },
      { week: "2025-W32", from: "2025-08-04", to: "2025-08-10", samples: 1 },
      { week: "2025-W34", from: "2025-08-18", to: "2025-08-24", samples: 1 },
    ]);
  });
});

describe("since", () => {
  const since = parseDay("2025-08-02");

  test("leaves out what is known to be earlier; what may be later stays", async () => {
    const cwd = scratch({
      // Two before, two after, one without a time.
      "data/across.csv": rows(
        "2025-07-31T10:00:00Z",
        "2025-08-01T23:59:59Z",
        "2025-08-02T00:00:00Z",
        "2025-08-05T10:00:00Z",
        "",
      ),
      "data/before.csv": rows("2025-07-01T10:00:00Z"),
      "data/after.csv": rows("2025-08-09T10:00:00Z"),
      "data/year=2025/month=07/a.csv": "x\n1\n2\n",
      "data/year=2025/month=08/a.csv": "x\n3\n",
      "data/dt=2025-08-01/a.csv": "x\n4\n5\n6\n",
      "data/dt=2025-08-02/a.csv": "x\n7\n8\n9\n10\n",
      "data/written.csv": "x\n11\n",
      "data/broken.json": "{",
      "data/empty.csv": "x\n",
    });
    for (const path of ["written.csv", "broken.json"]) {
      setModified(join(cwd, "data", path), "2020-01-01T00:00:00Z");
    }
    const scan = await take(cwd, { since, files: true });
    expect(scan.since).toEqual({
      day: "2025-08-02",
      // across.csv 2, after.csv 1, dt=2025-08-02 4
      samples: 7,
      // across.csv 1, month=08 1, written.csv 1
      unknown: 3,
      // across.csv 2, before.csv 1, month=07 2, dt=2025-08-01 3
      left_out: { samples: 8, files: 3 },
    });
    expect(scan.samples).toEqual({ counted: 10, undated: 3, unlisted: 0, uncounted_files: 1 });
    expect(scan.days).toEqual([
      { day: "2025-08-02", samples: 5 },
      { day: "2025-08-05", samples: 1 },
      { day: "2025-08-09", samples: 1 },
    ]);
    expect(scan.file_list?.map(({ path, samples }) => [path.slice(5), samples])).toEqual([
      ["across.csv", 3],
      ["after.csv", 1],
      ["broken.json", null],
      ["dt=2025-08-02/a.csv", 4],
      ["empty.csv", 0],
      ["written.csv", 1],
      ["year=2025/month=08/a.csv", 1],
    ]);
    expect(scan.left_out).toEqual([{ kind: "wholly before 2025-08-02", files: 3 }]);
    expect(scan.event_time).toEqual({
      earliest: "2025-08-01T00:00:00+00:00",
      latest: "2025-08-31T00:00:00+00:00",
      source: "column event_time; partition folder",
    });
  });

  test("a sample without a time is not dated by its file's name when the others are left out", async () => {
    const cwd = scratch({ "data/2025-08-09.csv": rows("2025-07-31T10:00:00Z", "") });
    const scan = await take(cwd, { since });
    expect(scan.since).toMatchObject({
      samples: 0,
      unknown: 1,
      left_out: { samples: 1, files: 0 },
    });
    expect(scan.samples).toMatchObject({ counted: 1, undated: 1 });
    expect([scan.days, scan.event_time]).toEqual([[], null]);
  });

  test("what is kept and what is left out are the whole, whatever the day", async () => {
    const days = fc.array(fc.integer({ min: 20_000, max: 20_012 }), { maxLength: 6 });
    const files = fc.array(days, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 19_999, max: 20_013 }), async (all, day) => {
        const cwd = scratch(
          // The second column keeps files of the same days from being copies.
          Object.fromEntries(
            all.map((file, i) => [
              `data/${"abcd"[i]}.csv`,
              `event_time,x\n${file.map((at) => `${formatDay(at)}T12:00:00Z,${i}\n`).join("")}`,
            ]),
          ),
        );
        const scan = await take(cwd, { since: day });
        const kept = all.flat().filter((at) => at >= day);
        expect(scan.since?.samples).toBe(kept.length);
        expect(scan.since?.left_out.samples).toBe(all.flat().length - kept.length);
        expect(scan.days.every((one) => parseDay(one.day) >= day)).toBe(true);
        expect(scan.days.reduce((sum, one) => sum + one.samples, 0)).toBe(kept.length);
      }),
      { numRuns: 40 },
    );
  });
});
