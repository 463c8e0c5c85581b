import { expect, test } from "vitest";
import { detectHeader } from "../../../src/inventory/readers/text/header.ts";

const TEXTS = [
  ["how do I reset it?", "by the settings page"],
  ["where is my order?", "it left on Monday"],
  ["最近有什么好看的电影", "see the list"],
];

test("a row of texts above texts is a header, or is in doubt where its file may lack one", () => {
  expect(detectHeader(TEXTS, 2, undefined)).toMatchObject({ lines: 1 });
  expect(detectHeader(TEXTS, 2, undefined, true)).toMatchObject({
    ...{ lines: 0, doubt: "the first row may name the columns" },
  });
  expect(detectHeader(TEXTS, 2, true, true)).toMatchObject({ lines: 1 });
});

test("what looks like names of columns, or stands above numbers, is a header whatever the file", () => {
  const named = [["query", "first answer"], ...TEXTS];
  expect(detectHeader(named, 2, undefined, true)).toEqual(detectHeader(named, 2, undefined));
  const numbers = [["What is your age?"], ["23"], ["41"], ["37"]];
  expect(detectHeader(numbers, 1, undefined, true)).toMatchObject({ lines: 1 });
});
