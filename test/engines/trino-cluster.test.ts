import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EngineTable } from "../../src/engine/table-engine.ts";
import { TrinoEngine } from "../../src/engine/trino.ts";
import { TrinoClient, type TrinoOptions } from "../../src/engine/trino-client.ts";
import { UTC } from "../../src/time/instant.ts";
import { basicAuthorization, namedServer, withSecret } from "../../src/trust/server.ts";
import { TRINO } from "../engine/test-tables.ts";
import { scratch } from "../support/scratch.ts";

/** How to end a worker, and to start it again; null where no cluster of our own runs. */
const CLUSTER = process.env.RETRAIN_PLAN_TEST_CLUSTER ?? null;
const BIN = join(import.meta.dirname, "../../dist/bin.js");

function options(more: Partial<TrinoOptions> = {}): TrinoOptions {
  const url = TRINO as string;
  const servers = [namedServer("TRINO_URL", url)];
  return { url: new URL(url), servers, user: "test", timeoutMs: 600_000, ...more };
}

async function lineitem(engine: TrinoEngine, schema: string): Promise<EngineTable> {
  const relation = { table: `tpch."${schema}".lineitem` };
  const columns = await engine.listColumns(relation);
  return { relation, columns, time: { column: "shipdate", readTime: () => Number.NaN } };
}

async function countRows(schema: string, more: Partial<TrinoOptions> = {}): Promise<number> {
  const engine = new TrinoEngine(options(more));
  const days = await engine.count({ zone: UTC, tables: [await lineitem(engine, schema)] });
  return [...days.values()].reduce((sum, n) => sum + n, 0);
}

/** A command of the built program, with the most memory that it used. */
async function call(words: string[], sources: string, interruptMs?: number) {
  const folder = scratch({
    "retrain-plan.yaml": `engines: {trino: {user: test, timeout_minutes: 30}}\n${sources}`,
  });
  const env = { ...process.env, TRINO_URL: TRINO as string };
  const child = spawn(process.execPath, [BIN, ...words, "--cwd", folder], { env });
  let [stdout, peakKb] = ["", 0];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? peakKb);
    } catch {
      // It has ended, or this is no Linux.
    }
  }, 100);
  if (interruptMs !== undefined) setTimeout(() => child.kill("SIGINT"), interruptMs);
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on("close", (code, by) => resolve([code, by]));
  });
  clearInterval(watch);
  return { stdout, status, signal, peakKb };
}

/** What the server says of the queries whose text holds a mark. */
async function listQueries(mark: string) {
  const answer = await fetch(`${TRINO}/v1/query`, { headers: { "x-trino-user": "test" } });
  const all = (await answer.json()) as {
    query: string;
    state: string;
    errorCode?: { name: string };
    queryStats: { totalCpuTime: string; elapsedTime: string };
  }[];
  return all.filter(({ query }) => query.includes(mark));
}

/** @example seconds("1.50m") // 90 */
function seconds(duration: string): number {
  const [, value = "", unit = ""] = /^([\d.]+)(\w+)$/.exec(duration) ?? [];
  return (
    Number(value) * ({ ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 }[unit] ?? Number.NaN)
  );
}

// In this order: the last test ends a worker.
const inOrder = { shuffle: false };

