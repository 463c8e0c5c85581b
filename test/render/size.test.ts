import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/schema.ts";
import { builtInTemplate } from "../../src/render/built-in.ts";
import { loadRenderer } from "../../src/render/renderer.ts";
import { planOf } from "./plan.ts";

const html = await loadRenderer("html");
const markdown = await loadRenderer("md");
const MOST = 300_000;

/** 10,000 problem files, 2,000 metrics and 500 cycles, and as much of all else that has no bound. */
function vastPlan(text: string): Plan {
  const plan = planOf(text);
  const { data_availability: data, drift_assessment: drift } = plan.current_state;
  const times = <T>(count: number, of: readonly T[]): T[] =>
    Array.from({ length: count }, (_, i) => of[i % of.length] as T);
  return {
    ...plan,
    current_state: {
      ...plan.current_state,
      data_availability: {
        ...data,
        inventory: {
          ...data.inventory,
          problems: times(10_000, data.inventory.problems),
          notes: times(10_000, data.inventory.notes),
          sources: times(200, data.inventory.sources),
          types: times(300, data.inventory.types),
          left_out: times(300, data.inventory.left_out),
          days: Array.from({ length: 4000 }, (_, i) => ({
            day: new Date(Date.UTC(2014, 7, 1) + i * 86_400_000).toISOString().slice(0, 10),
            samples: i,
          })),
        },
      },
      drift_assessment: {
        ...drift,
        metrics: times(
          2000,
          drift.metrics.map((metric) => ({ ...metric, points: times(20, metric.points) })),
        ),
        runs: times(2000, drift.runs),
        problems: times(2000, drift.problems),
        notes: times(2000, drift.notes),
      },
    },
    findings: times(3000, plan.findings),
    recommendations: times(3000, plan.recommendations),
    risks: times(3000, plan.risks),
    decision: {
      ...plan.decision,
      ask: times(300, plan.decision.ask),
      not_known: times(300, plan.decision.not_known),
    },
    schedule: times(500, plan.schedule),
    schedule_left_out: times(500, plan.schedule_left_out),
  };
}

describe("a plan over vast data", () => {
  const plan = vastPlan("data/a-folder/a-name.csv");

  test("has few bytes, and counts what it leaves out", () => {
    const text = html(plan);
    expect(Buffer.byteLength(text)).toBeLessThan(MOST);
    expect(text).toMatch(/9,9\d\d more files: see the JSON document/);
    expect(text).toMatch(/1,9\d\d more metrics: see the JSON document/);
    expect(text).toMatch(/4\d\d more cycles: see the JSON document/);
    expect(text.match(/<svg class="chart"/g)?.length).toBeGreaterThan(6);
  });

  test("has few bytes in Markdown too, and counts the same", () => {
    const text = markdown(plan);
    expect(Buffer.byteLength(text)).toBeLessThan(MOST);
    expect(text).toMatch(/9,9\d\d more files: see the JSON document/);
    expect(text).toMatch(/1,9\d\d more metrics: see the JSON document/);
    expect(text).toMatch(/4\d\d more cycles: see the JSON document/);
  });

  test("shows less of its lists where their texts are long", () => {
    const long = vastPlan("long ".repeat(200));
    const text = html(long);
    expect(Buffer.byteLength(text)).toBeLessThan(MOST);
    expect(Buffer.byteLength(markdown(long))).toBeLessThan(MOST);
    expect(text).toMatch(/9,99\d more files: see the JSON document/);
  });

  test("and cuts the texts themselves as a last resort", () => {
    const endless = planOf("endless ".repeat(20_000));
    const text = html(endless);
    expect(Buffer.byteLength(text)).toBeLessThan(MOST);
    expect(text).toMatch(/… and 159,800 more characters/);
  });
});

describe("a plan that thousands must approve", () => {
  const plan = planOf("a role");
  const review = {
    ...plan.review,
    approvers: Array.from({ length: 5000 }, (_, i) => `Role ${i + 1}`),
    problems: Array.from({ length: 3000 }, (_, i) => `review.risks.x${i}: there is no finding`),
  };

  test.each(["md", "html"] as const)(
    "has twenty of them in %s, and counts the rest",
    async (format) => {
      const render = await loadRenderer(format, await builtInTemplate(`sr11-7.${format}.hbs`));
      const text = render({ ...plan, review });
      expect(text).toContain("Role 20");
      expect(text).not.toContain("Role 21");
      expect(text).toContain("and 4,980 more");
      expect(text).toContain("Without effect: 2,990 more");
      expect(Buffer.byteLength(text)).toBeLessThan(30_000);
    },
  );
});
