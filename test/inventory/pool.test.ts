import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countFiles } from "../../src/inventory/count.ts";
import { type Counted, type CountTask, countFile } from "../../src/inventory/counter.ts";
import { listings } from "../../src/inventory/directory-cache.ts";
import { countInPool } from "../../src/inventory/pool.ts";
import { gatherFiles } from "../../src/inventory/source.ts";
import { walk } from "../../src/inventory/walk.ts";
import { createZone } from "../../src/time/instant.ts";
import { scratch } from "../support/scratch.ts";
import { taskOf as writtenTask } from "./in-parts.ts";

const zone = createZone("Europe/Berlin");

async function count(tasks: CountTask[], worker: URL, threads = 2, partBytes = 1 << 24) {
  const counted: Counted[] = [];
  const onCounted = (task: number, one: Counted) => {
    expect(counted[task]).toBeUndefined();
    counted[task] = one;
  };
  const onRead = (task: number) => expect(counted[task]).toBeUndefined();
  await countInPool(tasks, { worker, threads, zone, heapMb: 64, partBytes, onCounted, onRead });
  return counted;
}

function tasksOf(paths: readonly string[], sizeBytes = 0): CountTask[] {
  const config = { path: ".", sample: "row" as const };
  return paths.map((path) => ({
    file: {
      path,
      location: path,
      sizeBytes,
      modifiedMs: 0,
      extension: ".csv",
      compression: "none",
    },
    config,
  }));
}

describe("a thread that dies", () => {
  /** A thread that dies of files by their names, and counts the others as one sample. */
  function mortal(death: string): URL {
    const path = join(scratch(), "worker.mjs");
    writeFileSync(
      path,
      `import { workerData } from "node:worker_threads";
      const { port } = workerData;
      port.on("message", async ({ tasks, task }) => {
        const counted = [];
        for (const { file } of tasks ?? [task]) {
          if (file.path.includes("bad")) { ${death}; await new Promise(() => {}); }
          counted.push({ outcome: { samples: 1, columns: null, eventTime: null, notes: [] }, isSteady: true });
        }
        port.postMessage({ state: "done", counted });
      });
      port.postMessage({ state: "ready" });`,
    );
    return pathToFileURL(path);
  }
  const isBad = (i: number) => i === 5;
  const names = Array.from({ length: 100 }, (_, i) => (isBad(i) ? `bad${i}` : `good${i}`));

  test.each([
    [
      "an exception out of turn",
      "setImmediate(() => { throw new Error('out of turn') })",
      "out of turn",
    ],
    ["a rejection that nobody handles", "Promise.reject(new Error('unheard'))", "unheard"],
    ["its end", "process.exit(7)", "its thread ended"],
    ["want of memory", "const a = []; for (;;) a.push(new Array(1e5).fill({}))", "64 MB of memory"],
  ])("by %s is a problem of that file alone", async (_, death, problem) => {
    const counted = await count(tasksOf(names), mortal(death));
    expect(counted).toHaveLength(100);
    for (const [i, { outcome }] of counted.entries()) {
      if (isBad(i)) expect(outcome).toEqual({ problem: expect.stringContaining(problem) });
      else expect(outcome).toMatchObject({ samples: 1 });
    }
    // Read in parts, of which several threads die.
    const csv = writtenTask(scratch(), "bad.csv", "a,b\n1,2\n".repeat(100));
    const [bad, good] = await count([csv, ...tasksOf(["good"])], mortal(death), 3, 50);
    expect(bad?.outcome).toEqual({ problem: expect.stringContaining(problem) });
    expect(good?.outcome).toMatchObject({ samples: 1 });
  });

  test("before it can do anything leaves the work to this thread", async () => {
    const csv = join(scratch({ "a.csv": "x\n1\n2\n" }), "a.csv");
    const nowhere = new URL("file:///no/such/worker.js");
    const large = writtenTask(scratch(), "b.csv", "x\n1\n2\n");
    expect(await count([large], nowhere, 2, 1)).toMatchObject([{ outcome: { samples: 2 } }]);
    const counted = await count(tasksOf([csv, csv]), nowhere);
    expect(counted).toMatchObject([{ outcome: { samples: 2 } }, { outcome: { samples: 2 } }]);
  });
});

