import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SourceConfig } from "../../../src/config/schema.ts";
import { crc32c } from "../../../src/inventory/readers/crc32c.ts";
import { parseNpyHeader } from "../../../src/inventory/readers/npy/header.ts";
import { takeScan } from "../../../src/inventory/scan.ts";
import { createZone } from "../../../src/time/instant.ts";
import { scratch } from "../../support/scratch.ts";
import { zipOf } from "../../support/zip.ts";

const fixture = (path: string) => readFileSync(`fixtures/inventory/containers/${path}`);
const NPY = fixture("npy/X_train.npy");
const AVRO = fixture("avro/deflate.avro");
const RECORDS = fixture("tfrecord/train.tfrecord");
const TAR = fixture("webdataset/train-000000.tar");

function scanned(name: string, content: Uint8Array, stated: Partial<SourceConfig> = {}) {
  const source = { path: "data", sample: "row" as const, ...stated };
  const cwd = scratch({ [`data/${name}`]: content });
  return takeScan([source], cwd, createZone("UTC"), { files: true });
}

function changed(bytes: Buffer, at: number, to: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(to, at);
  return copy;
}

test("the schema of Avro names the columns, and a column of times that is not read", async () => {
  const scan = await scanned("a.avro", AVRO);
  expect(scan.samples).toMatchObject({ counted: 40, undated: 40 });
  expect(scan.notes[0]?.note).toMatch(/^the times of column "occurred_at" are not read from Avro/);
  expect(scan.datasets[0]?.unread_time).toEqual({ column: "occurred_at", value: null });
  expect(scan.sources[0]?.schemas[0]?.columns.map(({ name }) => name)).toContain("state");
});

test.each([
  ["a container of Avro that breaks off", "a.avro", AVRO.subarray(0, -20), /truncated/],
  [
    "a container of Avro with a changed mark",
    "a.avro",
    changed(AVRO, AVRO.length - 1, 1),
    /file's mark/,
  ],
  ["a container of Avro without a schema", "a.avro", Buffer.from("Obj\x01\0"), /no schema/],
  ["an array whose values break off", "a.npy", NPY.subarray(0, -8), /truncated: 8 bytes/],
  ["an array whose header breaks off", "a.npy", NPY.subarray(0, 40), /header breaks off/],
  ["another file", "a.npy", Buffer.from("id,x\n1,2\n3,4\n"), /not an array of NumPy/],
  [
    "arrays that are not as long as they say",
    "a.npz",
    zipOf([{ name: "x.npy", content: NPY.subarray(0, -8) }]),
    /not as long/,
  ],
  ["no arrays", "a.npz", zipOf([{ name: "x.txt", content: "x" }]), /no arrays/],
  ["a record that breaks off", "a.tfrecord", RECORDS.subarray(0, -3), /truncated: record 25/],
  [
    "a record whose length was changed",
    "a.tfrecord",
    changed(RECORDS, 1, 9),
    /record 1 has a wrong checksum/,
  ],
  ["an archive that breaks off", "a.tar", TAR.subarray(0, 700), /truncated/],
  ["an archive whose head was changed", "a.tar", changed(TAR, 3, 7), /corrupt: no head/],
  ["an archive of other files", "a.tar", fixture("webdataset/images.tar"), /no WebDataset/],
  [
    "an archive that names a file outside of it",
    "a.tar",
    tarOf("../../x.png"),
    /outside of the archive/,
  ],
])("%s is not counted", async (_, name, content, why) => {
  const { samples, problems } = await scanned(name, content);
  expect(samples.counted).toBe(0);
  expect(problems[0]?.problem).toMatch(why);
});

describe("of arrays in one file", () => {
  test("the one to train on is read, and a remark names the others", async () => {
    const { notes, file_list: files } = await scanned("m.npz", fixture("npy/mnist.npz"));
    expect(files?.[0]).toMatchObject({ samples: 40, reading: { format: "npy", table: "x_train" } });
    expect(notes[0]?.note).toMatch(/^of its tables x_train is read, by its name; not x_test/);
  });

  test("`table` names one", async () => {
    const weights = fixture("npy/weights.npz");
    expect((await scanned("w.npz", weights, { table: "b" })).samples.counted).toBe(7);
    expect((await scanned("w.npz", weights, { table: "c" })).problems[0]?.problem).toBe(
      'no array "c" in it',
    );
  });
});

test("bytes behind an array are not read, which a remark says", async () => {
  const { samples, notes } = await scanned("a.npy", Buffer.concat([NPY, Buffer.alloc(5)]));
  expect(samples.counted).toBe(40);
  expect(notes[0]?.note).toBe("5 bytes follow the array, and are not read");
});

test("records and arrays are known by their content", async () => {
  expect((await scanned("mnist", RECORDS)).samples.counted).toBe(25);
  expect((await scanned("mnist", NPY)).samples.counted).toBe(40);
});

// The test vector of RFC 3720, B.4.
test("the CRC-32C of 32 zero bytes", () => {
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
});

test("the fields of records are its columns", () => {
  expect(parseNpyHeader(fixture("npy/structured.npy")).columns).toEqual([
    { name: "id", type: "<i8" },
    { name: "when", type: "<M8[s]" },
    { name: "name", type: "<U5" },
  ]);
});

/** An archive of one empty file. */
function tarOf(name: string): Buffer {
  const head = Buffer.alloc(512);
  head.write(name);
  head.write("00000000000", 124);
  head.write("0", 156);
  head.write("        ", 148);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([head, Buffer.alloc(1024)]);
}
