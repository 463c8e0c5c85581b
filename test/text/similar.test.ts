import { describe, expect, test } from "vitest";
import { similarTo } from "../../src/text/similar.ts";
import { similarZone } from "../../src/time/zone-names.ts";

describe("similarTo", () => {
  const words = ["generate", "check", "scan", "schedule", "schema"];

  test.each([
    ["genrate", "generate"],
    ["GENERATE", "generate"],
    ["chekc", "check"],
    ["sacn", "scan"],
    ["schem", "schema"],
    ["gen", "generate"],
    ["sch", undefined],
    ["ge", undefined],
    ["plan", undefined],
    ["x".repeat(1000), undefined],
  ])("%s means %s", (word, meant) => {
    expect(similarTo(word, words)).toBe(meant);
  });

  // The classic example of the edit distance: kitten, sitting, three slips.
  test("three slips in seven letters are too many", () => {
    expect(similarTo("kitten", ["sitting"])).toBe(undefined);
    expect(similarTo("kitten", ["sittin"])).toBe("sittin");
  });
});

describe("similarZone", () => {
  test.each([
    ["Europe/Berln", "Europe/Berlin"],
    ["Berlin", "Europe/Berlin"],
    ["New York", "America/New_York"],
    ["UTCC", "UTC"],
    ["Nowhere/Land", undefined],
    ["", undefined],
  ])("%s means %s", (name, zone) => {
    expect(similarZone(name)).toBe(zone);
  });
});