describe("files on several threads", () => {
  // `npm run build` makes it.
  const worker = new URL("../../dist/worker.js", import.meta.url);

  test("are counted as on one, in the same order", async () => {
    const file = fc.record({
      extension: fc.constantFrom(".csv", ".jsonl", ".json", ".tsv", ".bin"),
      rows: fc.array(fc.integer({ min: 0, max: 4_000_000_000 }), { maxLength: 5 }),
      text: fc.string({ maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(file, { maxLength: 200 }),
        fc.integer({ min: 1, max: 4 }),
        async (files, threads) => {
          const cwd = scratch(
            Object.fromEntries(
              files.map(({ extension, rows, text }, i) => [
                `data/${i}${extension}`,
                extension.startsWith(".j")
                  ? `${rows.map((ts) => JSON.stringify({ ts, text })).join("\n")}\n`
                  : `ts,x\n${rows.map((ts) => `${ts},${text}\n`).join("")}`,
              ]),
            ),
          );
          mkdirSync(join(cwd, "data"), { recursive: true });
          const config = { path: "data", sample: "row" as const };
          const tasks = (await gatherFiles(config, cwd)).files.map((file) => {
            return { file, config, modifiedMs: file.walked.modifiedMs };
          });
          const expected: Counted[] = [];
          for (const task of tasks) expected.push(await countFile(task, zone, () => {}));
          expect(await count(tasks, worker, threads)).toEqual(expected);
        },
      ),
      { numRuns: 10 },
    );
  });

  test("are read in parts as they are as a whole", async () => {
    const row = fc.record({
      ts: fc.constantFrom("2025-08-14T08:00:00Z", "2025-08-15", "soon", ""),
      text: fc.constantFrom("x", "two\nlines", '"quotes", and\r\nmore', "日本", "a,b,c"),
      isRagged: fc.boolean(),
    });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 120, maxLength: 300, size: "max" }),
        fc.constantFrom("", '"open\n', "x,\0\n", "{"),
        fc.integer({ min: 20, max: 1000 }),
        fc.integer({ min: 1, max: 4 }),
        async (rows, end, partBytes, threads) => {
          const cwd = scratch();
          const csv = rows.map(
            ({ ts, text, isRagged }) => `${quote(text)},${ts}${isRagged ? ",1" : ""}\n`,
          );
          const jsonl = rows.map((row) => `${JSON.stringify(row)}\r\n`);
          const tasks = [
            writtenTask(cwd, "a.csv", `text,ts\n${csv.join("")}${end}`),
            writtenTask(cwd, "a.jsonl", `\ufeff${jsonl.join("")}${end}`),
            writtenTask(cwd, "b.csv", "x\n1\n"),
          ];
          const expected: Counted[] = [];
          for (const task of tasks) expected.push(await countFile(task, zone, () => {}));
          expect(await count(tasks, worker, threads, partBytes)).toEqual(expected);
        },
      ),
      { numRuns: 12, seed: 8 },
    );
  });

  test("tell how far they are, and find names that are not UTF-8", async () => {
    const cwd = scratch({ "data/a.csv": `x\n${"123456789\n".repeat(7_000_000)}` });
    writeFileSync(Buffer.from(`${cwd}/data/\xff.csv`, "latin1"), "x\n1\n");
    const config = { path: "data", sample: "row" as const };
    const requests = (await gatherFiles(config, cwd)).files.map((file) => ({ file, config }));
    const bytes: number[] = [];
    const onProgress = (progress: { bytes: number }) => void bytes.push(progress.bytes);
    const outcomes = await countFiles(requests, zone, { worker, onProgress });
    expect(outcomes).toMatchObject([{ samples: 7_000_000 }, { samples: 1 }]);
    expect(bytes.length).toBeGreaterThan(2);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes.at(-1)).toBe(70_000_006);
  });

  test("directories are listed as by one thread, in the order of the queue", () => {
    const files: Record<string, string> = {};
    for (let d = 0; d < 60; d++) for (let f = 0; f < 5; f++) files[`${d}/${f}.csv`] = "";
    const root = scratch({ ...files, "59/.hidden": "" });
    const queue = [{ location: `${root}/gone` }];
    for (let d = 0; d < 60; d++) queue.push({ location: `${root}/${d}` });
    const listed = (url: URL | null) => {
      const all: unknown[] = [];
      for (const { directory, listing } of listings(queue, url, 0)) {
        all.push([directory.location, listing?.names, listing?.numbers.join()]);
        // Time for the other thread to start and to answer.
        if (url !== null) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      }
      return all;
    };
    expect(listed(worker)).toEqual(listed(null));
    expect([...walk(root, worker).files]).toHaveLength(300);
  });
});
