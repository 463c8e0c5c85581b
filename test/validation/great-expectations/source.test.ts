import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UTC } from "../../../src/time/instant.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch, writeFiles } from "../../support/scratch.ts";
import { configOf, driftOf, instant } from "../../support/values.ts";

const NOW = instant("2026-12-01T00:00:00Z");
const FIXTURES = new URL("../../../fixtures/validation/", import.meta.url).pathname;
const read = (cwd: string, sources?: readonly object[]) => {
  const config = configOf({ validation: sources === undefined ? {} : { sources } } as never);
  return readEvidence({ cwd, now: NOW, zone: UTC, config: config.validation });
};
const STORE = "gx/uncommitted/validations";

function projectOf(version: "great-expectations" | "great-expectations-0.x"): string {
  const cwd = scratch();
  cpSync(join(FIXTURES, version, "project"), cwd, { recursive: true });
  return cwd;
}

/** A validation result as 1.x writes it. */
function result(expectations: readonly object[], more: object = {}): string {
  const results = expectations.map((each) => ({ success: true, exception_info: {}, ...each }));
  return JSON.stringify({ success: true, results, suite_name: "s", ...more });
}

const expectation = (type: string, kwargs: object, found: object, success = true) => ({
  ...{ success, result: found },
  expectation_config: { type, kwargs },
});

describe("what it says", () => {
  test("of a distribution is a shift; of values, data quality; of the model, nothing", async () => {
    const drift = driftOf(await read(projectOf("great-expectations")), { now: NOW });
    expect(drift).toMatchObject({
      ...{ validation_trend: "unknown", performance_degradation: "unknown" },
      ...{ data_distribution_shift: "yes", newest_run_read: true },
    });
    expect(drift.quality_reports.map(({ suite, failed }) => [suite, failed])).toEqual([
      ["drift on frames/customers", "yes"],
      ["orders on frames/customers", "unknown"],
      ["quality on frames/customers", "yes"],
    ]);
    expect(drift.reasons.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^The distribution of the data has shifted, says Great Expectations on 2026-11-25 in gx\/.*\.json: expect_column_kl_divergence_to_be_less_than of age \(0\.\d+, its threshold 0\.1\)$/,
      ),
    );
  });

  test("of 0.x: the newest of a suite, which passed", async () => {
    const drift = driftOf(await read(projectOf("great-expectations-0.x")), { now: NOW });
    expect(drift.data_distribution_shift).toBe("no");
    expect(drift.quality_reports.map(({ suite, failed }) => [suite, failed])).toEqual([
      ["customers.quality on frames/customers", "no"],
      ["orders on frames/customers", "unknown"],
    ]);
  });

  test("of a checkpoint, as it describes itself", async () => {
    const cwd = scratch({
      "c-2026-11-20.json": readFileSync(
        join(FIXTURES, "great-expectations/checkpoint.json"),
        "utf8",
      ),
    });
    const { runs } = await read(cwd, [{ tool: "great_expectations", path: "c-2026-11-20.json" }]);
    expect(runs).toMatchObject([
      {
        ...{ subject: "data", suite: "c-*.json", status: "failure", time_source: "name" },
        checks: {
          evaluated: 3,
          failed: [
            {
              ...{ name: "expect_column_values_to_not_be_null", column: "age" },
              ...{ observed: 20.75, threshold: 5 },
            },
          ],
        },
      },
    ]);
  });

  test("of a checkpoint of 0.x, which holds its results by their identifiers", async () => {
    const [own] = (await import("fast-glob")).default.sync(
      `${FIXTURES}great-expectations-0.x/project/${STORE}/customers/quality/**/*.json`,
    );
    const validation_result = JSON.parse(readFileSync(own ?? "", "utf8"));
    const json = { run_results: { "ValidationResultIdentifier::a/b": { validation_result } } };
    const { runs } = await read(scratch({ "c-2026-11-20.json": JSON.stringify(json) }), [
      { tool: "great_expectations", path: "c-2026-11-20.json" },
    ]);
    expect(runs).toMatchObject([{ suite: "customers.quality on frames/customers" }]);
    expect(runs[0]?.time_source).toBe("run");
  });

  test.each([
    ["of bounds that it broke below", { min_value: 3, max_value: 9 }, { observed_value: 1 }, 1, 3],
    ["or above", { min_value: 3, max_value: 9 }, { observed_value: 12 }, 12, 9],
    ["of what is mostly so", { mostly: 0.9 }, { unexpected_percent: 12.5 }, 12.5, 10],
    ["of what is always so", {}, { unexpected_percent: 0.1 }, 0.1, 0],
    ["of a p-value", { p_value: 0.05 }, { observed_value: 0.01 }, 0.01, 0.05],
    ["of what is no number", {}, { observed_value: ["a"] }, null, null],
  ])("%s, with the bound", async (_, kwargs, found, observed, threshold) => {
    const json = result([expectation("expect_x", kwargs, found, false)]);
    const { runs } = await read(scratch({ [`${STORE}/s-2026-11-20.json`]: json }));
    expect(runs[0]?.checks.failed).toMatchObject([{ observed, threshold, passed: false }]);
  });

  test("with infinity, which JSON has not", async () => {
    const kl = "expect_column_kl_divergence_to_be_less_than";
    const json = result([expectation(kl, { threshold: 0.1 }, { observed_value: "#" }, false)]);
    const cwd = scratch({ [`${STORE}/s-2026-11-20.json`]: json.replace('"#"', "Infinity") });
    const { runs, problems } = await read(cwd);
    expect(problems).toEqual([]);
    expect(runs).toMatchObject([
      { subject: "distribution", passed: false, checks: { failed: [{ observed: null }] } },
    ]);
  });

  test("in numbers, where they are asked for", async () => {
    const json = result([
      expectation("expect_table_row_count_to_be_between", {}, { observed_value: 400 }),
      expectation("expect_column_mean_to_be_between", { column: "age" }, { observed_value: 40 }),
    ]);
    const cwd = scratch({ [`${STORE}/s-2026-11-20.json`]: json });
    const metrics = ["*row_count*", "*mean*"];
    const { series } = await read(cwd, [{ tool: "great_expectations", path: STORE, metrics }]);
    expect(series.map(({ metric, points }) => [metric, points[0]?.value])).toEqual([
      ["expect_column_mean_to_be_between.age", 40],
      ["expect_table_row_count_to_be_between", 400],
    ]);
    expect((await read(cwd)).series).toEqual([]);
  });
});

