import stringWidth from "fast-string-width";
import { describe, expect, test } from "vitest";
import { renderDrift } from "../../src/render/drift.ts";
import { explainMetric } from "../../src/render/drift-explain.ts";
import { screenFor } from "../../src/render/screen.ts";
import { sparkline } from "../../src/render/sparkline.ts";
import type { ValidationRun } from "../../src/validation/schema.ts";
import { fakeHost } from "../support/host.ts";
import { configOf, driftOf, runsOf, seriesOf } from "../support/values.ts";

const screen = {
  columns: 80,
  isTerminal: true,
  isUnicode: true,
  paint: (_: string, text: string) => text,
};

describe("a sparkline", () => {
  test.each([
    [[1, 2, null, 8], "▁▂×█"],
    [[3, 3, 3], "▅▅▅"],
    [[null, null], "××"],
    [[], ""],
    [[0.5], "▅"],
    [[-1, 0, 1], "▁▅█"],
  ])("of %j", (values, bars) => {
    expect(sparkline(values, 10)).toBe(bars);
  });

  test("shows many by the means of neighbours, and gaps of half of them", () => {
    expect(sparkline([1, 1, 8, 8], 2)).toBe("▁█");
    expect(sparkline([1, 1, null, null, 4, null, 8, 8], 4)).toBe("▁××█");
    expect(sparkline([1, 1, 1, null, 1, 1, 8, 8, 8], 3)).toBe("▁▁█");
    const many = Array.from({ length: 200 }, (_, i) => i);
    expect([...sparkline(many, 12)]).toHaveLength(12);
  });
});

const SLOPE = Array.from({ length: 26 }, (_, i) => 0.9 - 0.002 * i + 0.001 * (i % 3));
const LONG = "validation/a_metric_of_a_name_that_goes_on_and_on_and_on";
const assessment = driftOf(
  {
    runs: runsOf("PPF"),
    series: [
      seriesOf(SLOPE),
      seriesOf([...SLOPE, Number.NaN], { metric: "f1" }),
      seriesOf(
        SLOPE.map((value) => value * 1e9),
        { metric: "val_loss" },
      ),
      seriesOf(SLOPE, { metric: LONG }),
      seriesOf([0.9, 0.8], { metric: "accuracy", samples: 1000 }),
    ],
  },
  { metrics: configOf({ metrics: { auc: { floor: 0.83, primary: true } } }).metrics },
);

describe("the assessment for a terminal", () => {
  const plain = renderDrift(assessment, screen);

  test("fits 80 columns", () => {
    for (const line of plain.split("\n")) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
  });

  test("names the source where a name has several, and counts runs that it leaves out", () => {
    const two = ["metrics/a.json", "mlflow: churn"].map((source) => seriesOf(SLOPE, { source }));
    const text = renderDrift(driftOf({ series: two, runs: runsOf("P".repeat(13)) }), screen);
    expect(text).toMatch(/^val_auc .* degrading {2}mlflow: churn$/m);
    expect(text).not.toContain("earlier");
    const [run] = runsOf("P") as [ValidationRun];
    const many = renderDrift(driftOf({ runs: new Array(45).fill(run) }), screen);
    expect(many).toContain("The last 3 are judged. 25 earlier ones in `--format json`.");
  });

  test("says the same in colours", () => {
    const { host } = fakeHost("/", { isTTY: true, env: { TERM: "xterm" } });
    const coloured = renderDrift(assessment, screenFor(host));
    expect(coloured).toContain("\u001b[31mdegrading\u001b[39m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is one.
    expect(coloured.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain);
  });
});

test("a terminal without Unicode is given none", () => {
  const ascii = [
    renderDrift(assessment, { ...screen, isUnicode: false }),
    ...assessment.metrics.map((metric) =>
      explainMetric(metric, assessment, { ...screen, isUnicode: false }),
    ),
  ].join("");
  expect([...ascii].filter((letter) => letter > "~")).toEqual([]);
  expect(sparkline([1, 2, null, 8], 10, false)).toBe("_.x@");
});

test("every metric is explained within 80 columns", () => {
  for (const metric of assessment.metrics) {
    const text = explainMetric(metric, assessment);
    for (const line of text.split("\n")) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
  }
});
