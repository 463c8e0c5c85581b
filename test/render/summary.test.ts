import stringWidth from "fast-string-width";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/schema.ts";
import { fold } from "../../src/render/fold.ts";
import { meter } from "../../src/render/meter.ts";
import { palette } from "../../src/render/palette.ts";
import type { Screen } from "../../src/render/screen.ts";
import { renderSummary } from "../../src/render/summary.ts";
import { fakeHost } from "../support/host.ts";
import { configOf, driftOf, inventoryOf, planOf, runsOf, seriesOf } from "../support/values.ts";

const PATHS = ["md", "html", "json"].map(
  (format) => `plans/20250814_080000Z/retrain_plan.${format}`,
);

const screenOf = (columns: number, changes: Partial<Screen> = {}): Screen => ({
  ...{ columns, isTerminal: true, isUnicode: true, paint: (_, text) => text },
  ...changes,
});

/** A plan that asks for much: every part of the summary is as long as it can be. */
function troubled(name: string): Plan {
  const metrics = Array.from({ length: 30 }, (_, i) =>
    seriesOf([0.9, 0.91, 0.9, 0.92, 0.91, 0.9, 0.6, 0.61, 0.6, 0.59, 0.6, 0.61], {
      metric: `${name}_${i}_auc`,
    }),
  );
  const plan = planOf({
    config: configOf({ schedule: { cycles: 50 } }),
    inventory: inventoryOf({
      samples: { counted: 53_000, undated: 53_000, unlisted: 1, uncounted_files: 7 },
      problems: Array.from({ length: 7 }, (_, i) => ({ path: `${name}/${i}.csv`, problem: "bad" })),
    }),
    drift: driftOf({ series: metrics, runs: runsOf("PFF") }),
  });
  const changes = {
    message: `3 changes since the plan of ${name}`,
    previous: null,
    dates: null,
    due: ["15 Jul", "15 Aug", "14 Sep"].map((day) => dueOf(`Full training due ${day} 2025`)),
  };
  return { ...plan, changes: { ...changes, status: "changed", groups: [] } };
}

function dueOf(message: string): NonNullable<Plan["changes"]>["due"][number] {
  const planned = { hours: 8, cost: null };
  return { date: "2025-08-15", type: "full_retrain", planned, training: null, message };
}

const linesOf = (plan: Plan, screen: Screen) =>
  renderSummary(plan, PATHS, screen).replace(/\n$/, "").split("\n");

describe.each([
  ["a name", "val"],
  ["a long name", "validation_of_the_minority_classes_by_macro_average"],
  ["a wide name", "精度_検証データ_二値分類_曲線下面積"],
  ["a name from right to left", "دقة_النموذج_على_بيانات_التحقق"],
  ["a name with accents and emoji", "précisión_e\u0301\u0301_👍🏽_🇫🇷_"],
])("the summary with %s", (_, name) => {
  test.each([60, 80, 200])("fits %i columns and 14 lines", (columns) => {
    const lines = linesOf(troubled(name), screenOf(columns));
    expect(lines.length).toBeLessThanOrEqual(14);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });

  test("is whole where nobody looks on", () => {
    const lines = linesOf(troubled(name), screenOf(80, { isTerminal: false }));
    expect(lines.join(" ")).toContain(`${name}_0_auc`);
    expect(lines.join("\n")).not.toContain("…");
  });
});

