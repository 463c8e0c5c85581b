import { expect, test } from "vitest";
import { isDeeper } from "../../src/text/nesting.ts";

test("a value nests as deep as the lists and mappings that lie within each other", () => {
  expect(isDeeper(1, 0)).toBe(false);
  expect(isDeeper([], 0)).toBe(true);
  expect(isDeeper([1, { a: 2 }], 2)).toBe(false);
  expect(isDeeper([1, { a: [2] }], 2)).toBe(true);
});

test("a value that lies within itself has no end, and one that stands often is looked at once a level", () => {
  const itself: unknown[] = [];
  itself.push(itself);
  expect(isDeeper(itself)).toBe(true);
  let wide: unknown = 1;
  for (let level = 0; level < 100; level++) wide = [wide, wide, wide];
  expect(isDeeper(wide)).toBe(false);
});

test("what nests 100,000 deep is known to", () => {
  expect(isDeeper(JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`))).toBe(true);
});
