import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import * as apache from "apache-arrow";
import { describe, expect, it } from "vitest";
import { arrow } from "../../../src/inventory/readers/arrow.ts";
import { createZone } from "../../../src/time/instant.ts";
import { shared } from "../../support/shared.ts";
import { dataFile, expectedOf, fixture, inTemporaryFile, summaryOf } from "./binary-fixtures.ts";

const zone = createZone("UTC");

describe("files of pyarrow and polars", () => {
  it.each(expectedOf("arrow"))("$name in $zoneName", async ({ file, zone, expected }) => {
    const count = await arrow.read(file, { zone });
    expect(summaryOf(count)).toEqual(expected);
    expect(count.notes).toEqual([]);
  });
});

const { path: corpus, isAbsent } = shared(
  "corpora/arrow-testing/data/arrow-ipc-stream/integration/",
);

describe.skipIf(isAbsent)("apache/arrow-testing", () => {
  const names = !isAbsent
    ? (readdirSync(corpus, { recursive: true }) as string[]).filter((name) =>
        /\.(stream|arrow_file)$/.test(name),
      )
    : [];

  it("has 182 files", () => expect(names).toHaveLength(182));

  it.each(names)("%s", async (name) => {
    const path = join(corpus, name);
    const json = gunzipSync(readFileSync(path.replace(/\.(stream|arrow_file)$/, ".json.gz")));
    const { batches } = JSON.parse(json.toString()) as { batches: { count: number }[] };
    const { samples, notes } = await arrow.read(dataFile(path), { zone });
    expect(samples).toBe(batches.reduce((sum, { count }) => sum + count, 0));
    expect(notes).toEqual([]);
  });

  // Big-endian files hold the same table as the little-endian ones.
  it.each([1, 7, 8, 9, 11, 12])(
    "generated_datetime: column f%i in either byte order",
    async (n) => {
      const [big, little] = await Promise.all(
        ["big", "little"].map((order) => {
          const path = join(corpus, `1.0.0-${order}endian/generated_datetime.arrow_file`);
          return arrow.read(dataFile(path), { zone, timeColumn: `f${n}` });
        }),
      );
      expect(big?.eventTime).not.toBeNull();
      expect(big?.eventTime?.untimed).toBe(little?.eventTime?.untimed);
    },
  );
});

describe("files that are none", () => {
  const file = readFileSync(fixture("arrow", "us-utc.arrow").location);
  const stream = readFileSync(fixture("arrow", "stream.arrows").location);

  it.each([
    ["empty", Buffer.alloc(0), "empty file"],
    ["Feather V1", Buffer.from("FEA1 and so on"), "Feather V1, a format that Arrow has given up"],
    ["text", Buffer.from("a,b\n1,2\n3,4\n5,6\n"), 'not Arrow: begins with "a,b\\n1,"'],
    ["a cut file", file.subarray(0, -10), "the footer at its end is missing"],
    ["a cut stream", stream.subarray(0, -100), "end within a message"],
  ])("%s", async (name, content, message) => {
    const reading = inTemporaryFile(`${name}.arrow`, content, (f) => arrow.read(f, { zone }));
    await expect(reading).rejects.toThrow(message);
  });

  it("notes a stream without its end mark", async () => {
    const content = stream.subarray(0, -8);
    const count = await inTemporaryFile("x.arrows", content, (f) => arrow.read(f, { zone }));
    expect(count.samples).toBe(44);
    expect(count.notes).toEqual(["no end-of-stream mark: later batches may be missing"]);
  });
});

it("reads a file within gzip", async () => {
  const content = gzipSync(readFileSync(fixture("arrow", "v2.feather").location));
  const count = await inTemporaryFile("x.feather.gz", content, (file) =>
    arrow.read(file, { zone }),
  );
  expect(count.samples).toBe(44);
});

// As apache-arrow for JavaScript writes them, and reads them again.
it.each(["file", "stream"] as const)("reads indices that are all null, in a %s", async (form) => {
  const days = [new Date("2025-08-01"), new Date("2025-08-02")];
  const dictionary = apache.vectorFromArray(days, new apache.TimestampMillisecond());
  const type = new apache.Dictionary(dictionary.type, new apache.Int32(), 0);
  const schema = new apache.Schema([new apache.Field("event_time", type, true)]);
  const batch = (length: number, nullBitmap: Uint8Array | null, data: Int32Array) => {
    const nullCount = nullBitmap === null ? 0 : length;
    const indices = apache.makeData({ type, length, nullCount, nullBitmap, data, dictionary });
    const children = [indices];
    const row = apache.makeData({ type: new apache.Struct(schema.fields), length, children });
    return new apache.RecordBatch(schema, row);
  };
  const table = new apache.Table([
    batch(2, null, new Int32Array([0, 1])),
    batch(3, new Uint8Array([0]), new Int32Array(0)),
  ]);
  const content = apache.tableToIPC(table, form);
  const column = apache.tableFromIPC(content).getChild("event_time");
  expect([...(column ?? [])].filter((value) => value === null)).toHaveLength(3);

  const count = await inTemporaryFile("x.arrow", content, (file) => arrow.read(file, { zone }));
  expect(count.samples).toBe(5);
  expect(count.notes).toEqual([]);
  expect(count.eventTime).toMatchObject({ column: "event_time", untimed: 3 });
});
