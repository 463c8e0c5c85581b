import { describe, expect, test } from "vitest";
import { parseTime } from "../../src/render/charts/axis.ts";
import { costsChart } from "../../src/render/charts/costs.ts";
import { cyclesChart } from "../../src/render/charts/cycles.ts";
import { daysChart } from "../../src/render/charts/days.ts";
import { metricChart } from "../../src/render/charts/metric.ts";
import { typesChart } from "../../src/render/charts/types.ts";
import { TEXT_CHARTS } from "../../src/render/text-charts.ts";
import { driftOf, seriesOf } from "../support/values.ts";
import { barePlan, planOf } from "./plan.ts";

type Days = { day: string; samples: number }[];

function planWithDays(days: Days) {
  const plan = planOf("text");
  plan.current_state.data_availability.training_set.days = days;
  return plan;
}

/** So many days up to 13 August 2025, the samples counting up from 1. */
function daysOf(count: number): Days {
  return Array.from({ length: count }, (_, i) => ({
    day: new Date(Date.UTC(2025, 7, 13 - (count - 1 - i))).toISOString().slice(0, 10),
    samples: i + 1,
  }));
}

const words = (chart: string) =>
  [...chart.matchAll(/<rect class="bar"[^>]*><title>(.*?)</g)].map((m) => m[1]);

describe("samples over time", () => {
  test("are a bar a day, as high as its samples", () => {
    const chart = daysChart(planWithDays(daysOf(4)));
    expect(words(chart)).toEqual([
      "2025-08-10: 1 sample",
      "2025-08-11: 2 samples",
      "2025-08-12: 3 samples",
      "2025-08-13: 4 samples",
    ]);
    // The axis goes from 0 at 150 pixels to a round 4 at 24.
    const heights = [...chart.matchAll(/class="bar".*? height="([\d.]+)"/g)].map((m) =>
      Number(m[1]),
    );
    expect(heights).toEqual([31.5, 63, 94.5, 126]);
  });

  test("are weeks where the days are many, and add up to the whole with what is not drawn", () => {
    const days = daysOf(1000);
    const chart = daysChart(planWithDays(days));
    const shown = words(chart).map((text) =>
      Number(/: ([\d,]+)/.exec(text ?? "")?.[1]?.replace(/,/g, "")),
    );
    expect(shown).toHaveLength(100);
    const leftOut = Number(/([\d,]+) samples of earlier weeks/.exec(chart)?.[1]?.replace(/,/g, ""));
    expect(shown.reduce((a, b) => a + b, leftOut)).toBe((1000 * 1001) / 2);
  });

  test("of a day a century ahead draw no empty century", () => {
    const chart = daysChart(planWithDays([...daysOf(3), { day: "2125-01-01", samples: 7 }]));
    expect(words(chart)).toHaveLength(3);
  });

  test("are a sparkline in Markdown, days without any among them", () => {
    const days = [
      { day: "2025-08-01", samples: 8 },
      { day: "2025-08-04", samples: 8 },
    ];
    expect(TEXT_CHARTS.days(planWithDays(days))).toBe("`█▁▁█`");
  });
});

test("a chart without numbers is none", () => {
  const plan = barePlan();
  plan.policy = null;
  for (const chart of [daysChart, typesChart, cyclesChart, costsChart])
    expect(chart(plan)).toBe("");
  expect(TEXT_CHARTS.days(plan) + TEXT_CHARTS.cycles(plan)).toBe("");
});

test("types beyond eight are added up in one line", () => {
  const plan = planOf("text");
  plan.current_state.data_availability.inventory.types = Array.from({ length: 11 }, (_, i) => ({
    ...{ extension: `.t${i}`, files: 1, bytes: 10, samples: i === 10 ? null : 5 },
  }));
  expect(typesChart(plan)).toContain("4 more: 40 bytes, 15 samples");
});

test("a metric's trend is drawn from its first judged point to its last", () => {
  const { metrics } = driftOf({ series: [seriesOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])] });
  const trend = metrics[0]?.trend;
  expect(trend?.from).toEqual({ time: "2025-06-12T08:00:00+00:00", value: 1 });
  expect(trend?.to).toEqual({ time: "2025-08-14T08:00:00+00:00", value: 10 });
  const chart = metricChart(metrics[0] as NonNullable<(typeof metrics)[0]>, 0);
  const [, x1, y1, x2, y2] =
    /class="trend" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"/.exec(chart) ?? [];
  // A little room of 12 % above and below, between 142 and 24 pixels.
  expect([x1, x2].map(Number)).toEqual([12, 99]);
  expect(Number(y1)).toBeCloseTo(142 - (118 * 1.08) / 11.16, 1);
  expect(Number(y2)).toBeCloseTo(24 + (118 * 1.08) / 11.16, 1);
});

test("a time is drawn where the clock of its zone showed it", () => {
  expect(parseTime("2025-08-14T00:30:00+08:00")).toBe(Date.UTC(2025, 7, 14, 0, 30));
  expect(parseTime("2025-08-14T08:23:51.328015+00:00")).toBe(Date.UTC(2025, 7, 14, 8, 23, 51, 328));
  expect(parseTime("2025-08-14")).toBe(Date.UTC(2025, 7, 14));
});

test("costs below 0, of models that become better with age, are within the chart", () => {
  const plan = planOf("text");
  const row = (way: "this_plan" | "never", mean: number) => ({
    ...{ way, mean, low: mean - 5, high: mean + 5, chance_plan_is_cheaper: null },
  });
  const comparison = { paths: 200, days: 365, rows: [row("this_plan", 95), row("never", -95)] };
  plan.policy = { comparison } as NonNullable<typeof plan.policy>;
  const chart = costsChart(plan);
  const numbers = [...chart.matchAll(/ (?:x|x1|x2|cx|width)="(-?[\d.]+)"| d="M(-?[\d.]+)/g)].map(
    ([, attribute, path]) => Number(attribute ?? path),
  );
  expect(numbers.length).toBeGreaterThan(4);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
});
