import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bytes,
  count,
  duration,
  megabytes,
  ordinal,
  sampleCount,
  sampleRange,
  thousands,
} from "../../src/text/quantity.ts";

describe("thousands", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [100_000, "100,000"],
    [-1_234_567, "-1,234,567"],
    [1234.5678, "1,234.5678"],
    [Number.MAX_SAFE_INTEGER, "9,007,199,254,740,991"],
  ])("%d", (value, expected) => {
    expect(thousands(value)).toBe(expected);
  });

  test("writes as Intl does, for English", () => {
    const english = new Intl.NumberFormat("en-GB");
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(thousands(value)).toBe(english.format(value).replace("-0", "0"));
      }),
    );
  });
});

describe("count", () => {
  test.each([
    [0, "0 files"],
    [1, "1 file"],
    [2000, "2,000 files"],
  ])("%d", (value, expected) => {
    expect(count(value, "file")).toBe(expected);
  });
  test("samples", () => expect(sampleCount(1)).toBe("1 sample"));
});

describe("sampleRange", () => {
  test.each<[number, number | null, number | null, string]>([
    [5, 5, null, "5 samples"],
    [5, 1200, 20, "5 to 1,200 of 20 samples"],
    [5, null, 20, "at least 5 of 20 samples"],
    [0, null, null, "an unknown number of samples"],
    [0, null, 55_019, "an unknown number of samples, 55,019 needed"],
  ])("%d to %s of %s", (least, most, minimum, expected) => {
    expect(sampleRange(least, most, minimum)).toBe(expected);
  });
});

describe("bytes", () => {
  test.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [1023, "1,023 bytes"],
    [1024, "1.0 kB"],
    [104_857, "102.4 kB"],
    [104_858, "0.1 MB"],
    // The seed document's data.
    [838_402, "0.8 MB"],
    [100 * 1024 ** 2, "100.0 MB"],
    [1024 ** 4, "1,048,576.0 MB"],
  ])("%d", (value, expected) => {
    expect(bytes(value)).toBe(expected);
  });
  test("carries into the next whole number", () => {
    expect(megabytes(999.96 * 1024 ** 2)).toBe("1,000.0");
  });
});

describe("ordinal", () => {
  test.each([
    [1, "1st"],
    [2, "2nd"],
    [3, "3rd"],
    [4, "4th"],
    [10, "10th"],
    [11, "11th"],
    [12, "12th"],
    [13, "13th"],
    [21, "21st"],
    [101, "101st"],
    [111, "111th"],
    [1002, "1,002nd"],
    [1113, "1,113th"],
  ])("%d", (value, expected) => {
    expect(ordinal(value)).toBe(expected);
  });
});

test.each([
  [0, "0 h"],
  [26.04, "26.04 h"],
  [0.1, "0.1 h"],
  [0.05, "3 min"],
  [0.0174, "1 min"],
  [0.005208333, "19 s"],
  [0.0001, "0.36 s"],
])("a duration of %d hours is %s", (hours, expected) => {
  expect(duration(hours)).toBe(expected);
});
