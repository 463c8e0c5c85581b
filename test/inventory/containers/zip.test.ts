import { describe, expect, test } from "vitest";
import type { SourceConfig } from "../../../src/config/schema.ts";
import { takeScan } from "../../../src/inventory/scan.ts";
import { createZone } from "../../../src/time/instant.ts";
import { scratch } from "../../support/scratch.ts";
import { zipOf } from "../../support/zip.ts";

const TABLE = "id,occurred_at\n1,2025-08-01\n2,2025-08-02\n";

function scanned(archive: Buffer, stated: Partial<SourceConfig> = {}) {
  const source = { path: "data", sample: "row" as const, ...stated };
  return takeScan([source], scratch({ "data/x.zip": archive }), createZone("UTC"), { files: true });
}

describe("a table in an archive", () => {
  test("is counted as the file that it is, and the result names it", async () => {
    const scan = await scanned(zipOf([{ name: "in/events.csv", content: TABLE }]));
    expect(scan.samples.counted).toBe(2);
    expect(scan.event_time?.latest).toBe("2025-08-02T00:00:00+00:00");
    expect(scan.file_list?.[0]?.reading).toMatchObject({ format: "csv", table: "in/events.csv" });
  });

  test("is read by its content where its name tells no format", async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i}\t${i * 2}`).join("\n");
    expect((await scanned(zipOf([{ name: "adult.data", content: rows }]))).samples.counted).toBe(
      12,
    );
    const prose = await scanned(zipOf([{ name: "novel.txt", content: "Call me Ishmael.\n" }]));
    expect(prose.samples.counted).toBe(0);
    expect(prose.problems[0]?.problem).toMatch(/text without rows/);
  });

  const two = zipOf([
    { name: "customers.csv", content: TABLE },
    { name: "orders.csv", content: `${TABLE}3,2025-08-03\n` },
  ]);

  test("of several is the one that `table` names", async () => {
    const undecided = await scanned(two);
    expect(undecided.samples.counted).toBe(0);
    expect(undecided.problems[0]?.problem).toMatch(/2 tables \(customers.csv, orders.csv\)/);
    const stated = await scanned(two, { table: "orders.csv" });
    expect(stated.samples.counted).toBe(3);
    expect(stated.file_list?.[0]?.stated).toContain("table");
    const missing = await scanned(two, { table: "clicks.csv" });
    expect(missing.problems[0]?.problem).toBe('the archive has no file called "clicks.csv"');
  });

  test("of several is the one to train on, which a remark says", async () => {
    const names = ["train.csv", "test.csv"];
    const scan = await scanned(zipOf(names.map((name) => ({ name, content: TABLE }))));
    expect(scan.samples.counted).toBe(2);
    expect(scan.notes[0]?.note).toMatch(
      /^of its tables train.csv is read, by its name; not test.csv/,
    );
  });

  test("with labels is read with them", async () => {
    const rows = "id,churned\n1,0\n2,1\n3,\n";
    const scan = await scanned(zipOf([{ name: "a.csv", content: rows }]), { label: "churned" });
    expect(scan.datasets[0]?.labels).toMatchObject({ labelled: 2, unlabelled: 1 });
  });
});

describe("an archive is not counted, and the plan says why", () => {
  const events = { name: "events.csv", content: TABLE };
  test.each([
    [
      "a file leaves it",
      zipOf([events, { name: "../../etc/cron", content: "x" }]),
      /outside of the archive, "..\/..\/etc\/cron"/,
    ],
    [
      "a file has an absolute path",
      zipOf([{ ...events, name: "/events.csv" }]),
      /outside of the archive/,
    ],
    [
      "it holds another archive",
      zipOf([{ name: "inner.zip", content: zipOf([events]) }]),
      /of 1 \.zip file: unpack it/,
    ],
    [
      "its table is compressed again",
      zipOf([{ name: "a.csv.gz", content: "x" }]),
      /of 1 \.gz file/,
    ],
    ["it is encrypted", zipOf([{ ...events, claimed: { flags: 1 } }]), /encrypted/],
    [
      "it is compressed in another way",
      zipOf([{ ...events, claimed: { method: 12 } }]),
      /method 12/,
    ],
    ["its checksum is wrong", zipOf([{ ...events, claimed: { crc: 7 } }]), /wrong checksum/],
    [
      "it unpacks to more than it says",
      zipOf([{ ...events, claimed: { bytes: 5 } }]),
      /not readable as a ZIP archive/,
    ],
    ["it is cut off", zipOf([events]).subarray(0, -30), /not readable as a ZIP archive/],
    ["it holds images", zipOf([{ name: "a.png", content: "x" }]), /of 1 \.png file/],
    ["it is empty", zipOf([]), /without data/],
    [
      "it holds too many files",
      zipOf(Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.csv`, content: "" }))),
      /more than 10000 files/,
    ],
  ])("where %s", async (_, archive, why) => {
    const { samples, problems } = await scanned(archive);
    expect(samples.counted).toBe(0);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.problem).toMatch(why);
  });

  test("where it is a bomb", async () => {
    const claimed = { bytes: 2 ** 30 + 1 };
    const archive = zipOf([{ name: "a.csv", content: TABLE, claimed }]);
    const { samples, problems } = await scanned(archive);
    expect(samples.counted).toBe(0);
    expect(problems[0]?.problem).toMatch(/unpacks to more than 1 GiB and 250 times its size/);
  });
});
