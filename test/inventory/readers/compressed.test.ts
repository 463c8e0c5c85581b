import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { zoneOf } from "../../../src/instant.ts";
import type { DataFile } from "../../../src/inventory/reader.ts";
import { delimited } from "../../../src/inventory/readers/delimited.ts";
import { json } from "../../../src/inventory/readers/json.ts";
import { jsonl } from "../../../src/inventory/readers/jsonl.ts";
import {
  pushText,
  UNPACKED_LIMIT_BYTES,
  UNPACKED_LIMIT_RATIO,
} from "../../../src/inventory/readers/text/chunks.ts";

const folder = mkdtempSync(join(tmpdir(), "retrain-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, bytes: Uint8Array | string): DataFile {
  const location = join(folder, name);
  writeFileSync(location, bytes);
  const [, extension = "", packing] = /(\.[a-z]+)(\.gz|\.zst)?$/.exec(name) ?? [];
  return {
    path: name,
    location,
    sizeBytes: statSync(location).size,
    modifiedMs: statSync(location).mtimeMs,
    extension,
    compression: packing === ".gz" ? "gzip" : packing === ".zst" ? "zstd" : "none",
  };
}

const options = { zone: zoneOf("UTC") };
const rows = Array.from({ length: 50_000 }, (_, n) => `${n},2025-08-${10 + (n % 10)},"x\ny"\n`);
const table = `id,date,text\n${rows.join("")}`;

// `id,date\n1,2025-08-14\n2,2025-08-15\n` by `zstd`, in hexadecimal.
const ZSTD = Buffer.from(
  "28b52ffd0458f50000c069642c646174650a312c323032352d30382d31340a32350a0100609b4d9299acd0",
  "hex",
);

describe("files", () => {
  it("are read plain and gzipped alike", async () => {
    const plain = await delimited.read(fileOf("a.csv", table), options);
    expect(plain.samples).toBe(50_000);
    expect(plain.eventTime?.days.size).toBe(10);
    const packed = gzipSync(table);
    expect(await delimited.read(fileOf("b.csv.gz", packed), options)).toEqual(plain);
    const half = table.length / 2;
    const members = Buffer.concat([gzipSync(table.slice(0, half)), gzipSync(table.slice(half))]);
    expect(await delimited.read(fileOf("c.csv.gz", members), options)).toEqual(plain);
  });

  it("are read by any chunk size", async () => {
    for (const name of ["d.csv", "d.csv.gz", "d.csv.zst"]) {
      const bytes = name.endsWith("v") ? table : name.endsWith("gz") ? gzipSync(table) : ZSTD;
      const file = fileOf(name, bytes);
      const texts: string[] = [];
      for (const chunkBytes of [1 << 20, 1000, 77]) {
        const chunks: Buffer[] = [];
        await pushText(file, { push: (chunk) => chunks.push(Buffer.from(chunk)) }, chunkBytes);
        texts.push(Buffer.concat(chunks).toString());
      }
      expect(new Set(texts).size).toBe(1);
      if (!name.endsWith("zst")) expect(texts[0]).toBe(table);
    }
  });

  it("are read from a path in bytes, which need not be UTF-8", async () => {
    const location = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe, 0x2e])]);
    writeFileSync(location, '{"a": 1}\n{"a": 2}\n');
    const file = { ...fileOf("x.jsonl", ""), location, sizeBytes: 18 };
    expect((await jsonl.read(file, options)).samples).toBe(2);
  });

  it("are read where they grow or shrink after they were listed", async () => {
    const file = fileOf("grown.json", "[1, 2, 3]");
    expect((await json.read({ ...file, sizeBytes: 2 }, options)).samples).toBe(3);
    expect((await json.read({ ...file, sizeBytes: 1000 }, options)).samples).toBe(3);
  });

  it("that are not there fail with the system's error", async () => {
    const file = { ...fileOf("gone.csv", ""), location: join(folder, "not-there") };
    for (const compression of ["none", "gzip", "zstd"] as const) {
      await expect(delimited.read({ ...file, compression }, options)).rejects.toThrow("ENOENT");
    }
  });
});

describe("gzip", () => {
  it("that is truncated is a problem", async () => {
    const packed = gzipSync(table);
    for (const length of [5, 1000, packed.length - 1]) {
      const file = fileOf("cut.csv.gz", packed.subarray(0, length));
      await expect(delimited.read(file, options)).rejects.toThrow(
        "truncated: the gzip stream breaks off",
      );
    }
  });

  it("that is corrupt or empty is a problem", async () => {
    const packed = gzipSync(table);
    packed.fill(0x55, 2000, 2100);
    await expect(delimited.read(fileOf("bad.csv.gz", packed), options)).rejects.toThrow(
      "corrupt gzip",
    );
    await expect(delimited.read(fileOf("no.csv.gz", "a,b\n1,2\n"), options)).rejects.toThrow(
      "corrupt gzip",
    );
    await expect(delimited.read(fileOf("empty.csv.gz", ""), options)).rejects.toThrow("empty");
  });

  it("that holds a problem passes it on", async () => {
    const file = fileOf("open.csv.gz", gzipSync('a,b\n1,"x\n'));
    await expect(delimited.read(file, options)).rejects.toThrow("line 2: the quote");
  });

  it("that is a bomb is stopped at the stated limit", async () => {
    // 64 MiB of spaces in a member of 64 KiB, twenty times.
    const member = gzipSync(Buffer.alloc(64 << 20, " "), { level: 9 });
    const file = fileOf("bomb.json.gz", Buffer.concat(Array.from({ length: 20 }, () => member)));
    expect(UNPACKED_LIMIT_BYTES).toBeLessThan(20 * (64 << 20));
    expect(file.sizeBytes * UNPACKED_LIMIT_RATIO).toBeLessThan(UNPACKED_LIMIT_BYTES);
    const unread = { push() {} };
    await expect(pushText(file, unread)).rejects.toThrow("1 GiB and 250 times its size");
  });
});

describe("zstd", () => {
  it("is read", async () => {
    const count = await delimited.read(fileOf("a.csv.zst", ZSTD), options);
    expect(count).toMatchObject({ samples: 2, eventTime: { column: "date", untimed: 0 } });
    const frames = Buffer.concat([ZSTD, ZSTD]);
    // The second frame's header row counts as a row here.
    expect((await delimited.read(fileOf("b.csv.zst", frames), options)).samples).toBe(5);
  });

  it("that is truncated, corrupt or empty is a problem", async () => {
    for (const length of [3, 8, ZSTD.length - 6]) {
      const file = fileOf("cut.csv.zst", ZSTD.subarray(0, length));
      await expect(delimited.read(file, options)).rejects.toThrow("truncated: the zstd stream");
    }
    await expect(delimited.read(fileOf("no.csv.zst", "a,b\n1,2\n"), options)).rejects.toThrow(
      "corrupt zstd",
    );
    await expect(delimited.read(fileOf("empty.csv.zst", ""), options)).rejects.toThrow("empty");
  });
});
