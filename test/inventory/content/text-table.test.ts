import { describe, expect, test } from "vitest";
import { isDocumentName, isPartName } from "../../../src/inventory/content/text-names.ts";
import { judgeText } from "../../../src/inventory/content/text-table.ts";

const TXT = { rows: 10, commaRows: 10 };

function lines(line: (index: number) => string, many = 12): string {
  return `${Array.from({ length: many }, (_, index) => line(index)).join("\n")}\n`;
}

describe("a text is a table", () => {
  test.each([
    ["numbers between commas", lines((i) => `${i},${i * 2}`), ".csv"],
    ["four columns of words", lines(() => "p,x,s,n"), ".csv"],
    ["tabs between texts", lines((i) => `ham\tsee you at ${i}, or later`), ".tsv"],
    ["a header of R, which is one name short", `a\tb\n${lines((i) => `${i}\t1\t2`)}`, ".tsv"],
    ["numbers between blanks", lines((i) => `  ${i}   0.5  ${i * 10}`), ".ssv"],
    ["a name and numbers between blanks", lines((i) => `18.0   8   307 "a car ${i}"`), ".ssv"],
  ])("of %s", (_, text, extension) => {
    expect(judgeText(text, TXT)).toMatchObject({ kind: "table", extension });
  });
});

describe("a text is no table", () => {
  test.each([
    ["prose", lines((i) => `It was, as they said, number ${"very ".repeat(i % 3)}good.`)],
    ["prose with one comma on each line", lines(() => "Whose woods these are, I think I know")],
    ["places", lines(() => "Paris, France")],
    ["a list", lines((i) => `item ${i}`)],
    ["what pip installs", lines((i) => `package-${i}>=1.0,<2`)],
    ["what pip installs, to a digit", lines((i) => `package-${i}==1.${i}`)],
    ["a log of Python", lines((i) => `2025-08-01 10:00:${10 + i},123 INFO loss is ${i}`)],
    ["a log with bars", lines((i) => `2025-08-01 10:00:${10 + i} | INFO | train | step ${i}`)],
    [
      "a log of a server",
      lines((i) => `1.2.3.4 - - [01/Aug/2025:10:00:${10 + i} +0000] "GET /" 200 ${i}`),
    ],
    ["statements", lines((i) => `x${i} = ${i};`)],
    ["markup", `<ul>\n${lines((i) => `<li>1,${i}</li>`)}</ul>`],
    ["names with a tag", lines((i) => `token${i} B-ORG`)],
    ["fewer rows than ten", lines((i) => `${i},1`, 9)],
    ["words of text files", lines((i) => `images/${i}.jpg dog`)],
    ["nothing", "\n \n"],
  ])("of %s", (_, text) => {
    expect(judgeText(text, TXT).kind).toBe("document");
  });

  test.each([
    ["one number on each line", lines((i) => `${i}`), /one number/],
    [
      "blocks, as texts that are tagged",
      lines((i) => `w${i}\tO\n${i % 3 === 2 ? "\n" : ""}`),
      /blocks/,
    ],
    ["tuples", lines((i) => `(a,${i},2)`), /Name\(a,b\)/],
    ["rows that differ", lines((i) => (i === 4 ? "a\tb" : `a\t${i}\tb`)), /2 to 3 fields/],
  ])("for certain: %s", (_, text, why) => {
    expect(judgeText(text, TXT)).toEqual({ kind: "unclear", why: expect.stringMatching(why) });
  });
});

test.each([
  ["data/README.txt", true],
  ["data/read_me_CDNOW.txt", true],
  ["data/read_metrics.txt", false],
  ["data/requirements-dev.txt", true],
  ["data/LICENSE", true],
  ["data/labels.txt", true],
  ["data/train.log.txt", true],
  ["data/glove.6B.50d.txt", true],
  ["data/power.txt", false],
  ["data/newsgroups.txt", false],
])("%s is a document by its name: %s", (path, is) => {
  expect(isDocumentName(path)).toBe(is);
});

test.each([
  ["000000_0", true],
  ["part-00000", true],
  ["part-r-00000-1a9822ba-b8fb-4d8e-844a-ea30d0801b9e.c000", true],
  ["0000_part_00", true],
  ["data_0_0_0", true],
  ["stream-1-2026-01-01-00-00-00-1a9822ba-b8fb-4d8e-844a-ea30d0801b9e", true],
  ["part", false],
  ["VERSION", false],
])("%s is a part of a table by its name: %s", (path, is) => {
  expect(isPartName(path)).toBe(is);
});
