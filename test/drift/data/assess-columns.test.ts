import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessDataDrift, type DataDriftOptions } from "../../../src/drift/data/assess-columns.ts";
import { dataDriftSchema } from "../../../src/drift/data/schema.ts";
import { splitDistances } from "../../../src/drift/data/split-distances.ts";
import type { Profile } from "../../../src/engine/profile.ts";
import { randomFrom } from "../../../src/stats/random.ts";
import { splitBlocks } from "../../../src/stats/splits.ts";
import { close } from "../../stats/close.ts";
import { categoryColumn, dayCounts, daysFrom, numberColumn, profile } from "./profiles.ts";

const OPTIONS: DataDriftOptions = { rate: 0.05, minEffect: 0.05, minNullChange: 0.05 };
const BEFORE = daysFrom(20_000, 56);
const AFTER = daysFrom(20_056, 28);

/** Columns of both windows: `a` is moved, `b` to `d` are not. */
function windows(seed = 1, shift = 0.2): [Profile, Profile] {
  const random = randomFrom(seed);
  const columns = (days: number, moved: number) =>
    ["a", "b", "c", "d"].map((name, c) =>
      numberColumn(name, dayCounts(days, { wobble: 0.1, shift: c === 0 ? moved : 0, random })),
    );
  return [profile(BEFORE, columns(56, 0)), profile(AFTER, columns(28, shift))];
}

