import { describe, expect, it } from "vitest";
import { loadReader } from "../../../src/inventory/formats.ts";
import { expectedOf, summaryOf } from "./binary-fixtures.ts";

describe("text of pyarrow, pandas, polars and DuckDB", () => {
  it.each(expectedOf("text"))("$name in $zoneName", async ({ file, zone, expected }) => {
    const reader = await loadReader(file.extension);
    const count = await reader?.read(file, { zone });
    if (count === undefined) throw new Error("no reader");
    expect(summaryOf(count)).toEqual(expected);
    expect(count.notes).toEqual([]);
  });
});
