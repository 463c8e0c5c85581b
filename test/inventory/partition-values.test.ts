import { expect, test } from "vitest";
import { partitionValues } from "../../src/inventory/partition-values.ts";

test("reads the partitions of a path, and which of them are dates", () => {
  expect(partitionValues("region=us%2Feast/dt=2025-08-01/hour=3/y=1/a=b.csv")).toEqual([
    { name: "region", value: "us/east", isDate: false },
    { name: "dt", value: "2025-08-01", isDate: true },
    { name: "hour", value: "3", isDate: true },
    { name: "y", value: "1", isDate: false },
  ]);
  expect(partitionValues("segment=__HIVE_DEFAULT_PARTITION__/y=2025/a.csv")).toEqual([
    { name: "segment", value: null, isDate: false },
    { name: "y", value: "2025", isDate: true },
  ]);
  expect(partitionValues("=x/50%=half/plain/a.csv")).toMatchObject([
    { name: "50%", value: "half" },
  ]);
});
