import { describe, expect, test } from "vitest";
import { assessDataDrift } from "../../../src/drift/data/assess-columns.ts";
import type { InputDrift } from "../../../src/drift/data/input-schema.ts";
import { summariseDrift } from "../../../src/drift/data/summarise-drift.ts";
import { judge } from "../../../src/gate/judge.ts";
import { columnChart } from "../../../src/render/charts/column.ts";
import { explainColumn } from "../../../src/render/column-explain.ts";
import { renderInputDrift } from "../../../src/render/input-drift.ts";
import { randomFrom } from "../../../src/stats/random.ts";
import { configOf, driftOf, planOf } from "../../support/values.ts";
import { categoryColumn, dayCounts, daysFrom, numberColumn, profile } from "./profiles.ts";

const OPTIONS = { rate: 0.05, minEffect: 0.05, minNullChange: 0.01 };
const SCREEN = { columns: 80, isUnicode: true, paint: (_: unknown, text: string) => text };

/** Eight weeks of reference and so many current ones, of `amount` and `shop`, which is the label. */
function compare({ shift = 0, weeks = 4, nulls = 0, unseen = 0, leftOut = 0 } = {}): InputDrift {
  const random = randomFrom(1);
  const window = (first: number, days: number, moved: number, missing: number, late: number) => {
    const counts = dayCounts(days, { wobble: 0.1, shift: moved, random });
    return profile(daysFrom(first, days), [
      numberColumn(
        "amount",
        counts,
        counts.map(() => missing),
      ),
      categoryColumn(
        "shop",
        counts.map(() => [120, 80 - late, late]),
      ),
    ]);
  };
  const reference = window(20_000, 56, 0, 0, 0);
  const current = window(20_056, 7 * weeks, shift, nulls, unseen);
  const found = assessDataDrift(reference, current, { ...OPTIONS, label: "shop" });
  const known = { reference_by: "training" } as const;
  return {
    ...known,
    ...summariseDrift(found, reference, current, leftOut),
    data_sets: ["data/a.csv"],
    left_out: [],
    undated_rows: 0,
    predictions: null,
  };
}

const judged = (rules: object, input: InputDrift) =>
  judge(planOf({ drift: driftOf({}, { input }) }), [], configOf({ gate: { rules } })).map(
    ({ verdict, actual }) => `${verdict}: ${actual}`,
  );
const said = (input: InputDrift) =>
  driftOf({}, { input }).reasons.filter(({ code }) => /input|label|distribution/.test(code));

describe("a comparison of the data", () => {
  test("of which a column has drifted, says so to the shift, the findings and the gate", () => {
    const input = compare({ shift: 0.2 });
    const drift = driftOf({}, { input });
    expect(drift).toMatchObject({
      data_distribution_shift: "yes",
      recommendation: "investigate_and_retrain",
    });
    expect(said(input).map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^1 of 1 column of the data has drifted: amount \(distance 0\.\d+, p 0\.00\d+\) \(2024-11-29 to 2024-12-26, compared with 2024-10-04 to 2024-11-28\)$/,
      ),
    ]);
    expect(judged({ drifted_columns: 0 }, input)).toEqual(["fail: 1: amount"]);
    expect(judged({ drifted_columns: 1 }, input)).toEqual(["pass: 1: amount"]);
    expect(judged({ column: { amount: { max_js: 0.05 } } }, input)).toEqual([
      expect.stringMatching(/^fail: amount 0\.\d+$/),
    ]);
    expect(judged({ column: { amount: { max_js: 0.9 } } }, input)).toEqual([
      expect.stringMatching(/^pass: amount 0\.\d+$/),
    ]);
    expect(judged({ column: { other: { max_js: 0.9 } } }, input)).toEqual([
      "unknown: other not compared",
    ]);
  });

  test("of which none has, is stable", () => {
    const input = compare();
    expect(driftOf({}, { input }).data_distribution_shift).toBe("no");
    expect(said(input).map(({ code }) => code)).toEqual(["inputs-stable"]);
    expect(judged({ drifted_columns: 0 }, input)).toEqual(["pass: none"]);
  });

  test("of too few weeks is unknown, and says how many would do", () => {
    const input = compare({ weeks: 1 });
    expect(input).toMatchObject({
      verdict: "unknown",
      why: "8 weeks of reference and 1 week since are too few",
      remedy: "Compare again when there are 14 days since the reference, with 56 days of it",
    });
    expect(said(input).map(({ code }) => code)).toEqual(["distribution-unknown"]);
    expect(judged({ drifted_columns: 0 }, input)).toEqual([
      "unknown: 8 weeks of reference and 1 week since are too few",
    ]);
  });

  test("of which files were left out is not stable", () => {
    const input = compare({ leftOut: 2 });
    expect(input).toMatchObject({
      verdict: "unknown",
      why: "no column drifted, but 2 files could not be compared",
    });
    expect(driftOf({}, { input }).data_distribution_shift).toBe("unknown");
    expect(said(input).map(({ code }) => code)).toEqual(["distribution-unknown"]);
    expect(compare({ leftOut: 2, shift: 0.2 }).verdict).toBe("drifted");
  });

  test("whose values are missing more often has drifted", () => {
    expect(compare({ nulls: 40 }).verdict).toBe("drifted");
  });

  test("reports missing and new values, and the label, apart", () => {
    const found = said(compare({ nulls: 40, unseen: 40 }));
    expect(found.map(({ code }) => code).sort()).toEqual([
      "input-columns-changed",
      "label-drifted",
    ]);
    expect(found.map(({ message }) => message).join("\n")).toMatch(
      /amount is missing in 17 % of the rows instead of 0 %; 20 % of the values of shop are new/,
    );
  });

  test("that was not made leaves the gate's rules unknown", () => {
    const rules = { drifted_columns: 0, column: { amount: { max_js: 0.1 } } };
    const results = judge(planOf(), [], configOf({ gate: { rules } }));
    expect(results.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown"]);
  });
});

describe("in words and charts", () => {
  test("the table has a row for each column", () => {
    const text = renderInputDrift(compare({ shift: 0.2 }), SCREEN as never);
    expect(text).toMatch(/^Input drift {2}drifted\nData {9}data\/a.csv\nReference {4}2024-10-04/);
    expect(text).toMatch(/^amount +0\.\d+ +0\.\d+ +0\.00\d+ +0 % +drifted$/m);
    expect(text).toMatch(/^shop \(label\) .* no drift$/m);
  });

  test.each(["amount", "shop"])("%s is explained and drawn", (name) => {
    const input = compare({ shift: 0.2, unseen: 10 });
    const { comparison, histograms } = input;
    const column = comparison?.columns.find((each) => each.name === name);
    const histogram = histograms.find((each) => each.column === name);
    if (comparison === null || column === undefined || histogram === undefined) throw new Error();
    const text = explainColumn(column, { ...input, comparison }, 80);
    expect(text).toMatch(/^Verdict {7}(drifted|no drift): /m);
    expect(text).toMatch(/^Bins {10}/m);
    expect(columnChart(histogram, 0)).toMatch(/^<svg class="chart" .*<\/svg>$/s);
  });

  test("too few days are explained", () => {
    const input = compare({ weeks: 1 });
    const [column] = input.comparison?.columns ?? [];
    if (input.comparison === null || column === undefined) throw new Error();
    expect(explainColumn(column, { ...input, comparison: input.comparison }, 80)).toMatch(
      /^Verdict {7}cannot judge: too few days; 56 of reference and 14 since would do$/m,
    );
  });
});