describe("data drift", () => {
  test("names the column that has moved, and no other", () => {
    const drift = assessDataDrift(...windows(), OPTIONS);
    expect(drift).toMatchObject({
      status: "judged",
      drifted: ["a"],
      days_needed: null,
      splits: 495,
      all_splits: true,
      least_p: 1 / 495,
      reference: { from: "2024-10-04", to: "2024-11-28", days: 56, rows: 11_200, blocks: 8 },
      current: { from: "2024-11-29", to: "2024-12-26", days: 28, blocks: 4, days_left_out: 0 },
    });
    expect(drift.columns.map(({ verdict }) => verdict)).toEqual([
      "drifted",
      "no_drift",
      "no_drift",
      "no_drift",
    ]);
    expect(drift.columns[0]?.test?.p).toBe(1 / 495);
    expect(dataDriftSchema.parse(JSON.parse(JSON.stringify(drift)))).toEqual(drift);
  });

  test("is none below the least effect", () => {
    const drift = assessDataDrift(...windows(), { ...OPTIONS, minEffect: 0.9 });
    expect([drift.status, drift.drifted]).toEqual(["judged", []]);
  });

  test("samples splits where there are many, alike in each run", () => {
    const random = randomFrom(3);
    const before = profile(daysFrom(0, 200), [numberColumn("a", dayCounts(200, { random }))]);
    const after = profile(daysFrom(200, 60), [numberColumn("a", dayCounts(60, { random }))]);
    const drift = assessDataDrift(before, after, OPTIONS);
    expect(drift).toMatchObject({ splits: 2001, all_splits: false, least_p: 1 / 2001 });
    expect(drift.reference).toMatchObject({ blocks: 26, days: 182, days_left_out: 18 });
    expect(drift.current).toMatchObject({ blocks: 8, days: 56, days_left_out: 4 });
    expect(assessDataDrift(before, after, OPTIONS)).toEqual(drift);
  });

  test("cannot be judged with few days, and says how many would do", () => {
    const random = randomFrom(3);
    const of = (first: number, days: number) =>
      profile(daysFrom(first, days), [numberColumn("a", dayCounts(days, { random }))]);
    const drift = assessDataDrift(of(0, 30), of(30, 8), OPTIONS);
    expect(drift).toMatchObject({
      status: "cannot_judge",
      days_needed: { reference: 28, current: 21 },
      columns: [{ verdict: "cannot_judge", why: "too_few_days", test: null }],
    });
    expect(drift.columns[0]?.effect?.js).toBeGreaterThan(0);
    expect(assessDataDrift(of(0, 30), of(30, 21), OPTIONS).status).toBe("judged");
    expect(assessDataDrift(of(0, 30), profile([], [numberColumn("a", [])]), OPTIONS)).toMatchObject(
      {
        status: "cannot_judge",
        current: { from: null, days: 0 },
        columns: [{ why: "no_values", effect: null }],
      },
    );
  });

  test("of the label stands apart", () => {
    const drift = assessDataDrift(...windows(), { ...OPTIONS, label: "a" });
    expect(drift.drifted).toEqual([]);
    expect(drift.columns.map(({ name, role }) => [name, role]).sort()).toEqual([
      ["a", "label"],
      ["b", "feature"],
      ["c", "feature"],
      ["d", "feature"],
    ]);
    expect(drift.columns.find(({ name }) => name === "a")?.verdict).toBe("drifted");
    const { columns } = assessDataDrift(...windows(), { ...OPTIONS, arePredictions: true });
    expect(new Set(columns.map(({ role }) => role))).toEqual(new Set(["prediction"]));
  });

  test("is weighed by importance, which orders the columns", () => {
    const importance = new Map([
      ["c", 5],
      ["a", 3],
      ["b", -1],
    ]);
    const drift = assessDataDrift(...windows(), { ...OPTIONS, importance });
    expect(drift.columns.map(({ name }) => name)).toEqual(["c", "a", "d", "b"]);
    expect(drift.weighted_share).toBe(3 / 8);
    expect(
      assessDataDrift(...windows(), { ...OPTIONS, importance: new Map() }).weighted_share,
    ).toBeNull();
  });

  test("columns that cannot be compared are named", () => {
    const [before, after] = windows();
    const drift = assessDataDrift(
      {
        ...before,
        columns: [
          ...before.columns,
          numberColumn("gone", dayCounts(56)),
          numberColumn("text now", dayCounts(56)),
          { name: "id", kind: "skipped", why: "id" },
        ],
      },
      {
        ...after,
        columns: [
          ...after.columns,
          numberColumn("fresh", dayCounts(28)),
          { name: "text now", kind: "skipped", why: "type" },
          { name: "id", kind: "skipped", why: "id" },
        ],
      },
      OPTIONS,
    );
    expect(drift).toMatchObject({
      new_columns: ["fresh"],
      removed_columns: ["gone"],
      kind_changes: [{ name: "text now", reference: "number", current: "skipped" }],
      skipped: [{ name: "id", why: "id" }],
    });
    expect(drift.columns).toHaveLength(4);
    const moved = { ...numberColumn("a", dayCounts(28)), edges: [1, 2, 3, 4] };
    expect(() => assessDataDrift(before, { ...after, columns: [moved] }, OPTIONS)).toThrow(
      "a: not counted in the same bins",
    );
  });

  test("a change of nulls is another finding than drift", () => {
    const random = randomFrom(5);
    const counts = (days: number) => dayCounts(days, { rows: 100, random });
    const drift = assessDataDrift(
      profile(BEFORE, [
        numberColumn("more", counts(56), new Array(56).fill(2)),
        numberColumn("same", counts(56), new Array(56).fill(2)),
        numberColumn("none", counts(56)),
      ]),
      profile(AFTER, [
        numberColumn("more", counts(28), new Array(28).fill(25)),
        numberColumn("same", counts(28), new Array(28).fill(2)),
        numberColumn("none", counts(28)),
      ]),
      OPTIONS,
    );
    expect(drift.drifted).toEqual([]);
    const nulls = new Map(drift.columns.map((column) => [column.name, column.nulls]));
    expect(nulls.get("more")).toMatchObject({
      reference: 2 / 102,
      current: 0.2,
      verdict: "changed",
    });
    expect(nulls.get("same")?.verdict).toBe("unchanged");
    expect(nulls.get("none")).toEqual({
      reference: 0,
      current: 0,
      test: null,
      verdict: "unchanged",
    });
  });

  test("values that the reference has not are counted", () => {
    const drift = assessDataDrift(
      profile(BEFORE, [categoryColumn("c", new Array(56).fill([60, 40, 0]))]),
      profile(AFTER, [categoryColumn("c", new Array(28).fill([50, 40, 10]))]),
      OPTIONS,
    );
    expect(drift.columns[0]).toMatchObject({
      kind: "category",
      unseen: { share: 0.1, expected: 0 },
    });
    expect(drift.drifted).toEqual(["c"]);
  });
});

