import { RUNS_JUDGED } from "../../drift/choices.ts";
import { runsOn } from "../../drift/runs.ts";
import type { DriftAssessment, MetricAssessment } from "../../drift/schema.ts";
import type { Inventory } from "../../inventory/schema.ts";
import type { Sufficiency } from "../../schedule/schema.ts";
import { alertCount } from "./alert-count.ts";
import type { LinkTo } from "./evidence-links.ts";
import type { Threshold } from "./schema.ts";

/** Every limit that the plan was judged by, beside the value, whether it holds, and on what evidence. */
export function listThresholds(
  sufficiency: Sufficiency,
  { sources }: Inventory,
  drift: DriftAssessment,
  linkTo: LinkTo,
): Threshold[] {
  const places = sources.map(({ path }) => linkTo(path));
  const status = { sufficient: "holds", insufficient: "crossed", unknown: "unknown" } as const;
  const data = {
    source: null,
    comparison: "at_least" as const,
    evidence: places,
    status: status[sufficiency.status],
    unknown: sufficiency.status === "unknown" ? (sufficiency.open[0]?.what ?? null) : null,
  };
  const { least, minimum } = sufficiency;
  return [
    ...(minimum === null
      ? []
      : [
          {
            ...data,
            name: "Samples for a retraining",
            value: least,
            limit: minimum,
            unit: null,
          },
        ]),
    ...ofRuns(drift, linkTo),
    ofAlerts(drift, linkTo),
    ...drift.metrics.flatMap((metric) => ofMetric(metric, linkTo)),
  ];
}

function ofRuns(drift: DriftAssessment, linkTo: LinkTo): Threshold[] {
  const runs = runsOn(drift.runs, "model").slice(-RUNS_JUDGED);
  if (runs.length === 0) return [];
  const passed = runs.filter((run) => run.passed).length;
  const unknown = !drift.newest_run_read
    ? "a result that may be newer could not be read"
    : runs.length < RUNS_JUDGED
      ? `${RUNS_JUDGED} are needed`
      : null;
  return [
    {
      name: `Passed, of the last ${RUNS_JUDGED} validations`,
      source: null,
      value: passed,
      comparison: "at_least",
      limit: RUNS_JUDGED,
      unit: null,
      status: unknown !== null ? "unknown" : passed === RUNS_JUDGED ? "holds" : "crossed",
      unknown,
      evidence: runs.map(({ path }) => linkTo(path)),
    },
  ];
}

function ofAlerts(drift: DriftAssessment, linkTo: LinkTo): Threshold {
  const { recent, days, limit } = drift.alerts;
  const { value, isBeyond, unknown } = alertCount(drift, limit);
  return {
    name: `Alerts of the last ${days === 1 ? "day" : `${days} days`}`,
    source: null,
    value,
    comparison: "at_most",
    limit,
    unit: null,
    status: isBeyond === null ? "unknown" : isBeyond ? "crossed" : "holds",
    unknown,
    evidence: recent.map(({ path }) => linkTo(path)),
  };
}

function ofMetric({ name, source, limit, latest, direction }: MetricAssessment, linkTo: LinkTo) {
  if (limit === null) return [];
  const value = latest?.value ?? null;
  const threshold: Threshold = {
    name,
    source,
    value,
    limit: limit.value,
    unit: null,
    comparison: direction === "lower" ? "at_most" : "at_least",
    status: value === null ? "unknown" : limit.crossed ? "crossed" : "holds",
    unknown: value === null ? "the latest value is not a finite number" : null,
    evidence: latest === null ? [] : [linkTo(latest.path)],
  };
  return [threshold];
}
