import { runsOn } from "../../drift/runs.ts";
import { type DriftAssessment, type MetricAssessment, RUNS_JUDGED } from "../../drift/schema.ts";
import type { Inventory } from "../../inventory/schema.ts";
import type { Sufficiency } from "../../schedule/schema.ts";
import type { LinkTo } from "./evidence-links.ts";
import type { Threshold } from "./schema.ts";

/** Every limit that the plan was judged by, beside the value, whether it holds, and on what evidence. */
export function thresholdsOf(
  sufficiency: Sufficiency,
  { sources }: Inventory,
  drift: DriftAssessment,
  linkTo: LinkTo,
): Threshold[] {
  const places = sources.map(({ path }) => linkTo(path));
  const status = { sufficient: "holds", insufficient: "crossed", unknown: "unknown" } as const;
  const data = {
    ...{ source: null, comparison: "at_least" as const, evidence: places },
    status: status[sufficiency.status],
  };
  const { have_samples, need_samples, have_bytes, need_bytes, estimate } = sufficiency;
  return [
    {
      ...data,
      name: "Samples for a retraining",
      value: have_samples,
      limit: need_samples,
      unit: null,
    },
    ...(estimate
      ? [
          {
            ...data,
            ...{ name: "Size of the data, for want of samples", unit: "bytes" as const },
            ...{ value: have_bytes, limit: need_bytes },
          },
        ]
      : []),
    ...ofRuns(drift, linkTo),
    ofAlerts(drift, linkTo),
    ...drift.metrics.flatMap((metric) => ofMetric(metric, linkTo)),
  ];
}

function ofRuns(drift: DriftAssessment, linkTo: LinkTo): Threshold[] {
  const runs = runsOn(drift.runs, "model").slice(-RUNS_JUDGED);
  if (runs.length === 0) return [];
  const passed = runs.filter((run) => run.passed).length;
  const isKnown = drift.newest_run_read && runs.length === RUNS_JUDGED;
  return [
    {
      name: `Passed, of the last ${RUNS_JUDGED} validations`,
      ...{ source: null, value: passed, comparison: "at_least", limit: RUNS_JUDGED, unit: null },
      status: !isKnown ? "unknown" : passed === RUNS_JUDGED ? "holds" : "crossed",
      evidence: runs.map(({ path }) => linkTo(path)),
    },
  ];
}

function ofAlerts({ alerts, problems }: DriftAssessment, linkTo: LinkTo): Threshold {
  const { recent, days, limit } = alerts;
  // What was left out may have been alerts.
  const most = recent.length + problems.length;
  return {
    name: `Alerts of the last ${days === 1 ? "day" : `${days} days`}`,
    ...{ source: null, value: recent.length, comparison: "at_most", limit, unit: null },
    status: recent.length > limit ? "crossed" : most > limit ? "unknown" : "holds",
    evidence: recent.map(({ path }) => linkTo(path)),
  };
}

function ofMetric({ name, source, limit, latest, direction }: MetricAssessment, linkTo: LinkTo) {
  if (limit === null) return [];
  const value = latest?.value ?? null;
  const threshold: Threshold = {
    ...{ name, source, value, limit: limit.value, unit: null },
    comparison: direction === "lower" ? "at_most" : "at_least",
    status: value === null ? "unknown" : limit.crossed ? "crossed" : "holds",
    evidence: latest === null ? [] : [linkTo(latest.path)],
  };
  return [threshold];
}
