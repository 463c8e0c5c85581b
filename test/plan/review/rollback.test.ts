import { expect, test } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { rollbackOf } from "../../../src/plan/review/rollback.ts";
import { alertsOf, configOf, driftOf, seriesOf } from "../../support/values.ts";

type Rule = NonNullable<NonNullable<ConfigInput["review"]>["rollback"]>[number];

const LEFT_OUT = [{ path: "artifacts/audit/alert_9.json", problem: "broken" }];

function triggers(rule: Rule, alerts = 0, problems: typeof LEFT_OUT = []) {
  const { review } = configOf({ review: { rollback: [rule] } });
  const series = [
    seriesOf([0.86, 0.81]),
    seriesOf([0.3, 0.35], { metric: "log_loss" }),
    seriesOf([0.9, Number.NaN], { metric: "f1" }),
  ];
  return rollbackOf(review.rollback ?? [], driftOf({ series, alerts: alertsOf(alerts), problems }));
}

test.each<[Rule, object]>([
  [
    { metric: "auc", floor: 0.82 },
    { comparison: "below", now: 0.81, met_now: true },
  ],
  [
    { metric: "auc", floor: 0.81 },
    { comparison: "below", met_now: false },
  ],
  [
    { metric: "log_loss", ceiling: 0.34 },
    { comparison: "above", now: 0.35, met_now: true },
  ],
  [
    { metric: "log_loss", ceiling: 0.35 },
    { comparison: "above", met_now: false },
  ],
  [
    { metric: "f1", floor: 0.8 },
    { now: null, met_now: null, unknown: "the latest value is no finite number" },
  ],
  [
    { metric: "uplift", ceiling: 1 },
    { metric: "uplift", now: null, met_now: null, unknown: "no metric of that name was read" },
  ],
])("%j", (rule, expected) => {
  expect(triggers(rule)).toMatchObject([{ unknown: null, ...expected }]);
});

// What was left out may have been an alert: between "no more than 5" and "more" nobody knows.
test.each([
  [5, [], false],
  [6, [], true],
  [5, LEFT_OUT, null],
  [4, LEFT_OUT, false],
  [6, LEFT_OUT, true],
])("more than 5 alerts: %i, and %j left out", (alerts, problems, met_now) => {
  const rows = triggers({ alerts: 5 }, alerts, problems);
  expect(rows).toMatchObject([
    { metric: null, comparison: "above", limit: 5, now: alerts, met_now },
  ]);
  expect(rows[0]?.unknown).toBe(met_now === null ? "files that were left out may be alerts" : null);
});

test("where no file of alerts lies, whether there are any is unknown", () => {
  expect(triggers({ alerts: 5 }, 0)).toMatchObject([
    {
      now: null,
      met_now: null,
      unknown: expect.stringContaining("no file matches validation.alerts"),
    },
  ]);
});

test("when and what is done is said as it was stated", () => {
  const stated = { within: "48 hours", action: "Serve version 3.1.0" };
  expect(triggers({ alerts: 5, ...stated })).toMatchObject([stated]);
  expect(triggers({ metric: "auc", floor: 0.8, ...stated })).toMatchObject([stated]);
  expect(triggers({ alerts: 5 })).toMatchObject([{ within: null, action: null }]);
});
