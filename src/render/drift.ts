import { RUNS_JUDGED } from "../drift/choices.ts";
import type { DriftAssessment, MetricAssessment } from "../drift/schema.ts";
import type { Severity } from "../finding.ts";
import { count, figure } from "../text/quantity.ts";
import { dateWords, daysAgo } from "../time/date-words.ts";
import { oneLine } from "./escape.ts";
import { fold } from "./fold.ts";
import type { Colour } from "./palette.ts";
import type { Screen } from "./screen.ts";
import { sparkline } from "./sparkline.ts";
import { renderTable, type TableColumn } from "./table.ts";
import { item, paragraph } from "./wrap.ts";

/** Wide enough for a shape, narrow enough for a table of 80 columns. */
const SPARKLINE = 12;
const NAME = 22;

/**
 * The drift assessment for a terminal: the verdict first, then why, then the metrics and the runs that
 * it rests on.
 */
export function renderDrift(drift: DriftAssessment, screen: Screen): string {
  const { paint } = screen;
  const { alerts, problems, notes } = drift;
  const verdict = [
    `Validation trend         ${paint(TREND_COLOURS[drift.validation_trend], drift.validation_trend)}`,
    `Performance degradation  ${paint(ANSWER_COLOURS[drift.performance_degradation], drift.performance_degradation)}`,
    `Distribution shift       ${paint(ANSWER_COLOURS[drift.data_distribution_shift], drift.data_distribution_shift)}`,
    `Recommendation           ${paint("bold", drift.recommendation.replaceAll("_", " "))}`,
    `Last evaluated           ${lastEvaluated(drift, screen)}`,
    `Alerts                   ${alertsIn(alerts)}`,
    "",
  ].join("\n");
  const reasons = drift.reasons.map(({ severity, message }) => {
    const mark = `${severity}:`;
    const text = paragraph(`${mark} ${oneLine(message)}`, 2, screen.columns);
    return `${text.replace(mark, paint(SEVERITY_COLOURS[severity], mark))}\n`;
  });
  return [
    verdict,
    reasons.join(""),
    drift.metrics.length === 0 ? "" : metricTable(drift.metrics, screen),
    runTable(drift, screen),
    listed("Skipped", problems, screen),
    renderNotes(notes, screen),
  ]
    .filter(Boolean)
    .join("\n");
}

function lastEvaluated(
  { evaluation_age: age, experiments }: DriftAssessment,
  { paint }: Screen,
): string {
  if (age === null) return paint("yellow", experiments.length === 0 ? "never" : "unknown");
  return paint(age.stale ? "red" : "green", `${daysAgo(age.days)}, on ${dateWords(age.newest)}`);
}

function alertsIn({ recent, files, days, limit }: DriftAssessment["alerts"]): string {
  const time = `in the last ${count(days, "day")}`;
  return files === 0
    ? `unknown ${time}: no source of alerts read`
    : `${recent.length} ${time}; more than ${limit} mean degradation`;
}

/** Notes beside the evaluations, such as files that are recognised but not read. */
export function renderNotes(notes: DriftAssessment["notes"], screen: Screen): string {
  return listed("Noted", notes, screen);
}

function listed(title: string, items: DriftAssessment["problems"], screen: Screen): string {
  if (items.length === 0) return "";
  const lines = items.map(({ path, problem }) => item(`${path}: ${problem}`, screen));
  return `${title}:\n${lines.join("")}`;
}

function metricTable(metrics: readonly MetricAssessment[], screen: Screen): string {
  const names = new Set(metrics.map(({ name }) => name));
  // One metric from several sources: then its name alone does not say which.
  const withSource = names.size < metrics.length;
  const columns: TableColumn[] = [
    { title: "Metric" },
    { title: "" },
    { title: "" },
    { title: "Baseline", align: "right" },
    { title: "Latest", align: "right" },
    { title: "Change", align: "right" },
    { title: "Verdict" },
  ];
  const arrows = screen.isUnicode ? ARROWS : ASCII_ARROWS;
  const rows = metrics.map((metric) => [
    fold(oneLine(`${metric.name}${metric.primary ? "*" : ""}`), NAME, screen),
    arrows[metric.direction ?? "unknown"],
    sparkline(
      metric.points.map(({ value }) => value),
      SPARKLINE,
      screen.isUnicode,
    ),
    metric.baseline === null ? "" : short(metric.baseline.value),
    metric.latest === null ? "" : short(metric.latest.value ?? Number.NaN),
    metric.change === null ? "" : relative(metric.change),
    metric.verdict,
    ...(withSource ? [metric.source] : []),
  ]);
  // In a pipe names are whole, and a row stays a line.
  const wide = screen.isTerminal ? screen : { ...screen, columns: Number.POSITIVE_INFINITY };
  const table = renderTable(withSource ? [...columns, { title: "Source" }] : columns, rows, wide);
  const starred = metrics.some(({ primary }) => primary)
    ? "* primary: it alone carries the verdict. "
    : "";
  return `${table}${paragraph(`${arrows.higher} higher is better, ${arrows.lower} lower. ${starred}\`retrain-plan drift --explain METRIC\` says how a verdict came about.`, 0, screen.columns)}\n`;
}

function runTable({ runs }: DriftAssessment, screen: Screen): string {
  if (runs.length === 0) return "No validation run was found.\n";
  const newest = runs.slice(-MOST_RUNS);
  const table = renderTable(
    [
      { title: "Validated" },
      { title: "Status" },
      { title: "Model" },
      { title: "Time source" },
      { title: "File" },
    ],
    newest.map((run) => [
      run.time.slice(0, 10),
      run.status,
      run.subject === "model" ? (run.model_version ?? "unknown") : `(${run.subject})`,
      run.time_source,
      run.path,
    ]),
    screen,
  );
  const ofModel = runs.every(({ subject }) => subject === "model") ? "" : " of the model";
  const earlier = runs.length - newest.length;
  const more = earlier === 0 ? "" : ` ${count(earlier, "earlier one")} in \`--format json\`.`;
  return `${table}The last ${RUNS_JUDGED}${ofModel} are judged.${more}\n`;
}

/** More would push the verdict off the screen. */
const MOST_RUNS = 20;

const ARROWS = { higher: "↑", lower: "↓", unknown: "?" };
const ASCII_ARROWS = { higher: "^", lower: "v", unknown: "?" };

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
  const sign = absolute < 0 ? "-" : "+";
  // A hundred times a value near zero says less than the difference.
  if (share === null || Math.abs(share) >= 100) return `${sign}${short(Math.abs(absolute))}`;
  return `${sign}${(Math.abs(share) * 100).toFixed(1)} %`;
}

/** At most eight characters. */
function short(value: number): string {
  const text = figure(value);
  return text.length <= 8 ? text : value.toExponential(2);
}
