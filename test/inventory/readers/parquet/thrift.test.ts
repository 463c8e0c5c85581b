import { expect, test } from "vitest";
import {
  BINARY,
  LIST,
  STRUCT,
  skipValue,
} from "../../../../src/inventory/readers/parquet/thrift.ts";

const MAP = 11;

/** One byte a level: a struct with a field of its own kind, a list or a map of one element of its own kind. */
const NESTED: [string, number, number[]][] = [
  ["structs", STRUCT, [0x10 | STRUCT]],
  ["lists", LIST, [0x10 | LIST]],
  ["maps", MAP, [1, (MAP << 4) | MAP]],
];

test.each(NESTED)("%s that nest a hundred thousand levels deep are refused", (_, type, level) => {
  const bytes = new Uint8Array(Array.from({ length: 100_000 }, () => level).flat());
  expect(() => skipValue(bytes, 0, type, 0)).toThrow("corrupt: its metadata nests too deeply");
});

test("what is skipped ends where it ends", () => {
  // A map of one text to another, and a byte after it.
  const map = new Uint8Array([1, (BINARY << 4) | BINARY, 1, 97, 2, 98, 99, 0]);
  expect(skipValue(map, 0, MAP, 0)).toBe(7);
});
