import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { takeScan } from "../../../src/inventory/scan.ts";
import { createZone } from "../../../src/time/instant.ts";

const FOLDER = "fixtures/inventory/content";
const expected: Record<string, number | null> = JSON.parse(
  readFileSync(`${FOLDER}/expected.json`, "utf8"),
);

test.each(Object.entries(expected))(
  "%s holds as many rows as its writer reads: %s",
  async (path, rows) => {
    const source = { path: `${FOLDER}/${path}`, sample: "row" as const };
    const scan = await takeScan([source], process.cwd(), createZone("UTC"), { files: true });
    expect(scan.samples.counted).toBe(rows ?? 0);
    if (rows !== null) expect(scan.problems).toEqual([]);
    const isNamed = scan.problems.length + scan.left_out.length > 0;
    if (rows === null) expect(isNamed).toBe(true);
  },
);
