import { expect, test } from "vitest";
import { OutOfTime, withinTime } from "../../src/runtime/within-time.ts";

test("what ends in time gives back what it gives", () => {
  expect(withinTime(() => [1, 2])).toEqual([1, 2]);
});

test("an error comes through as it was thrown", () => {
  const error = new TypeError("a");
  expect(() =>
    withinTime(() => {
      throw error;
    }),
  ).toThrow(error);
});

test("what does not end is ended, a regular expression as well as a loop", () => {
  expect(() => withinTime(() => /^(a+)+$/.test("a".repeat(60).concat("b")), 0.1)).toThrow(
    OutOfTime,
  );
  expect(() =>
    withinTime(() => {
      for (;;);
    }, 0.1),
  ).toThrow("takes more than 0.1 seconds");
});
