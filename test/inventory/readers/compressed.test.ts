import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { DataFile } from "../../../src/inventory/reader.ts";
import { withBytes } from "../../../src/inventory/readers/bytes.ts";
import { delimited } from "../../../src/inventory/readers/delimited.ts";
import { json } from "../../../src/inventory/readers/json.ts";
import { jsonl } from "../../../src/inventory/readers/jsonl.ts";
import { pushText } from "../../../src/inventory/readers/text/chunks.ts";
import {
  UNPACKED_LIMIT_BYTES,
  UNPACKED_LIMIT_RATIO,
} from "../../../src/inventory/unpacked-limit.ts";
import { createZone } from "../../../src/time/instant.ts";

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

const options = { zone: createZone("UTC") };
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
        await pushText(file, { push: (chunk) => chunks.push(Buffer.from(chunk)) }, { chunkBytes });
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
    const file = fileOf("grown.json", "[{}, {}, {}]");
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
    await expect(delimited.read(fileOf("empty.csv.gz", ""), options)).rejects.toThrow("empty");
  });

  it("that holds a problem passes it on", async () => {
    const file = fileOf("open.csv.gz", gzipSync('a,b\n1,"x\n'));
    await expect(delimited.read(file, options)).rejects.toThrow("line 2: the quote");
  });

  it.each(["gz", "zst"])("in name alone (.%s) is read as it is, and said", async (extension) => {
    const count = await delimited.read(fileOf(`no.csv.${extension}`, "a,b\n1,2\n"), options);
    expect(count.samples).toBe(1);
    expect(count.notes.join()).toMatch(/^named as (gzip|zstd), but not compressed/);
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

const MORE_THAN_128_MIB =
  "zstd needs a window of more than 128 MiB: if it is not corrupt, compress it without --ultra";

describe("zstd", () => {
  it("is read", async () => {
    const count = await delimited.read(fileOf("a.csv.zst", ZSTD), options);
    expect(count).toMatchObject({ samples: 2, eventTime: { column: "date", untimed: 0 } });
    const frames = Buffer.concat([ZSTD, ZSTD]);
    // The second frame's header row counts as a row here.
    expect((await delimited.read(fileOf("b.csv.zst", frames), options)).samples).toBe(5);
  });

  it("is read whose frames and chunks are many", async () => {
    // 430,000 bytes, in which chunks of 64 KiB begin within a head, a block and a checksum.
    const packed = Buffer.concat([skippable("x"), ...Array.from({ length: 10_000 }, () => ZSTD)]);
    expect(packed.length).toBeGreaterThan(4 * 65536);
    const count = await delimited.read(fileOf("many.csv.zst", packed), options);
    expect(count.samples).toBe(29_999);
    const blocks = rows.map((row, n) => raw(row, n === rows.length - 1));
    const narrow = frame([raw("id,date,text\n", false), ...blocks]);
    expect((await delimited.read(fileOf("narrow.csv.zst", narrow), options)).samples).toBe(50_000);
  });

  it("that is truncated, corrupt or empty is a problem", async () => {
    for (const length of [3, 8, ZSTD.length - 6]) {
      const file = fileOf("cut.csv.zst", ZSTD.subarray(0, length));
      await expect(delimited.read(file, options)).rejects.toThrow("truncated: the zstd stream");
    }
    await expect(delimited.read(fileOf("empty.csv.zst", ""), options)).rejects.toThrow("empty");
  });

  // In the two ways of reading: text as a stream, and what has to be held as a whole.
  const kinds = ["csv", "arrow"] as const;
  const readAs = (kind: (typeof kinds)[number], packed: Uint8Array) => {
    const file = fileOf(`as.${kind}.zst`, packed);
    return kind === "csv"
      ? textOf(file)
      : withBytes(file, async (source) =>
          Buffer.from(source.slice(0, source.byteLength)).toString(),
        );
  };

  describe.each(kinds)("in %s", (kind) => {
    it.each([
      ["one frame", [frame([raw("abc")])]],
      ["frames one after another", [frame([raw("a")]), frame([raw("b")]), frame([raw("c")])]],
      ["skippable frames", [skippable(""), frame([raw("ab")]), skippable("…"), frame([raw("c")])]],
      ["one that is skipped at the end", [frame([raw("abc")]), skippable("x".repeat(40))]],
      ["blocks", [frame([raw("a", false), raw("", false), raw("bc")])]],
      ["the largest window", [frame([raw("abc")], { window: WINDOW_128_MIB })]],
      ["content sizes", [sized("ab"), sized(""), sized("c")]],
      ["more of them", [...Array.from({ length: 5000 }, () => sized("")), sized("abc")]],
    ])("%s are read", async (_, frames) => {
      expect(await readAs(kind, Buffer.concat(frames))).toBe("abc");
    });

    it.each([
      ["a header that breaks off", "28b52ffdc70300000019000000979fe0", "truncated"],
      ["a magic number that breaks off", "28b5", "truncated: the zstd stream breaks off"],
      ["a header alone", "28b52ffd0000", "truncated: the zstd stream breaks off"],
      ["a block that breaks off", hex(frame([raw("abc")]).subarray(0, -1)), "truncated"],
      ["a skippable frame that does", hex(skippable("abc").subarray(0, -1)), "truncated"],
      [
        "what follows",
        `${hex(sized("abc"))}78797a78797a`,
        "not a zstd stream, or corrupt: no frame begins",
      ],
      ["a dictionary", "28b52ffd01000701000000", "zstd compressed with a dictionary"],
      ["a block larger than its window", hex(frame([run(2000)])), "corrupt zstd stream"],
      ["a block of what is to hold nothing", `28b52ffd800000000000${hex(raw("a"))}`, "corrupt"],
      ["a block of no kind", "28b52ffd0000070000", "corrupt zstd stream"],
      ["a frame with a reserved flag", "28b52ffd0800010000", "has undefined flags"],
      ["a compressed block of nonsense", "28b52ffd00002d0000ffffffffff", "corrupt zstd stream"],
      ["a window of 2 GiB", "28b52ffd00a8090000ff", MORE_THAN_128_MIB],
      ["a window of 144 MiB", "28b52ffd0089090000ff", MORE_THAN_128_MIB],
      ["one behind a frame", `${hex(sized("a"))}28b52ffd00a8090000ff`, MORE_THAN_128_MIB],
      ["one behind a skippable", `${hex(skippable("a"))}28b52ffd00a8090000ff`, MORE_THAN_128_MIB],
      ["a single segment of 2 GiB", "28b52ffda0ffffff7f090000ff", MORE_THAN_128_MIB],
      ["another checksum", `${hex(ZSTD.subarray(0, -1))}d1`, "wrong checksum"],
      ["another letter", hex(ZSTD).replace("69642c", "69652c"), "wrong checksum"],
    ])("%s is refused in words", async (_, bytes, words) => {
      await expect(readAs(kind, Buffer.from(bytes, "hex"))).rejects.toThrow(words);
    });
  });

  it("that keeps other decoders busy for ever is refused at once", async () => {
    // A table of Huffman's weights that has but one weight, of which fzstd 0.1.1 reads no bits for ever.
    const hang = "28b52ffd0058cd0000a200050af003ffffffffffffffff0101010101010101010100";
    const reading = readAs("csv", Buffer.from(hang, "hex"));
    await expect(reading).rejects.toThrow("corrupt zstd stream");
  });

  it("is read in small blocks and frames of the largest window, without memory for each", async () => {
    const blocks = Array.from({ length: 9000 }, () => run(1, false));
    const frames = Array.from({ length: 1000 }, () => frame([run(1)], { window: WINDOW_128_MIB }));
    const before = process.memoryUsage().rss;
    const text = await readAs(
      "csv",
      Buffer.concat([frame([...blocks, run(1)], { window: WINDOW_128_MIB }), ...frames]),
    );
    expect(text).toBe("1".repeat(10_001));
    expect(process.memoryUsage().rss - before).toBeLessThan(100 << 20);
  });

  it("that unpacks to more than can be held is refused", async () => {
    const block = run(128 << 10, false);
    const blocks = [...Array.from({ length: 600 }, () => block), run(1)];
    const packed = frame(blocks, { window: WINDOW_8_MIB });
    await expect(readAs("arrow", packed)).rejects.toThrow("unpacks to more than it should");
  });
});

// Frames by RFC 8878, 3.1.1, for which Node 20 has no compressor; what the zstd command makes of each
// was looked at.

const WINDOW_1_KIB = 0;
const WINDOW_8_MIB = (23 - 10) << 3;
const WINDOW_128_MIB = (27 - 10) << 3;

function frame(blocks: readonly Buffer[], { window = WINDOW_1_KIB } = {}): Buffer {
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window]), ...blocks]);
}

/** A frame of a single segment, which states its size. */
function sized(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, text.length]), raw(text)]);
}

function skippable(text: string): Buffer {
  const head = Buffer.from("5a2a4d1800000000", "hex");
  head.writeUInt32LE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

function raw(text: string, isLast = true): Buffer {
  return block(0, text.length, isLast, text);
}

function run(length: number, isLast = true): Buffer {
  return block(1, length, isLast, "1");
}

function block(kind: number, size: number, isLast: boolean, content: string): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE((size << 3) | (kind << 1) | (isLast ? 1 : 0), 0, 3);
  return Buffer.concat([head, Buffer.from(content)]);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

async function textOf(file: DataFile): Promise<string> {
  const chunks: Buffer[] = [];
  await pushText(file, { push: (chunk) => chunks.push(Buffer.from(chunk)) });
  return Buffer.concat(chunks).toString();
}
