import { describe, expect, test } from "vitest";
import { datasetOf, differingFiles } from "../../src/inventory/dataset.ts";

const file = (path: string, ...columns: string[]) => ({
  file: { path },
  columns: columns.map((column) => {
    const [name = "", type = null] = column.split(":");
    return { name, type };
  }),
});

describe("datasetOf", () => {
  test.each([
    ["data/dt=2025-08-01/part-00000-of-00128.csv", "data/dt=*/part-#-of-#.csv"],
    ["data/events/2025-08-13.csv", "data/events/#-#-#.csv"],
    ["data/users.csv", "data/users.csv"],
    ["part-0-5f3c0d5a-1b2c-4d3e-8f90-a1b2c3d4e5f6-c000.parquet", "part-#-#-c#.parquet"],
  ])("%s belongs to %s", (path, dataset) => {
    expect(datasetOf(path)).toBe(dataset);
  });
});

describe("differingFiles", () => {
  test("says what was added, is gone, or changed its type, against most files", () => {
    const files = [
      file("data/1.parquet", "id:INT64", "amount:DOUBLE"),
      file("data/2.parquet", "amount:DOUBLE", "id:INT64"),
      file("data/3.parquet", "id:INT32", "price:DOUBLE"),
    ];
    expect(differingFiles(files)).toEqual([
      {
        path: "data/3.parquet",
        note: "columns differ from its data set's: added price; gone amount; type changed id from INT64 to INT32",
      },
    ]);
  });

  test("other data sets are not compared, and many columns are not listed at length", () => {
    expect(differingFiles([file("data/a.csv", "x"), file("data/b.csv", "y")])).toEqual([]);
    const wide = file("data/3.csv", "x", ..."abcdefg");
    const [difference] = differingFiles([file("data/1.csv", "x"), file("data/2.csv", "x"), wide]);
    expect(difference?.note).toMatch(/added a, b, c, d, e and 2 more$/);
  });
});
