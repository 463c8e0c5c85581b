import { appendFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countFiles } from "../../src/inventory/count.ts";
import { gatherFiles } from "../../src/inventory/source.ts";
import { createZone } from "../../src/time/instant.ts";
import { scratch } from "../support/scratch.ts";

async function countAfter(change: (path: string) => void, sample: "row" | "file" = "row") {
  const cwd = scratch({ "data/a.csv": "x\n1\n2\n" });
  const config = { path: "data", sample };
  const requests = (await gatherFiles(config, cwd)).files.map((file) => ({ file, config }));
  change(join(cwd, "data/a.csv"));
  return countFiles(requests, createZone("UTC"));
}

test("a file that has grown since it was listed is counted, and said", async () => {
  expect(await countAfter((path) => appendFileSync(path, "3\n"))).toMatchObject([
    { samples: 3, notes: ["written to while it was read: 6 bytes before, 8 after"] },
  ]);
});

test("a file that has become shorter since", async () => {
  expect(await countAfter((path) => truncateSync(path, 4))).toMatchObject([
    { samples: 1, notes: ["written to while it was read: 6 bytes before, 4 after"] },
  ]);
});

test("a file that has vanished since is a problem", async () => {
  expect(await countAfter(rmSync)).toEqual([{ problem: "removed before it could be read" }]);
});

test("a file that is one sample is not opened", async () => {
  expect(await countAfter(rmSync, "file")).toMatchObject([{ samples: 1 }]);
});

test("progress is told file by file", async () => {
  const cwd = scratch({ "data/a.csv": "x\n1\n", "data/b.csv": "x\n1\n2\n" });
  const config = { path: "data", sample: "row" as const };
  const requests = (await gatherFiles(config, cwd)).files.map((file) => ({ file, config }));
  const told: object[] = [];
  await countFiles(requests, createZone("UTC"), { onProgress: (state) => told.push({ ...state }) });
  expect(told).toEqual([
    { files: 1, bytes: 4, totalFiles: 2, totalBytes: 10 },
    { files: 2, bytes: 10, totalFiles: 2, totalBytes: 10 },
  ]);
});
