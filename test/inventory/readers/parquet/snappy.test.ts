import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileProblem } from "../../../../src/inventory/reader.ts";
import { unpackSnappy } from "../../../../src/inventory/readers/parquet/snappy.ts";

/** Bytes of their own, or a repetition of `length` bytes from `back` (modulo what there is) bytes ago. */
type Element =
  | { kind: "literal"; bytes: Uint8Array; lengthBytes: number }
  | { kind: "copy"; back: number; length: number; form: 1 | 2 | 3 };

const element: fc.Arbitrary<Element> = fc.oneof(
  fc.record({
    kind: fc.constant("literal" as const),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 20 }),
      fc.uint8Array({ minLength: 50, maxLength: 400 }),
    ),
    lengthBytes: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({
    kind: fc.constant("copy" as const),
    back: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 })),
    length: fc.integer({ min: 1, max: 64 }),
    form: fc.constantFrom(1, 2, 3),
  }),
);

/** Written after Google's description of the format; what it unpacks to is reckoned byte by byte. */
function pack(elements: readonly Element[]): { packed: Uint8Array; unpacked: Uint8Array } {
  const body: number[] = [];
  const unpacked: number[] = [];
  for (const one of elements) {
    if (one.kind === "literal") {
      const less = one.bytes.length - 1;
      const lengthBytes = Math.max(one.lengthBytes, less > 255 ? 2 : less >= 60 ? 1 : 0);
      if (lengthBytes === 0) body.push(less << 2);
      else body.push((59 + lengthBytes) << 2, ...littleEndian(less, lengthBytes));
      body.push(...one.bytes);
      unpacked.push(...one.bytes);
    } else if (unpacked.length > 0) {
      const back = 1 + ((one.back - 1) % unpacked.length);
      const isShort = one.form === 1 && one.length >= 4 && one.length <= 11 && back < 2048;
      if (isShort) body.push(((back >> 8) << 5) | ((one.length - 4) << 2) | 1, back & 255);
      else if (one.form < 3) body.push(((one.length - 1) << 2) | 2, ...littleEndian(back, 2));
      else body.push(((one.length - 1) << 2) | 3, ...littleEndian(back, 4));
      for (let i = 0; i < one.length; i++) unpacked.push(unpacked.at(-back) as number);
    }
  }
  const size = unpacked.length;
  const head = size < 128 ? [size] : size < 16_384 ? [(size & 127) | 128, size >> 7] : undefined;
  if (head === undefined) throw new Error("the test makes no such blocks");
  return { packed: Uint8Array.from([...head, ...body]), unpacked: Uint8Array.from(unpacked) };
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 255);
}

const elements = fc.array(element, { maxLength: 30 });

describe("Snappy", () => {
  it("unpacks every kind of element", () => {
    fc.assert(
      fc.property(elements, (some) => {
        const { packed, unpacked } = pack(some);
        expect(Buffer.compare(unpackSnappy(packed, unpacked.length), unpacked)).toBe(0);
      }),
      { numRuns: 1000, seed: 20250814 },
    );
  });

  it("unpacks as much, or refuses, where bytes are damaged", () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    let refused = 0;
    fc.assert(
      fc.property(elements, damage, fc.option(fc.nat()), (some, flips, cut) => {
        const { packed, unpacked } = pack(some);
        for (const [at, value] of flips) packed[at % packed.length] = value;
        const bytes = packed.subarray(0, cut === null ? packed.length : cut % packed.length);
        try {
          expect(unpackSnappy(bytes, unpacked.length)).toHaveLength(unpacked.length);
        } catch (error) {
          expect(error).toBeInstanceOf(FileProblem);
          refused++;
        }
      }),
      { numRuns: 2000, seed: 20250814 },
    );
    expect(refused).toBeGreaterThan(500);
  });

  it.each([
    ["nothing", [], 0],
    ["another size", [3, 8, 1, 2, 3], 4],
    ["a literal beyond the input", [3, 8, 1, 2], 3],
    ["a literal beyond the output", [2, 8, 1, 2, 3], 2],
    ["a copy from before the output", [5, 0, 1, 1, 2], 5],
    ["a copy of distance 0", [5, 0, 1, 1, 0], 5],
    ["a copy beyond the output", [3, 0, 1, 1, 1], 3],
    ["less than it states", [3, 0, 1], 3],
  ])("refuses %s", (_, bytes, size) => {
    expect(() => unpackSnappy(Uint8Array.from(bytes), size)).toThrow(/^corrupt: a page of Snappy /);
  });
});