describe("the summary says", () => {
  const text = renderSummary(troubled("val"), PATHS, screenOf(80));

  test("decision, dates, reason, data, what to do, what is unknown and where the plan is", () => {
    expect(text).toMatch(/^CANNOT DECIDE {2}/);
    expect(text).toMatch(/^When {5}earliest day unknown; calendar 21 Aug \(full\)$/m);
    expect(text).toMatch(/^Why {6}val_0_auc 0\.9033 → 0\.61, getting worse \(and 29 more\)/m);
    expect(text).toMatch(/^Data {5}at least 53,000 of 100,000/m);
    expect(text).toMatch(/^Do {7}1\. /m);
    expect(text).toMatch(/^Assumed {2}cadence weekly; /m);
    expect(text).toMatch(/^Unknown {2}whether the data suffices; /m);
    expect(text).toMatch(/^Plan {5}plans\/20250814_080000Z\/retrain_plan\.html$/m);
  });

  test("how a metric went, where there is room", () => {
    const plan = planOf({
      drift: driftOf({ series: [seriesOf(Array(12).fill(0.9), { metric: "f1" })] }),
    });
    expect(renderSummary(plan, PATHS, screenOf(100))).toMatch(/^Why .* [▁-█]{12}$/m);
  });

  test("five things to do at most, and how many more there are", () => {
    const { decision, ...plan } = troubled("val");
    const ask = Array.from({ length: 9 }, (_, i) => ({ do: `task ${i}`, owner: null, by: null }));
    const text = renderSummary({ ...plan, decision: { ...decision, ask } }, PATHS, screenOf(80));
    expect(text).toMatch(/^ {9}5\. task 4\n {9}and 4 more, in the plan$/m);
  });

  test("what is not there", () => {
    const bare = planOf({
      config: configOf({ schedule: { cadence: "monthly", horizon: "1w" } }),
      drift: driftOf({}),
    });
    const text = renderSummary(bare, ["retrain_plan.md"], screenOf(80));
    expect(text).toContain("Why      no evaluation of the model was found\n");
    expect(text).toContain("no date on the calendar");
    expect(text).toMatch(/^Plan {5}retrain_plan\.md$/m);
  });

  test("what could not be read, which may hold an evaluation", () => {
    const problems = [{ path: "https://mlflow.example", problem: "cannot be reached" }];
    const plan = planOf({ drift: driftOf({ problems }) });
    expect(renderSummary(plan, ["retrain_plan.md"], screenOf(100))).toContain(
      "Why      no evaluation was read: https://mlflow.example: cannot be reached\n",
    );
  });

  test("nothing that a dumb terminal cannot show", () => {
    const ascii = renderSummary(troubled("val"), PATHS, screenOf(80, { isUnicode: false }));
    expect(ascii).toMatch(/^[\n -~]*$/);
  });

  test("the same in colour and without", () => {
    const paint = palette(fakeHost("/", { isTTY: true }).host);
    const coloured = renderSummary(troubled("val"), PATHS, screenOf(80, { paint }));
    expect(coloured).not.toBe(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours are made of
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(text);
  });
});

test.each([
  [{}, true, true, true],
  [{}, false, true, false],
  [{}, true, false, false],
  [{ NO_COLOR: "1" }, true, true, false],
  [{ NO_COLOR: "" }, true, true, true],
  [{ TERM: "dumb" }, true, true, false],
  [{ FORCE_COLOR: "1" }, false, true, true],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, true, true],
  [{ FORCE_COLOR: "1" }, true, false, false],
  [{ FORCE_COLOR: "0" }, true, true, false],
  [{ FORCE_COLOR: "" }, false, true, false],
])("with %j, terminal %s and --color %s colours are %s", (env, isTTY, wanted, coloured) => {
  const paint = palette(fakeHost("/", { env, isTTY }).host, wanted);
  expect(paint("red", "x") !== "x").toBe(coloured);
});

test.each([
  ["validation", 10, "validation"],
  ["validation", 9, "validati…"],
  ["精度検証", 8, "精度検証"],
  ["精度検証", 7, "精度検…"],
  ["精度検証", 6, "精度…"],
  ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
  ["🇫🇷🇩🇪🇯🇵", 5, "🇫🇷🇩🇪…"],
])("%s in %i cells is %s", (text, width, folded) => {
  expect(fold(text, width, screenOf(80))).toBe(folded);
  expect(fold(text, width, screenOf(80, { isTerminal: false }))).toBe(text);
});

test.each([
  [0, "░░░░░░░░░░"],
  [0.0001, "█░░░░░░░░░"],
  [0.53, "█████░░░░░"],
  [0.9999, "█████████░"],
  [1, "██████████"],
  [12, "██████████"],
])("a share of %f is %s", (share, bar) => {
  expect(meter(share, 10, true)).toBe(bar);
});

test("a key to set is never cut: it is whole, or left to the plan", () => {
  const part = "data/of/the/year/2025/in/parts/a";
  const key = `\`sources: [{path: "${part} ${part} ${part} ${part} ${part}.csv", role: training}]\``;
  const plan = planOf();
  const ask = [
    `Set \`x\``,
    `Name the training data, such as ${key}: of several tables nothing says`,
  ];
  const decision = {
    ...plan.decision,
    ask: ask.map((text) => ({ ...plan.decision.ask[0], do: text })),
  };
  const texts = (columns: number) =>
    linesOf({ ...plan, decision } as Plan, screenOf(columns))
      .join("")
      .replace(/\s+/g, "");
  expect(texts(80)).toContain(key.replace(/\s+/g, ""));
  expect(texts(40)).not.toContain("sources:[");
});

test("a key is asked for without the reason that the headline gives", () => {
  const plan = planOf();
  const headline = "no minimum is stated";
  const ask = [`Pass \`--min-replay N\`: ${headline}`, `Mend the files: ${headline}`];
  const decision = { ...plan.decision, headline, ask: ask.map((text) => ({ do: text })) };
  const text = linesOf({ ...plan, decision } as Plan, screenOf(80)).join("\n");
  expect(text).toContain("1. Pass `--min-replay N`\n");
  expect(text).toContain("2. Mend the files: no minimum is stated");
});

test("the cycle that came due last is told, and how many others", () => {
  const plan = troubled("val");
  const due = ["15 Jul", "15 Aug", "14 Sep"].map((day) => dueOf(`Full training due ${day}: held`));
  const changes = { ...plan.changes, due } as NonNullable<Plan["changes"]>;
  const lines = linesOf({ ...plan, changes }, screenOf(80));
  expect(lines.filter((line) => line.startsWith("Since"))).toEqual([
    "Since    Full training due 14 Sep: held; 2 other cycles in the plan",
  ]);
});
