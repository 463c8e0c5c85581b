import { expect, test } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { listTriggers } from "../../../src/plan/review/rollback.ts";
import type { Evidence } from "../../../src/validation/evidence.ts";
import { alertsOf, configOf, driftOf, seriesOf } from "../../support/values.ts";

const LEFT_OUT = [{ path: "artifacts/audit/alert_9.json", problem: "broken" }];

function triggers(input: ConfigInput, evidence: Partial<Evidence> = {}) {
  const config = configOf(input);
  const series = [
    seriesOf([0.86, 0.81]),
    seriesOf([0.3, 0.35], { metric: "log_loss" }),
    seriesOf([0.9, Number.NaN], { metric: "f1" }),
  ];
  return listTriggers(config, driftOf({ series, ...evidence }, { metrics: config.metrics }));
}

test.each<[NonNullable<ConfigInput["metrics"]>, object]>([
  [
    { auc: { floor: 0.82, rollback: {} } },
    { metric: "val_auc", comparison: "below", limit: 0.82, now: 0.81, met_now: true },
  ],
  [{ auc: { floor: 0.81, rollback: {} } }, { comparison: "below", met_now: false }],
  [
    { log_loss: { ceiling: 0.34, rollback: {} } },
    { comparison: "above", now: 0.35, met_now: true },
  ],
  [{ log_loss: { ceiling: 0.35, rollback: {} } }, { comparison: "above", met_now: false }],
  [
    { f1: { floor: 0.8, rollback: {} } },
    { now: null, met_now: null, unknown: "the latest value is not a finite number" },
  ],
  [
    { uplift: { ceiling: 1, rollback: {} } },
    { metric: "uplift", now: null, met_now: null, unknown: "no metric of that name was read" },
  ],
])("%j", (metrics, expected) => {
  expect(triggers({ metrics })).toMatchObject([{ unknown: null, ...expected }]);
});

test("a limit alone is no reason to roll back", () => {
  expect(triggers({ metrics: { auc: { floor: 0.82 } } })).toEqual([]);
});

const ALERTS: ConfigInput = { validation: { alert_rollback: {} } };

// What was left out may have been an alert: between "no more than 5" and "more" nobody knows.
test.each([
  [5, [], false],
  [6, [], true],
  [5, LEFT_OUT, null],
  [4, LEFT_OUT, false],
  [6, LEFT_OUT, true],
])("more than 5 alerts: %i, and %j left out", (alerts, problems, met_now) => {
  const rows = triggers(ALERTS, { alerts: alertsOf(alerts), problems });
  expect(rows).toMatchObject([
    { metric: null, comparison: "above", limit: 5, now: alerts, met_now },
  ]);
  expect(rows[0]?.unknown).toBe(met_now === null ? "skipped files may be alerts" : null);
});

test("where no file of alerts lies, whether there are any is unknown", () => {
  expect(triggers(ALERTS)).toMatchObject([
    {
      now: null,
      met_now: null,
      unknown: expect.stringContaining("no source of alerts"),
    },
  ]);
});

test("when and what is done is said as it was stated", () => {
  const stated = { within: "48 hours", action: "Serve version 3.1.0" };
  expect(triggers({ validation: { alert_rollback: stated } })).toMatchObject([stated]);
  expect(triggers({ metrics: { auc: { floor: 0.8, rollback: stated } } })).toMatchObject([stated]);
  expect(triggers(ALERTS)).toMatchObject([{ within: null, action: null }]);
});
