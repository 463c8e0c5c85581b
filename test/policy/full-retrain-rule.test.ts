import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { chooseCadence } from "../../src/policy/choose-cadence.ts";
import { decideKinds, type KindFacts } from "../../src/policy/full-retrain-rule.ts";
import { MICROS_PER_DAY } from "../../src/time/instant.ts";
import { configOf, driftOf, NOW, seriesOf } from "../support/values.ts";

const COSTS = { retraining_cost: 10 };
const LOSS = { val_error: { loss_cost_per_day: 1 } };

/**
 * Weekly trainings, the first of each six full; an evaluation of each version at ages 0 to 6 days, which
 * loses `added` more for each incremental and `aging` more each day. Or so many days for each of these.
 */
function facts({ added = 0.04, aging = 0.001, noise = 0, weeks = 12, days = 1 } = {}): KindFacts {
  const day = days * MICROS_PER_DAY;
  const start = NOW - 7 * weeks * day;
  const runs = Array.from({ length: weeks }, (_, k) => ({
    at: start + 7 * k * day,
    type: k % 6 === 0 ? ("full_retrain" as const) : ("incremental" as const),
  }));
  const rows = runs.flatMap((_, k) =>
    Array.from({ length: 7 }, (_, age) => ({
      loss: 0.2 + added * (k % 6) + aging * age + noise * (((3 * k + age) % 5) - 2),
      version: `v${k}`,
    })),
  );
  const series = seriesOf(
    rows.map(({ loss }) => loss),
    { metric: "val_error", versions: rows.map(({ version }) => version) },
  );
  const points = series.points.map((point, k) => ({
    ...point,
    at: start + (k + 0.1) * day,
  }));
  const own = { ...series, points };
  const { metrics } = driftOf({ series: [own] });
  return { runs, incrementalShare: 0.2, series: [own], metrics };
}

const kinds = (
  given: KindFacts,
  policy: ConfigInput["policy"] = COSTS,
  full_every?: number,
  metrics: ConfigInput["metrics"] = LOSS,
) =>
  decideKinds(configOf({ policy, metrics, schedule: full_every ? { full_every } : {} }), given, 4);

describe("decideKinds", () => {
  // By hand: √(2 · 8/(1 · 0.04 · 4)) = 10.
  test("full as often as costs least, from what each incremental added", () => {
    expect(kinds(facts())).toMatchObject({ fullEvery: 10, fullEveryBy: "history" });
    expect(kinds(facts()).lossPerIncremental?.value).toBeCloseTo(0.04, 9);
  });

  test("as configured, whatever the history says", () => {
    expect(kinds(facts(), COSTS, 3)).toMatchObject({ fullEvery: 3, fullEveryBy: "configured" });
  });

  test.each([
    ["without costs", facts(), {}],
    ["without the price of incrementals", { ...facts(), incrementalShare: null }, COSTS],
    ["without past trainings", { ...facts(), runs: [] }, COSTS],
    ["with a loss within its error", facts({ added: 0.0001, noise: 0.05 }), COSTS],
  ])("every fourth %s", (_, given, policy) => {
    expect(kinds(given, policy)).toMatchObject({ fullEvery: 4, fullEveryBy: "default" });
  });

  test("the next is full because of incrementals that add, of old data", () => {
    expect(kinds(facts({ added: -0.01 })).forced).toEqual([]);
    const before = facts();
    const metrics = before.metrics.map((metric) => ({
      ...{ ...metric, name: "old_error", verdict: "degrading" as const },
    }));
    const given = { ...before, metrics: [...before.metrics, ...metrics] };
    const rules = { ...LOSS, old_error: { old_data: true } };
    expect(kinds(given, COSTS, 4, rules).forced).toEqual([
      expect.stringMatching(/^each incremental adds 0\.04 \(standard error .*\) to val_error$/),
      "old_error, on old data, is degrading",
    ]);
  });

  test("what incrementals add forces none where K* has weighed it, nor after a full training", () => {
    const { runs, ...given } = facts();
    expect(kinds({ runs, ...given })).toMatchObject({ fullEveryBy: "history", forced: [] });
    expect(kinds({ runs, ...given }, COSTS, 4).forced).toHaveLength(1);
    const justFull = [...runs, { at: NOW, type: "full_retrain" as const }];
    expect(kinds({ runs: justFull, ...given }, COSTS, 4).forced).toEqual([]);
  });
});

test("the best period rests on what a retraining costs on average", () => {
  const given = facts({ noise: 0.0005, aging: 0.1, days: 7 });
  const chosen = (incrementalShare: number | null) => {
    const task = { ...given, incrementalShare, now: NOW, hasSamples: true };
    const config = configOf({
      ...{ policy: COSTS, metrics: LOSS },
      schedule: { cadence: "auto", full_every: 4 },
    });
    return chooseCadence(config, task).policy;
  };
  const [dear, cheap] = [chosen(null), chosen(0.2)];
  expect(dear?.costs?.retraining).toBe(10);
  // A full one, and three of a fifth of it: (10 + 3 · 2)/4.
  expect(cheap?.costs?.retraining).toBeCloseTo(4, 12);
  const periods = [dear, cheap].map((policy) => policy?.best?.period_days as number);
  // √0.4, but for the prior.
  expect((periods[1] as number) / (periods[0] as number)).toBeCloseTo(Math.sqrt(0.4), 2);
});
