import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binsFrom } from "../../src/engine/profile.ts";
import { EXTENSIONS, hasExtensions } from "../support/extensions.ts";
import { CASES, type Case } from "./conformance-cases.ts";
import { plainProfile } from "./plain-profile.ts";
import { duckdbTables, storeTables, type TestTables, TRINO, trinoTables } from "./test-tables.ts";

const ALWAYS = { first: -200_000, last: 1_000_000 };
const isInstalled = await import("@duckdb/node-api").then(
  () => true,
  () => false,
);

/** One suite for every engine: the same rows give the same profile, the one that is counted row by row. */
function conforms(open: () => Promise<TestTables>): void {
  let tables: TestTables;
  beforeAll(async () => {
    tables = await open();
  });
  afterAll(() => tables.close());

  test.each(CASES.map((of): [string, Case] => [of.name, of]))("%s", async (_, of) => {
    const profile = await tables.profile(of, ALWAYS);
    const plain = plainProfile(of);
    for (const column of plain.columns) {
      expect(profile.columns.find(({ name }) => name === column.name)).toEqual(column);
    }
    expect(profile).toEqual(plain);
    expect(await tables.profile(of, ALWAYS, binsFrom(profile))).toEqual(profile);
    const counted = await tables.count(of);
    expect([...counted]).toEqual(plain.days.map((day, i) => [day, plain.rows[i]]));
  });

  test("a window leaves out other days, and its bins count another", async () => {
    const [of] = CASES as [Case];
    const whole = plainProfile(of);
    const first = whole.days[3] as number;
    const window = { first, last: first + 4 };
    const part = await tables.profile(of, window, binsFrom(whole));
    expect(part.days).toEqual(whole.days.slice(3, 8));
    for (const column of whole.columns) {
      const found = part.columns.find(({ name }) => name === column.name);
      if (column.kind === "skipped") expect(found).toEqual(column);
      else expect(found).toMatchObject({ counts: column.counts.slice(3, 8) });
    }
  });
}

describe.skipIf(!isInstalled)("DuckDB (@duckdb/node-api is installed)", () => {
  conforms(() => duckdbTables());
});

describe.skipIf(!hasExtensions("httpfs"))("DuckDB in an object store (with httpfs)", () => {
  conforms(() => storeTables(EXTENSIONS));
});

describe.skipIf(TRINO === null)("Trino (RETRAIN_PLAN_TEST_TRINO has its address)", () => {
  conforms(() => trinoTables(TRINO as string));
});
