import { describe, expect, test } from "vitest";
import { wrapBytes } from "../../../../src/inventory/readers/bytes.ts";
import { Allowance, addValues } from "../../../../src/inventory/readers/parquet/column-values.ts";
import type { ColumnChunk } from "../../../../src/inventory/readers/parquet/footer.ts";
import type { Value } from "../../../../src/inventory/readers/parquet/page-values.ts";
import type { Leaf, PhysicalType } from "../../../../src/inventory/readers/parquet/schema.ts";

const [PLAIN, RLE, DELTA_BYTE_ARRAY, RLE_DICTIONARY] = [0, 3, 7, 8];
const MB = 1 << 20;

describe("what is damaged, or made to do harm, is refused at once", () => {
  test("a page header that does not say how long its levels are", async () => {
    const body = [2, 0, 0, 0, 2, 1, 0, 0, 0];
    const header = (levels: number[]) => [
      ...[0x15, 6, 0x15, zigzag(body.length), 0x15, zigzag(body.length)].flat(),
      ...[0x5c, 0x15, 2, 0x15, 0, 0x15, 2, 0x15, zigzag(PLAIN), ...levels, 0, 0].flat(),
    ];
    const whole = await valuesIn([...header([0x15, 0, 0x15, 0, 0x12]), ...body], 1, "BYTE_ARRAY");
    expect(whole).toEqual(["\u0002\u0001"]);
    for (const levels of [[0x15, 0, 0x22], [0x25, 0, 0x12], [0x32]]) {
      await expect(valuesIn([...header(levels), ...body], 1, "BYTE_ARRAY")).rejects.toThrow(
        "corrupt: a page whose header does not say how long its levels are",
      );
    }
  });

  test("a run of a billion is as long as its page", async () => {
    const dictionary = page(2, 1, PLAIN, [7, 0, 0, 0]);
    const run = page(0, 3, RLE_DICTIONARY, [0, ...varint(2 ** 31), 0]);
    expect(await valuesIn([...dictionary, ...run], 3, "INT32")).toEqual([7, 7, 7]);
  });

  test("an index beyond the dictionary", async () => {
    const dictionary = page(2, 1, PLAIN, [7, 0, 0, 0]);
    const run = page(0, 3, RLE_DICTIONARY, [1, 6, 1]);
    await expect(valuesIn([...dictionary, ...run], 3, "INT32")).rejects.toThrow(
      "corrupt: refers to value 1 of a dictionary of 1",
    );
    await expect(valuesIn(run, 3, "INT32")).rejects.toThrow(
      "corrupt: a page without its dictionary",
    );
  });

  test("a dictionary of more values than it has bits", async () => {
    const dictionary = page(2, 2 ** 30, PLAIN, [1, 2, 3, 4]);
    await expect(valuesIn(dictionary, 3, "FIXED_LEN_BYTE_ARRAY", 0)).rejects.toThrow(
      "corrupt: a page ends within a value",
    );
  });

  test("a page that unpacks to more than is left", async () => {
    const body = page(0, 1, PLAIN, [0, 0, 0, 0], 60 * MB);
    await expect(valuesIn(body, 1, "INT32")).rejects.toThrow("unpacks to more than 1 MB");
  });

  // 20 KB, of which the texts would be 200 MB.
  test("texts that grow by a letter each", async () => {
    const count = 20_000;
    const texts = [...deltas(count, 0, 1), ...deltas(count, 1, 0), ...Array(count).fill(97)];
    await expect(
      valuesIn(page(0, count, DELTA_BYTE_ARRAY, texts), count, "BYTE_ARRAY"),
    ).rejects.toThrow("unpacks to more than 1 MB");
    const few = [...deltas(3, 0, 1), ...deltas(3, 1, 0), 97, 98, 99];
    expect(await valuesIn(page(0, 3, DELTA_BYTE_ARRAY, few), 3, "BYTE_ARRAY")).toEqual([
      "a",
      "ab",
      "abc",
    ]);
  });

  test("a text that shares more than there is", async () => {
    const texts = [...deltas(3, 0, 2), ...deltas(3, 1, 0), 97, 98, 99];
    await expect(valuesIn(page(0, 3, DELTA_BYTE_ARRAY, texts), 3, "BYTE_ARRAY")).rejects.toThrow(
      "corrupt: a page ends within a value",
    );
  });

  test("definition levels in an encoding that no one writes any more", async () => {
    const body = page(0, 1, PLAIN, [1, 7, 0, 0, 0], 5, 4);
    await expect(valuesIn(body, 1, "INT32", undefined, 1)).rejects.toThrow(
      "encoding 4 of definition levels is not supported",
    );
  });
});

test.each<[Partial<ColumnChunk>, string]>([
  [{ filePath: "b.parquet" }, "it lies in b.parquet"],
  [{ isEncrypted: true }, "it is encrypted"],
  [{ codec: 3 }, "codec LZO is not supported"],
  [{ codec: 99 }, "codec number 99 is not supported"],
  [{ type: "INT64" }, "corrupt: of type INT32, and its values of INT64"],
])("what nobody can read is refused in words: %j", async (more, message) => {
  const body = page(0, 1, PLAIN, [1, 0, 0, 0]);
  await expect(valuesIn(body, 1, "INT32", undefined, 0, more)).rejects.toThrow(message);
});

/** The values of a column chunk of these pages, bytes as texts; a megabyte of them may be unpacked. */
async function valuesIn(
  pages: readonly number[],
  valueCount: number,
  type: PhysicalType,
  typeLength?: number,
  maxDefinition = 0,
  more: Partial<ColumnChunk> = {},
): Promise<unknown[]> {
  const bytes = Buffer.from([...Buffer.from("PAR1"), ...pages]);
  const leaf: Leaf = {
    ...{ path: ["x"], type, typeLength, logical: undefined },
    ...{ maxDefinition, maxRepetition: 0 },
  };
  const chunk = {
    ...{ type, codec: 0, valueCount, compressedBytes: pages.length, dataPageOffset: 4 },
    ...{ isEncrypted: false, ...more },
  };
  const from = { source: wrapBytes(bytes), dataTo: bytes.length, allowance: new Allowance(MB) };
  const values: unknown[] = [];
  const make = (value: Value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
  await addValues(values, from, leaf, chunk, make);
  return values;
}

/** A page of version 1, or (2) of a dictionary, as Thrift's compact protocol writes its header. */
function page(
  kind: number,
  count: number,
  encoding: number,
  body: readonly number[],
  unpackedBytes = body.length,
  levelEncoding = RLE,
): number[] {
  const levels = kind === 0 ? [0x15, ...zigzag(levelEncoding), 0x15, ...zigzag(RLE)] : [];
  return [
    ...[0x15, ...zigzag(kind), 0x15, ...zigzag(unpackedBytes), 0x15, ...zigzag(body.length)],
    ...[kind === 0 ? 0x2c : 0x4c, 0x15, ...zigzag(count), 0x15, ...zigzag(encoding)],
    ...levels,
    ...[0, 0, ...body],
  ];
}

/** DELTA_BINARY_PACKED of `count` numbers from `first` on, each greater by `step` than the one before. */
function deltas(count: number, first: number, step: number): number[] {
  const blocks = Array(Math.ceil((count - 1) / 128)).fill([...zigzag(step), 0, 0, 0, 0]);
  return [...varint(128), 4, ...varint(count), ...zigzag(first), ...blocks.flat()];
}

function zigzag(value: number): number[] {
  return varint(value * 2);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
