import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { takeScan } from "../../../src/inventory/scan.ts";
import { createZone } from "../../../src/time/instant.ts";

const rows = ["content", "containers"].flatMap((folder) => {
  const text = readFileSync(`fixtures/inventory/${folder}/expected.json`, "utf8");
  const expected: Record<string, number | null> = JSON.parse(text);
  return Object.entries(expected).map(([path, rows]) => [`${folder}/${path}`, rows] as const);
});

test.each(rows)("%s holds as many rows as its writer reads: %s", async (path, rows) => {
  const source = { path: `fixtures/inventory/${path}`, sample: "row" as const };
  const scan = await takeScan([source], process.cwd(), createZone("UTC"), { files: true });
  expect(scan.samples.counted).toBe(rows ?? 0);
  if (rows !== null) expect(scan.problems).toEqual([]);
  const isNamed = scan.problems.length + scan.left_out.length > 0;
  if (rows === null) expect(isNamed).toBe(true);
});
