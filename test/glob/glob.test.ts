import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, test } from "vitest";
import { globFault, globMatcher, textFault, textMatcher } from "../../src/glob/glob.ts";
import { runs } from "../support/thorough.ts";

describe("globMatcher", () => {
  test.each([
    ["*.csv", "a.csv", true],
    ["*.csv", "b/a.csv", false],
    ["**/*.csv", "a.csv", true],
    ["**/*.csv", "x/y/a.csv", true],
    ["2025/**", "2025/08/a.csv", true],
    ["2025/**", "2024/08/a.csv", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a**b", "a/b", false],
    ["a**b", "axxb", true],
    ["?.csv", "é.csv", true],
    ["?.csv", "\u{1F600}.csv", true],
    ["[a-c]*.csv", "beta.csv", true],
    ["[!a-c]*.csv", "beta.csv", false],
    ["[^a-c].csv", "d.csv", true],
    ["[]x].csv", "].csv", true],
    ["[.csv", "[.csv", true],
    ["\\*.csv", "*.csv", true],
    ["\\*.csv", "a.csv", false],
    ["{train,test}/*.csv", "test/a.csv", true],
    ["{train,test}/*.csv", "raw/a.csv", false],
    ["{a,b{1,2}}.csv", "b2.csv", true],
    ["{a/b,c}/x", "a/b/x", true],
    ["{,x}a", "a", true],
    ["{1..12}.csv", "12.csv", true],
    ["{1..12}.csv", "13.csv", false],
    ["{01..12}.csv", "07.csv", true],
    ["{01..12}.csv", "7.csv", false],
    ["{c..a}.csv", "b.csv", true],
    ["{0..10..5}.csv", "5.csv", true],
    ["{0..10..5}.csv", "6.csv", false],
    ["{a}.csv", "{a}.csv", true],
    ["{a,b.csv", "{a,b.csv", true],
    ["*.@(csv|tsv)", "a.tsv", true],
    ["a?(b).csv", "a.csv", true],
    ["+(ab).csv", "abab.csv", true],
    ["+(ab).csv", ".csv", false],
    ["x*(ab|c).csv", "xabcab.csv", true],
    ["(a|b).csv", "b.csv", true],
    // As in a shell, a name that begins with a dot must be named.
    ["*", ".hidden", false],
    ["**", "a/.git/config", false],
    ["**/config", ".git/config", false],
    ["?hidden", ".hidden", false],
    ["[.]hidden", ".hidden", false],
    [".*", ".hidden", true],
    ["a/.git/*", "a/.git/config", true],
    ["{.,x}a", ".a", true],
    ["./a/*", "a/b", true],
    ["a//b", "a/b", true],
    ["a.csv", "aXcsv", false],
    ["$a^(b", "$a^(b", true],
  ])("%j, %j: %s", (pattern, path, expected) => {
    expect(globMatcher([pattern])(path)).toBe(expected);
  });

  test("a pattern behind ! takes away from the others, and alone from all", () => {
    const both = globMatcher(["*.csv", "!x*"]);
    expect(["a.csv", "x.csv", "a.txt"].filter(both)).toEqual(["a.csv"]);
    expect(["a.csv", "x.csv", "a.txt"].filter(globMatcher(["!x*"]))).toEqual(["a.csv", "a.txt"]);
    expect(globMatcher([])("a")).toBe(false);
  });

  // Patterns of which picomatch, which follows bash, and this program mean the same.
  test("finds what picomatch finds", () => {
    const name = fc
      .array(fc.constantFrom("a", "b", "ab", "*", "?", "[ab]", "[^a]", "{a,b}", "{ab,a*}"), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.join(""))
      // What three stars mean, no one agrees upon.
      .filter((text) => !/\*\*/.test(text));
    const pattern = fc
      .array(fc.oneof({ weight: 4, arbitrary: name }, fc.constant("**")), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.join("/"))
      // Whether a folder lies below itself, neither.
      .filter((text) => !/(^|\/)\*\*$/.test(text));
    const subject = fc
      .array(
        fc
          .array(fc.constantFrom("a", "b", "c", "."), { minLength: 1, maxLength: 4 })
          .map((parts) => parts.join(""))
          // picomatch lets [^a] stand for the dot of a hidden name; bash does not.
          .filter((text) => !text.startsWith(".")),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => parts.join("/"));
    fc.assert(
      fc.property(pattern, fc.array(subject, { minLength: 5, maxLength: 20 }), (text, paths) => {
        expect(paths.filter(globMatcher([text]))).toEqual(
          paths.filter((path) => picomatch(text)(path)),
        );
      }),
      { numRuns: runs(2000) },
    );
  });

  test("keeps few states of a pattern that has very many", () => {
    const matches = globMatcher([`*a${"?".repeat(40)}`]);
    const random = fc.sample(
      fc.string({ unit: fc.constantFrom("a", "b"), minLength: 200, maxLength: 200 }),
      {
        numRuns: 300,
        seed: 1,
      },
    );
    for (const text of random) expect(matches(text)).toBe(text.at(-41) === "a");
  });
});

describe("globFault", () => {
  test.each([
    [["a".repeat(1001)], "at most 1000 characters in a pattern, not 1001; split it into several"],
    [
      ["{a,b}".repeat(51)],
      "at most 50 wildcards and brackets in a pattern, not 51; split it into several",
    ],
    [
      Array(60).fill("*a*a*a*a*a*a*a*a*a"),
      "at most 500 wildcards and brackets in a list of patterns, not 504; shorten it",
    ],
    [
      Array(11).fill("a".repeat(1000)),
      "at most 10000 characters in a list of patterns, not 11000; shorten it",
    ],
    [["{1..1001}"], "at most 1000 names in ranges such as {1..12}; use *"],
    [["{1..999999999999999}"], "at most 1000 names in ranges such as {1..12}; use *"],
    [["!(a).csv"], "a pattern without !(…); exclude by a pattern of its own"],
    [["**/*.csv", "!x/**"], null],
  ])("%j", (patterns, expected) => {
    expect(globFault(patterns)).toBe(expected);
  });
});

test.each([
  ["val*", "val/loss", true],
  ["*/loss", "val/deep/loss", true],
  ["f?", "f1", true],
  ["f?", "f10", false],
  ["a.b", "aXb", false],
  ["[a]{b}\\", "[a]{b}\\", true],
  ["*", ".x", true],
])("textMatcher: %j, %j: %s", (pattern, text, expected) => {
  expect(textMatcher([pattern])(text)).toBe(expected);
});

test("textFault", () => {
  expect(textFault(["*a".repeat(51)])).toMatch(/at most 50 wildcards in a pattern, not 51/);
  expect(textFault(["(((", "*_loss"])).toBeNull();
});
