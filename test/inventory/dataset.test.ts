import { describe, expect, test } from "vitest";
import { columnChanges, datasetName, differingFiles } from "../../src/inventory/dataset.ts";

const file = (path: string, ...columns: string[]) => ({
  file: { path },
  columns: columns.map((column) => {
    const [name = "", type = null] = column.split(":");
    return { name, type };
  }),
});

describe("datasetName", () => {
  test.each([
    ["data/dt=2025-08-01/part-00000-of-00128.csv", "data/dt=*/part-#-of-#.csv"],
    ["data/events/2025-08-13.csv", "data/events/#-#-#.csv"],
    ["data/users.csv", "data/users.csv"],
    ["part-0-5f3c0d5a-1b2c-4d3e-8f90-a1b2c3d4e5f6-c000.parquet", "part-#-#-c#.parquet"],
  ])("%s belongs to %s", (path, dataset) => {
    expect(datasetName(path)).toBe(dataset);
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

describe("columnChanges", () => {
  const dated = (day: number | null, ...columns: string[]) => ({
    ...file(`data/${day ?? 99}.csv`, ...columns),
    day,
  });
  const changesIn = (...files: ReturnType<typeof dated>[]) =>
    columnChanges(files, ({ day }) => (day === null ? null : { earliest: day, latest: day }));

  test("each set of columns after the first, from its first day on, however many files have it", () => {
    const old = [dated(4, "x", "y"), dated(1, "y", "x")];
    const wide = [dated(3, "x", "y", "z"), dated(2, "x", "y", "z"), dated(5, "x", "z", "y")];
    expect(changesIn(...old, ...wide)).toEqual([
      { since: { earliest: 2, latest: 2 }, files: 3, path: "data/3.csv" },
    ]);
    expect(changesIn(...wide, dated(9, "x"))).toEqual([
      { since: { earliest: 9, latest: 9 }, files: 1, path: "data/9.csv" },
    ]);
    expect(changesIn(...old)).toEqual([]);
  });

  test("where no day is known, those that fewer files have, of no known day", () => {
    const [a, b] = [dated(null, "x"), dated(null, "x", "y")];
    expect(changesIn(b, a, a)).toEqual([{ since: null, files: 1, path: "data/99.csv" }]);
    expect(changesIn(b, b, dated(3, "x"))).toEqual([
      { since: null, files: 2, path: "data/99.csv" },
    ]);
  });

  test("of data sets of their own", () => {
    const other = { ...file("other/1.csv", "z"), day: 1 };
    expect(columnChanges([dated(1, "x"), other], () => null)).toEqual([]);
  });

  test("of a month's samples any day may be the first", () => {
    const months = [file("data/2025-07.csv", "x"), file("data/2025-08.csv", "y")];
    const days = [
      { earliest: 1, latest: 31 },
      { earliest: 32, latest: 62 },
    ];
    expect(columnChanges(months, (month) => days[months.indexOf(month)] ?? null)).toEqual([
      { since: days[1], files: 1, path: "data/2025-08.csv" },
    ]);
  });
});
