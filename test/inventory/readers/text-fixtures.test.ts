import { describe, expect, it } from "vitest";
import { readerOf } from "../../../src/inventory/formats.ts";
import { expectedOf, summaryOf } from "./binary-fixtures.ts";

describe("text of pyarrow, pandas, polars and DuckDB", () => {
  it.each(expectedOf("text"))("$name in $zoneName", async ({ file, zone, expected }) => {
    const reader = await readerOf(file.extension);
    const count = await reader?.read(file, { zone });
    if (count === undefined) throw new Error("no reader");
    expect(summaryOf(count)).toEqual(expected);
    expect(count.notes).toEqual([]);
  });
});