describe.skipIf(CLUSTER === null)(
  "a cluster of two workers (npm run test:engines)",
  inOrder,
  () => {
    test("shares the work of a query", async () => {
      expect(await countRows("sf1")).toBe(6_001_215);
      const client = new TrinoClient(options());
      const { rows } = await client.query(
        "select node_id, cast(sum(processed_input_rows) as varchar) from system.runtime.tasks where node_id like 'worker%' group by node_id having sum(processed_input_rows) > 0 order by 1",
      );
      console.log(`rows by worker: ${rows.map(([name, n]) => `${name} ${n}`).join(", ")}`);
      expect(rows.map(([name]) => name)).toEqual(["worker1", "worker2"]);
      const { nodes } = await client.query("select sum(quantity) from tpch.sf1.lineitem");
      expect(nodes).toBeGreaterThanOrEqual(2);
    }, 300_000);

    test("refuses a password over http, as an error of one line", async () => {
      const server = withSecret(
        namedServer("TRINO_URL", TRINO as string),
        "TRINO_PASSWORD",
        basicAuthorization("test", "wrong"),
      );
      await expect(countRows("tiny", { servers: [server] })).rejects.toThrow(
        `Trino at ${TRINO} rejected the user test (401): check TRINO_PASSWORD or TRINO_TOKEN`,
      );
    });

    test("says where a query is wrong, and is asked once", async () => {
      const engine = new TrinoEngine(options());
      await expect(
        engine.listColumns({ sql: "select 1 as x,\n  quanty_7 from tpch.tiny.lineitem" }),
      ).rejects.toThrow(
        "reports COLUMN_NOT_FOUND at line 2:3: Column 'quanty_7' cannot be resolved",
      );
      expect(await listQueries("quanty_7")).toHaveLength(1);
    });

    test("cancels a query that is stopped, and one whose program is interrupted", async () => {
      const client = new TrinoClient(options());
      setTimeout(() => client.stop(), 3000);
      const slow = "select count(*), 'stopped' from tpch.sf1000.lineitem where quantity > 0.5";
      await expect(client.query(slow)).rejects.toMatchObject({ isStopped: true });
      const source =
        "sources: [{table: tpch.sf300.lineitem, engine: trino, time_column: shipdate}]";
      const { signal } = await call(["scan"], source, 8000);
      expect(signal).toBe("SIGINT");
      for (const mark of ["'stopped'", '"sf300"']) {
        const found = (await listQueries(mark)).filter(({ state }) => state !== "FINISHED");
        expect(found.map(({ errorCode }) => errorCode?.name)).toEqual(["USER_CANCELED"]);
      }
    }, 120_000);

    test("counts 120 million rows with the memory that 60 thousand take; its time grows with the rows", async () => {
      const peaks: number[] = [];
      const cpu: number[] = [];
      for (const [schema, rows] of [
        ["tiny", 60_175],
        ["sf0.2", 1_199_969],
        ["sf2", 11_997_996],
        ["sf20", 119_994_608],
      ] as const) {
        const source = `sources: [{table: 'tpch."${schema}".lineitem', engine: trino, time_column: shipdate, role: training}]`;
        const { stdout, peakKb } = await call(["scan", "--format", "json"], source);
        expect(JSON.parse(stdout).samples).toMatchObject({ counted: rows, undated: 0 });
        const queries = await listQueries(`"${schema}"."lineitem" as rows_of_table) group by d`);
        const stats = queries.at(-1)?.queryStats;
        cpu.push(seconds(stats?.totalCpuTime ?? ""));
        peaks.push(peakKb);
        console.log(
          `${schema}: ${rows} rows, CPU of the servers ${cpu.at(-1)?.toFixed(2)} s, time ${stats?.elapsedTime}, peak of the program ${Math.round(peakKb / 1024)} MB`,
        );
      }
      const [tiny = 0, , , huge = 0] = peaks;
      expect(huge).toBeLessThan(tiny + 40_000);
      // From 12 to 120 million rows, the time of each row stays about the same.
      expect((cpu[3] as number) / (cpu[2] as number)).toBeGreaterThan(4);
      expect((cpu[3] as number) / (cpu[2] as number)).toBeLessThan(20);
    }, 900_000);

    test("gives the right count after a worker was lost, before a query and during one", async () => {
      const { endNode, startNode, untilReady } = await import("./cluster.mjs");
      const { place, worker } = JSON.parse(CLUSTER as string);
      const timed = async (what: string) => {
        const start = performance.now();
        const rows = await countRows("sf2");
        console.log(
          `${what}: ${rows} rows in ${((performance.now() - start) / 1000).toFixed(1)} s`,
        );
        expect(rows).toBe(11_997_996);
      };
      let { pid } = worker;
      try {
        await timed("two workers");
        await endNode(pid, "SIGKILL");
        await timed("a worker lost before");
        await timed("one worker");
        ({ pid } = startNode(place, worker));
        await untilReady(TRINO as string, 2);
        setTimeout(() => void endNode(pid, "SIGKILL"), 3000);
        const start = performance.now();
        expect(await countRows("sf5")).toBe(29_999_795);
        console.log(`a worker lost within: ${((performance.now() - start) / 1000).toFixed(1)} s`);
        const failed = (await listQueries('"sf5"')).filter(({ state }) => state === "FAILED");
        console.log(`failed before: ${failed.map(({ errorCode }) => errorCode?.name).join(", ")}`);
        expect(failed.length).toBeGreaterThan(0);
      } finally {
        // The rest can do with one worker.
        await endNode(pid, "SIGKILL");
      }
    }, 600_000);
  },
);