describe("a result that cannot be read", () => {
  const at = (day: number, name = "b") =>
    `${STORE}/s/__none__/202611${day}T060000.000000Z/${name}.json`;
  const kl = (success: boolean, day: number) =>
    result([expectation("expect_column_kl_divergence_to_be_less_than", {}, {}, success)], {
      meta: { run_id: { run_time: `2026-11-${day}T06:00:00+00:00` } },
    });

  test("leaves the shift unknown, and says nothing of the model", async () => {
    const cwd = scratch({ [at(20)]: kl(true, 20), [at(21)]: kl(false, 21).slice(0, 50) });
    const evidence = await read(cwd);
    expect(evidence.newestUnread).toBeNull();
    expect(driftOf(evidence, { now: NOW })).toMatchObject({
      ...{ data_distribution_shift: "unknown", newest_run_read: true },
    });
    writeFileSync(join(cwd, at(21)), "{}");
    expect((await read(cwd)).problems.map(({ problem }) => problem)).toEqual([
      "no validation result as Great Expectations writes it",
    ]);
    writeFiles(cwd, { [at(24)]: kl(true, 24) });
    expect(driftOf(await read(cwd), { now: NOW }).data_distribution_shift).toBe("no");
  });

  test("of a suite on quality alone leaves the shift as it is", async () => {
    const mean = result([expectation("expect_column_mean_to_be_between", {}, {})]);
    const cwd = scratch({
      [at(20)]: mean,
      [at(21)]: "{",
      [`${STORE}/drift/__none__/20261120T060000.000000Z/b.json`]: kl(true, 20),
    });
    const drift = driftOf(await read(cwd), { now: NOW });
    expect(drift.data_distribution_shift).toBe("no");
    expect(drift.quality_reports).toMatchObject([{ failed: "unknown", why: "unread" }]);
  });
});
