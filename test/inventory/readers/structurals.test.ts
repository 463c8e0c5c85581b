import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PIECE_BYTES, Structurals } from "../../../src/inventory/readers/text/structurals.ts";

describe("Structurals", () => {
  const cases = [
    ["delimited", 0x2c],
    ["delimited", 0x09],
    ["json-strings", 0x20],
  ] as const;

  it.each(cases)("finds the same with and without SIMD: %s %i", (kind, given) => {
    const simd = new Structurals(kind, given);
    const bytewise = new Structurals(kind, given, null);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.stringMatching(/^[a-d,"\\\n\r\t\0 ]{0,90}$/).map((text) => Buffer.from(text)),
    );
    const property = fc.property(bytes, fc.nat(20), (bytes, from) => {
      const chunk = Buffer.from(bytes);
      const start = Math.min(from, chunk.length);
      const count = simd.find(chunk, start, chunk.length);
      const found = [...simd.positions.subarray(0, count)];
      const expected = bytewise.find(chunk, start, chunk.length);
      expect(found).toEqual([...bytewise.positions.subarray(0, expected)]);
    });
    fc.assert(property, { seed: 7, numRuns: 1000 });
  });

  it("does not see what an earlier piece has left behind", () => {
    const simd = new Structurals("delimited", 0x2c);
    const full = Buffer.alloc(PIECE_BYTES, ",");
    expect(simd.find(full, 0, PIECE_BYTES)).toBe(PIECE_BYTES);
    expect(simd.positions.at(-1)).toBe(PIECE_BYTES - 1);
    expect(simd.find(Buffer.from("abc"), 0, 3)).toBe(0);
  });
});
