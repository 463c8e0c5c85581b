import { expect, test } from "vitest";
import {
  type CountedTable,
  sinceTableDay,
  type TableCount,
  withTables,
} from "../../src/inventory/counted-table.ts";
import { summarise } from "../../src/inventory/summarise.ts";
import { parseDay, parseInstant, UTC } from "../../src/time/instant.ts";

const day = parseDay("2025-08-01");
const at = (text: string) => parseInstant(text, UTC) as number;

function table(name: string, count: Partial<TableCount> | string): CountedTable {
  const outcome: TableCount = {
    samples: 10,
    columns: [{ name: "t", type: "date" }],
    timeColumn: "t",
    unreadTime: null,
    range: { earliest: at("2025-08-01"), latest: at("2025-08-02") },
    days: new Map([
      [day, 6],
      [day + 1, 3],
    ]),
    labels: null,
    notes: [],
    ...(typeof count === "object" && count),
  };
  return {
    name,
    role: null,
    label: null,
    countedBy: {
      engine: "trino",
      server: "https://t",
      query: "select",
      at: "2025-08-03T00:00:00Z",
    },
    outcome: typeof count === "string" ? { problem: count } : outcome,
  };
}

test("adds tables of servers to the counts of files", () => {
  const later = { range: { earliest: at("2025-08-01"), latest: at("2025-08-09") } };
  const sum = withTables(
    summarise([], UTC),
    [table("a", {}), table("b", later), table("c", "gone")],
    UTC,
  );
  expect(sum.samples).toEqual({ counted: 20, undated: 2, unlisted: 0, uncounted_files: 1 });
  expect(sum.days).toEqual([
    { day: "2025-08-01", samples: 12 },
    { day: "2025-08-02", samples: 6 },
  ]);
  expect(sum.event_time).toMatchObject({ latest: "2025-08-09T00:00:00+00:00", source: "column t" });
  expect(sum.problems).toEqual([{ path: "c", problem: "gone" }]);
  expect(sum.tables.map(({ samples }) => samples)).toEqual([10, 10, null]);
});

test("says which column of times could not be read", () => {
  const unread = { range: null, days: new Map(), unreadTime: "soon" };
  const [only] = withTables(summarise([], UTC), [table("a", unread)], UTC).tables;
  expect(only).toMatchObject({ unread_time: { column: "t", value: "soon" }, undated: 10 });
});

test("excludes the rows before a day, and keeps those of unknown day", () => {
  const { table: rest, known, leftOut } = sinceTableDay(table("a", {}), day + 1, UTC);
  expect([known, leftOut]).toEqual([3, 6]);
  expect(rest.outcome).toMatchObject({ samples: 4, range: { earliest: at("2025-08-02") } });
  expect(sinceTableDay(table("a", {}), day + 5, UTC).table.outcome).toMatchObject({
    samples: 1,
    timeColumn: null,
    range: null,
  });
  expect(sinceTableDay(table("a", "gone"), day, UTC).known).toBe(0);
});
