import { expect, test } from "vitest";
import { chooseWindows, type WindowFacts } from "../../../src/drift/data/windows.ts";

const FACTS: WindowFacts = { stated: null, trainedOn: null, windowDays: 30, today: 1000 };
const choose = (facts: Partial<WindowFacts>) => chooseWindows({ ...FACTS, ...facts });

test("the days before the last full training are compared with those since, but for today", () => {
  expect(choose({ trainedOn: 980 })).toEqual({
    reference: { first: 980 - 182, last: 979 },
    current: { first: 980, last: 999 },
    by: "training",
  });
});

test("stated days are compared with the data window after them", () => {
  const stated = { days: { first: 900, last: 985 }, by: "configuration" } as const;
  expect(choose({ stated })).toEqual({
    reference: stated.days,
    current: { first: 986, last: 999 },
    by: "configuration",
  });
  expect(choose({ stated, trainedOn: 990 })?.current).toEqual({ first: 990, last: 999 });
});

test("a data set of references may be of the same days", () => {
  const stated = { days: { first: 900, last: 999 }, by: "data_set" } as const;
  expect(choose({ stated })?.current).toEqual({ first: 971, last: 999 });
});

test.each([
  ["nothing says what the model knows", {}],
  ["the training was today", { trainedOn: 1000 }],
  [
    "the stated days end today",
    { stated: { days: { first: 1, last: 1000 }, by: "configuration" } },
  ],
] as [string, Partial<WindowFacts>][])("null where %s", (_, facts) => {
  expect(choose(facts)).toBeNull();
});
