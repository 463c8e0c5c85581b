import { type DriftAssessment, type MetricAssessment, RUNS_JUDGED } from "../drift/schema.ts";
import type { Severity } from "../finding.ts";
import { count, figure } from "../quantity.ts";
import { oneLine } from "./escape.ts";
import type { Colour, Palette } from "./palette.ts";
import { sparkline } from "./sparkline.ts";
import { renderTable } from "./table.ts";
import { paragraph } from "./wrap.ts";

/** Wide enough for a shape, narrow enough for a table of 80 columns. */
const SPARKLINE = 12;
const NAME = 22;

/**
 * The drift assessment for a terminal: the verdict first, then why, then the metrics and the runs that
 * it rests on.
 */
export function renderDrift(drift: DriftAssessment, paint: Palette): string {
  const { alerts, problems, notes } = drift;
  const verdict = [
    `Validation trend         ${paint(TREND_COLOURS[drift.validation_trend], drift.validation_trend)}`,
    `Performance degradation  ${paint(ANSWER_COLOURS[drift.performance_degradation], drift.performance_degradation)}`,
    `Distribution shift       ${paint(ANSWER_COLOURS[drift.data_distribution_shift], drift.data_distribution_shift)}`,
    `Recommendation           ${paint("bold", drift.recommendation.replaceAll("_", " "))}`,
    `Alerts                   ${alerts.recent.length} in the last ${count(alerts.days, "day")}; more than ${alerts.limit} mean degradation`,
    "",
  ].join("\n");
  const reasons = drift.reasons.map(({ severity, message }) => {
    const mark = `${severity}:`;
    const text = paragraph(`${mark} ${oneLine(message)}`, 2);
    return `${text.replace(mark, paint(SEVERITY_COLOURS[severity], mark))}\n`;
  });
  return [
    verdict,
    reasons.join(""),
    drift.metrics.length === 0 ? "" : metricTable(drift.metrics),
    runTable(drift),
    listed("Left out", problems),
    listed("Noted", notes),
  ]
    .filter(Boolean)
    .join("\n");
}

function listed(title: string, items: DriftAssessment["problems"]): string {
  if (items.length === 0) return "";
  const lines = items.map(({ path, problem }) => `  ${oneLine(`${path}: ${problem}`)}\n`);
  return `${title}:\n${lines.join("")}`;
}

function metricTable(metrics: readonly MetricAssessment[]): string {
  const table = renderTable(
    [
      { title: "Metric" },
      { title: "" },
      { title: "" },
      { title: "Baseline", align: "right" },
      { title: "Latest", align: "right" },
      { title: "Change", align: "right" },
      { title: "Verdict" },
    ],
    metrics.map((metric) => [
      shortened(`${metric.name}${metric.primary ? "*" : ""}`),
      ARROWS[metric.direction ?? "unknown"],
      sparkline(
        metric.points.map(({ value }) => value),
        SPARKLINE,
      ),
      metric.baseline === null ? "" : short(metric.baseline.value),
      metric.latest === null ? "" : short(metric.latest.value ?? Number.NaN),
      metric.change === null ? "" : relative(metric.change),
      metric.verdict,
    ]),
  );
  const starred = metrics.some(({ primary }) => primary)
    ? "* primary: it alone carries the verdict. "
    : "";
  return `${table}${paragraph(`↑ higher is better, ↓ lower. ${starred}\`retrain-plan drift --explain METRIC\` says how a verdict came about.`)}\n`;
}

function runTable({ runs }: DriftAssessment): string {
  if (runs.length === 0) return "No validation run was found.\n";
  const table = renderTable(
    [
      { title: "Validated" },
      { title: "Status" },
      { title: "Model" },
      { title: "Time from" },
      { title: "File" },
    ],
    runs.map((run) => [
      run.time.slice(0, 10),
      run.status,
      run.subject === "model" ? (run.model_version ?? "unknown") : `(${run.subject})`,
      run.time_source,
      run.path,
    ]),
  );
  const ofModel = runs.every(({ subject }) => subject === "model") ? "" : " of the model";
  return `${table}The last ${WORDS[RUNS_JUDGED]}${ofModel} are judged.\n`;
}

const ARROWS = { higher: "↑", lower: "↓", unknown: "?" };

const WORDS = { [RUNS_JUDGED]: "three" };

const SEVERITY_COLOURS: Record<Severity, Colour> = {
  error: "red",
  warning: "yellow",
  notice: "dim",
};

const TREND_COLOURS: Record<MetricAssessment["verdict"], Colour> = {
  degrading: "red",
  unstable: "yellow",
  unknown: "yellow",
  improving: "green",
  stable: "green",
};

const ANSWER_COLOURS: Record<DriftAssessment["performance_degradation"], Colour> = {
  yes: "red",
  no: "green",
  unknown: "yellow",
};

function relative({ relative: share, absolute }: NonNullable<MetricAssessment["change"]>): string {
  const sign = absolute < 0 ? "−" : "+";
  if (share === null) return `${sign}${short(Math.abs(absolute))}`;
  return `${sign}${(Math.abs(share) * 100).toFixed(1)} %`;
}

/** At most eight characters. */
function short(value: number): string {
  const text = figure(value);
  return text.length <= 8 ? text : value.toExponential(2);
}

function shortened(name: string): string {
  return name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name;
}
