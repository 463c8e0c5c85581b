import { expect, test } from "vitest";
import { daysMeant, numberMeant } from "../../src/config/likely-value.ts";

test.each([
  ["2%", 0.02],
  ["29 %", 0.29],
  ["-0.5%", -0.005],
  ["0.8", 0.8],
  ["5 GB", undefined],
  ["", undefined],
])("the number %j", (text, number) => {
  expect(numberMeant(text)).toBe(number);
});

test.each([
  ["31/12/2025", ["2025-12-31"]],
  ["12/31/2025", ["2025-12-31"]],
  ["31.12.2025", ["2025-12-31"]],
  ["5/1/2026", ["2026-01-05", "2026-05-01"]],
  ["1-1-2026", ["2026-01-01"]],
  ["31/6/2025", []],
  ["2025/12/31", ["2025-12-31"]],
  ["2025-8-1", ["2025-08-01"]],
  ["31/12/25", []],
])("the days %j", (text, days) => {
  expect(daysMeant(text)).toEqual(days);
});
