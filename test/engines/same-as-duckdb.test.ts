import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { assessDataDrift } from "../../src/drift/data/assess-columns.ts";
import { openDuckdb } from "../../src/engine/duckdb.ts";
import { binsFrom, type Profile } from "../../src/engine/profile.ts";
import { TrinoEngine } from "../../src/engine/trino.ts";
import { TrinoClient } from "../../src/engine/trino-client.ts";
import { parseDay, parseInstant, UTC } from "../../src/time/instant.ts";
import { namedServer } from "../../src/trust/server.ts";
import { TRINO } from "../engine/test-tables.ts";
import { scratch } from "../support/scratch.ts";

const OLD = { first: parseDay("1992-01-01"), last: parseDay("1997-05-31") };
const NEW = { first: parseDay("1997-06-01"), last: parseDay("1998-08-01") };
/** Of these two drift: the amounts are others from June 1997 on, and so are the modes. */
const SQL = `
  select shipdate, quantity, discount, partkey, shipinstruct,
    extendedprice * if(shipdate >= date '1997-06-01', 1.8, 1e0) as amount,
    if(shipdate >= date '1997-06-01' and mod(orderkey, 3) = 0, 'DRONE', shipmode) as shipmode
  from tpch.tiny.lineitem`;

function effects(reference: Profile, current: Profile): Map<string, [number, string]> {
  const settings = { rate: 0.05, minEffect: 0.1, minNullChange: 0.01 };
  const { columns } = assessDataDrift(reference, current, settings);
  return new Map(columns.map(({ name, effect, verdict }) => [name, [effect?.js ?? 0, verdict]]));
}

describe.skipIf(TRINO === null)("more rows than are in the sample (Trino and DuckDB)", () => {
  test("give the same counts, the same drifted columns, and effects within 0.005", async () => {
    const url = TRINO as string;
    const servers = [namedServer("TRINO_URL", url)];
    const options = { url: new URL(url), servers, user: "test", timeoutMs: 300_000 };
    const trino = new TrinoEngine(options);
    const relation = { sql: SQL };
    const columns = await trino.listColumns(relation);
    const time = {
      column: "shipdate",
      readTime: (text: string) => parseInstant(text, UTC) ?? Number.NaN,
    };
    const table = { zone: UTC, tables: [{ relation, columns, time }] };
    const { rows } = await new TrinoClient(options).query(SQL);
    const folder = scratch();
    const path = join(folder, "lineitem.csv");
    const names = columns.map(({ name }) => name);
    // A server gives its rows in any order, and blocks of rows are the sample of a file.
    const lines = rows.map((row) => row.join(",")).sort();
    writeFileSync(path, `${names.join(",")}\n${lines.join("\n")}\n`);
    const duckdb = await openDuckdb([folder], null);
    if ("problem" in duckdb) throw new Error(duckdb.problem);
    const counted = { samples: rows.length, dated: rows.length, reading: {} };
    const fileColumns = names.map((name) => ({ name, type: null }));
    const file = {
      path,
      name: path,
      format: "csv",
      compression: "none",
      columns: fileColumns,
      ...counted,
    } as const;
    const files = { zone: UTC, time, files: [file] };

    expect(await trino.count(table)).toEqual(await duckdb.count(files));
    const old = [await trino.profile(table, OLD), await duckdb.profile(files, OLD)] as const;
    const recent = [
      await trino.profile(table, NEW, binsFrom(old[0])),
      await duckdb.profile(files, NEW, binsFrom(old[1])),
    ] as const;
    await duckdb.close();
    const total = old[0].rows.reduce((sum, n) => sum + n, 0);
    expect(total).toBeGreaterThan(40_000);
    expect(old[0].rows).toEqual(old[1].rows);
    const [ours, theirs] = [effects(old[0], recent[0]), effects(old[1], recent[1])];
    for (const [name, [js, verdict]] of ours) {
      const [other = Number.NaN, same] = theirs.get(name) ?? [];
      console.log(`${name}: ${js.toFixed(4)} by Trino, ${other.toFixed(4)} by DuckDB, ${verdict}`);
      expect([name, same]).toEqual([name, verdict]);
      expect(Math.abs(js - other)).toBeLessThan(0.005);
    }
    const drifted = [...ours].filter(([, [, verdict]]) => verdict === "drifted");
    expect(drifted.map(([name]) => name).sort()).toEqual(["amount", "shipmode"]);
  }, 300_000);
});