describe("whatever the profiles", () => {
  const cases = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    shift: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
  });

  test("the order of columns and of bins changes nothing", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom([1, 0, 3, 2], [3, 2, 1, 0]), ({ seed, shift }, order) => {
        const [before, after] = windows(seed, shift);
        const reorder = (window: Profile): Profile => ({
          ...window,
          columns: order.map((c) => window.columns[c] as Profile["columns"][number]),
        });
        const drift = assessDataDrift(before, after, OPTIONS);
        expect(assessDataDrift(reorder(before), reorder(after), OPTIONS)).toEqual(drift);
        const mirror = (window: Profile): Profile => ({
          ...window,
          columns: window.columns.map((column) =>
            column.kind === "skipped"
              ? column
              : { ...column, counts: column.counts.map((day) => day.toReversed()) },
          ),
        });
        const mirrored = assessDataDrift(mirror(before), mirror(after), OPTIONS);
        close(
          mirrored.columns.flatMap(({ effect, test }) => [effect?.js, test?.p]),
          drift.columns.flatMap(({ effect, test }) => [effect?.js ?? -1, test?.p ?? -1]),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("weeks that come as one delivery have the same effects as their days", () => {
    fc.assert(
      fc.property(cases, ({ seed, shift }) => {
        const [before, after] = windows(seed, shift);
        const [wholeBefore, wholeAfter] = [mergeWeeks(before), mergeWeeks(after)];
        const drift = assessDataDrift(before, after, OPTIONS);
        const merged = assessDataDrift(wholeBefore, wholeAfter, OPTIONS);
        expect(merged.splits).toBe(drift.splits);
        expect(merged.columns.map(({ name, effect, rows }) => ({ name, effect, rows }))).toEqual(
          drift.columns.map(({ name, effect, rows }) => ({ name, effect, rows })),
        );
        close(
          merged.columns.map(({ test }) => test?.p_alone),
          drift.columns.map(({ test }) => test?.p_alone ?? -1),
          0.35,
        );
      }),
      { numRuns: 20 },
    );
  });

  test("equal windows do not alarm, even with no least effect", () => {
    fc.assert(
      fc.property(cases, ({ seed }) => {
        const [before] = windows(seed);
        const drift = assessDataDrift(
          before,
          { ...before, days: daysFrom(20_056, 56) },
          { ...OPTIONS, minEffect: 0 },
        );
        expect(drift.status).toBe("judged");
        expect(drift.drifted).toEqual([]);
        for (const { effect, test } of drift.columns) {
          expect(effect).toEqual({ js: 0, psi: 0, largest_difference: 0 });
          expect(test?.p).toBe(1);
        }
      }),
      { numRuns: 20 },
    );
  });
});

/** All rows of a week on its last day. */
function mergeWeeks(window: Profile): Profile {
  const weeks = Array.from({ length: window.days.length / 7 }, (_, week) => week * 7);
  const add = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    days: weeks.map((first) => window.days[first + 6] as number),
    rows: weeks.map((first) => add(window.rows.slice(first, first + 7))),
    columns: window.columns.map((column) =>
      column.kind === "skipped"
        ? column
        : {
            ...column,
            counts: weeks.map((first) =>
              (column.counts[0] as Float64Array).map((_, bin) =>
                add(column.counts.slice(first, first + 7).map((day) => day[bin] as number)),
              ),
            ),
            nulls: weeks.map((first) => add(column.nulls.slice(first, first + 7))),
          },
    ),
  };
}

test("the distance of a split is the root of scipy's χ²", () => {
  // fixtures/stats/distances.py
  const known = JSON.parse(readFileSync("fixtures/stats/distances.json", "utf8"));
  for (const { histograms, chosen, distances } of known.splits) {
    const blocks = histograms.map((counts: number[]) => Float64Array.from(counts));
    const splits = splitBlocks(blocks.length, chosen, 100, randomFrom(1));
    close(Array.from(splitDistances(blocks, splits)), distances, 1e-7);
  }
});
