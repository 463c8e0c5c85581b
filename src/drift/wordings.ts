import type { Wordings } from "../finding.ts";
import { count, figure } from "../text/quantity.ts";
import { AGE_WORDINGS } from "./age-wordings.ts";
import { INPUT_WORDINGS } from "./data/wordings.ts";
import type { DriftFacts } from "./known-findings.ts";
import {
  alertsWords,
  be,
  changeWords,
  deciding,
  describeKinds,
  distanceWords,
  formatExample,
  lastWords,
  limitWords,
  named,
  range,
  some,
  spanWords,
} from "./metric-phrases.ts";
import { REPORT_WORDINGS } from "./report-wordings.ts";

/** The gap that a finding leaves where a metric says neither that the model is getting worse nor that it is not. */
export const WHETHER_WORSE = "whether the model is getting worse";

/** Where findings about drift are worded. */
export const DRIFT_WORDINGS: Wordings<DriftFacts> = {
  "metric-limit-crossed": {
    topic: "model",
    urges: ({ decides, stale }) => decides && !stale,
    severity: deciding,
    message: (f) => `${named(f)} ${be(f)} ${figure(f.value)} on ${f.on}, ${limitWords(f.limit)}`,
    recommend: (f) => {
      if (!f.decides) return [];
      return f.stale
        ? [`Retrain if the new evaluation confirms it: limit crossed by ${f.metric} on ${f.on}`]
        : [`Retrain immediately: limit crossed by ${f.metric}`];
    },
    risk: "The model does not meet its limits",
    impact: 3,
  },
  "metric-limit-touched": {
    topic: "model",
    unknown: WHETHER_WORSE,
    severity: "warning",
    message: (f) =>
      `${named(f)} ${be(f)} ${figure(f.value)} on ${f.on}, ${limitWords(f.limit)}, but within its noise${range(f.interval)}`,
    recommend: (f) => [
      `Evaluate ${f.metric} again: the latest value is beyond the limit by no more than its noise`,
    ],
    risk: "The model may not meet its limits",
    impact: 3,
  },
  "metric-degrading": {
    topic: "model",
    urges: ({ decides, stale }) => decides && !stale,
    severity: deciding,
    message: (f) =>
      `${named(f)} ${f.stale ? "was" : "is"} getting worse${lastWords(f)}: ${changeWords(f)}`,
    recommend: (f) => {
      if (!f.decides) return [];
      return f.stale
        ? [`Retrain if the new evaluation confirms it: degradation of ${f.metric}`]
        : [`Retrain soon: degradation of ${f.metric}`];
    },
    risk: "Continued performance degradation until the next retraining",
    impact: 3,
  },
  "metric-forecast": {
    // It is before any day on which the limit may be crossed.
    isSettledByTraining: true,
    topic: "model",
    severity: "warning",
    message: (f) =>
      `${named(f)} will cross its limit of ${figure(f.limit)} about ${f.forecast.crosses_on} if it goes on so (${f.forecast.latest === null ? `from ${f.forecast.earliest}, perhaps never` : `${f.forecast.earliest} to ${f.forecast.latest}`})`,
    recommend: (f) => [
      `Retrain before ${f.forecast.earliest}, when a limit may be crossed by ${f.metric}`,
    ],
  },
  "metric-not-finite": {
    topic: "model",
    unknown: WHETHER_WORSE,
    severity: "error",
    message: (f) => `${named(f)} is not a finite number on ${f.on}: that evaluation failed`,
    recommend: (f) => [
      `Find out why there is no finite number for ${f.metric}, and evaluate again`,
    ],
    risk: "The model's latest performance is unknown: an evaluation failed",
    impact: 3,
  },
  "metric-values-not-finite": {
    topic: "model",
    severity: "warning",
    message: (f) =>
      `${named(f)} has ${count(f.values, "earlier value")} that ${f.values === 1 ? "is" : "are"} not finite, not judged`,
  },
  "metric-unstable": {
    topic: "model",
    unknown: WHETHER_WORSE,
    severity: "warning",
    message: (f) =>
      `${named(f)} ${be(f)} unstable${lastWords(f)}: it became better, and then worse than its baseline; ${changeWords(f)}`,
    recommend: (f) => [`Investigate why there are moves both ways in ${f.metric}`],
  },
  "metric-newest-outlier": {
    topic: "model",
    unknown: ({ worse }) => (worse ? WHETHER_WORSE : null),
    severity: (f) => (f.worse ? deciding(f) : "warning"),
    message: (f) =>
      `${named(f)} ${f.outlier.size < 0 ? "fell" : "rose"} to ${figure(f.value)} on ${f.on}, far outside the ${count(f.outlier.values - 1, "value")} before it${distanceWords(f.outlier)}`,
    recommend: (f) => [
      f.worse
        ? `Investigate the evaluation of ${f.on}: it is far from the usual values of ${f.metric}`
        : `Check the evaluation of ${f.on} for leakage or a changed test set: it is far from the usual values of ${f.metric}`,
    ],
    risk: "The newest evaluation may be the beginning of a collapse, or wrong",
    impact: 3,
  },
  "metric-improving": {
    topic: "model",
    severity: "notice",
    message: (f) => `${named(f)} is improving: ${changeWords(f)}`,
  },
  "metric-recovered": {
    topic: "model",
    severity: "notice",
    message: (f) => `${named(f)} has changed, and come back to its baseline: ${changeWords(f)}`,
  },
  "metric-change-small": {
    topic: "model",
    severity: "notice",
    message: (f) => `${named(f)} has changed, but too little to matter: ${changeWords(f)}`,
  },
  "metric-change-uncertain": {
    topic: "model",
    severity: "notice",
    message: (f) => `No significant change yet in ${named(f)}: ${changeWords(f)}`,
  },
  "metrics-stable": {
    topic: "model",
    severity: "notice",
    message: (f) =>
      `No significant change in ${count(f.metrics.length, "metric")}: ${some(f.metrics)}`,
  },
  "metrics-too-few": {
    topic: "model",
    unknown: (f) => (f.silent ? null : "the trend of the model"),
    severity: (f) => (f.silent ? "notice" : "warning"),
    message: (f) =>
      `Trend unknown: fewer than ${f.needed} evaluations: ${some(f.metrics.map(({ metric, points }) => `${metric} (${points})`))}`,
    recommend: (f) =>
      f.silent
        ? []
        : ["Evaluate the model in production regularly, so that its trend can be judged"],
  },
  "metrics-one-time": {
    topic: "model",
    unknown: "the trend of the model",
    severity: "warning",
    message: (f) => `Trend unknown, all points are of one time: ${some(f.metrics)}`,
    recommend: () => ["Write the time of each evaluation beside its metrics"],
  },
  "metric-direction-unknown": {
    topic: "model",
    unknown: (f) => `which way is better of ${some(f.metrics.map(({ metric }) => metric))}`,
    severity: "warning",
    message: (f) =>
      `Not judged: set whether higher or lower is better for ${some(f.metrics.map(({ metric, negative }) => (negative ? `${metric} (its values are below zero)` : metric)))}`,
    recommend: (f) => [
      `Set whether higher or lower is better, under \`metrics\` of the configuration, for ${some(f.metrics.map(({ metric }) => metric))}: { direction: higher }, { direction: lower }, or { ignore: true }`,
    ],
  },
  "metric-unit-changed": {
    topic: "model",
    severity: "warning",
    message: (f) =>
      `${named(f)} is not judged: it changed from ${figure(f.before)} to ${figure(f.after)} on ${f.time.slice(0, 10)}, as between fractions and percentages`,
    recommend: (f) => [
      `Write ${f.metric} in one unit: its values changed from ${figure(f.before)} to ${figure(f.after)} on ${f.time.slice(0, 10)}`,
    ],
  },
  "metric-negated": {
    topic: "model",
    severity: "notice",
    message: (f) =>
      `Higher is better for ${some(f.metrics)}: the values of an error are below zero, so it is negated`,
  },
  "runs-experiment": {
    topic: "model",
    unknown: (f) => (f.silent ? null : "which runs evaluate the model in production"),
    severity: (f) => (f.silent ? "notice" : "warning"),
    message: (f) =>
      `${count(f.runs, f.unit)}${describeKinds(f)} ${f.minutes === 0 ? "at one time" : `in ${spanWords(f.minutes)}`} (${f.source}): an experiment, not monitoring${f.silent ? "" : `; ${NAME_THEM[f.unit]}`}`,
    recommend: (f) => (f.silent ? [] : [SAY_WHICH[f.unit]]),
  },
  "experiments-unchosen": {
    topic: "model",
    unknown: "the trend of the model",
    severity: "warning",
    message: (f) =>
      `${f.path} holds ${count(f.experiments.length, "experiment")}, and none is known to be this model's: ${some(f.experiments.map(({ name, runs }) => (runs === null ? name : `${name} (${count(runs, "run")})`)))}`,
    recommend: ({ path, experiments }) => {
      const name = JSON.stringify(formatExample(experiments));
      const source = path.includes("://")
        ? `{tool: mlflow, url: ${path}, experiment: ${name}}`
        : `{tool: mlflow, path: ${path}, model: ${name}}`;
      return [
        `Name the model in MLflow, or its experiment: \`validation: {sources: [${source}]}\``,
      ];
    },
  },
  "metrics-missing": {
    topic: "model",
    severity: "warning",
    message: (f) =>
      `Configured under \`metrics\`, but found nowhere: ${some(f.metrics.map(({ metric, at }) => (at === null ? metric : `${metric} (${at})`)))}${f.read.length === 0 ? "" : `; the evaluations have ${some(f.read)}`}`,
    recommend: (f) => {
      const [first] = f.metrics;
      const at = first?.at ?? "the configuration";
      return [`Correct or remove \`metrics.${first?.metric}\` in ${at}`];
    },
  },
  "validations-failing": {
    topic: "model",
    urges: true,
    severity: "error",
    message: (f) =>
      `Performance is degrading: ${f.passed} of the last ${f.judged} validations passed`,
    recommend: (f) => [
      `Performance degradation detected: only ${f.passed} of the last ${f.judged} validations passed`,
      "Retrain immediately",
    ],
    risk: "Continued performance degradation without immediate retraining",
    impact: 3,
  },
  "validation-failed": {
    topic: "model",
    unknown: WHETHER_WORSE,
    severity: "warning",
    message: (f) => `Only ${f.passed} of the last ${f.judged} validations passed`,
    recommend: (f) => [
      `Investigate the validation that failed on ${f.failed_at.slice(0, 10)}, then retrain`,
    ],
    risk: "The failed validation may be the beginning of a decline",
    impact: 3,
  },
  "validations-passing": {
    topic: "model",
    severity: "notice",
    message: (f) => `The last ${f.judged} validations passed`,
  },
  "validations-unread": {
    topic: "model",
    unknown: "the trend of the model",
    severity: "warning",
    message: () =>
      "Validation trend unknown: a run that may be newer than those judged could not be read",
    recommend: () => ["Fix the validation files that could not be read: one may be the newest"],
  },
  "validations-too-few": {
    topic: "model",
    unknown: "the trend of the model",
    severity: "warning",
    message: (f) =>
      `Validation trend unknown: ${count(f.runs, "validation")}${f.failed > 0 ? ` (${f.failed} failed)` : ""}, ${f.needed} needed`,
    recommend: ({ elsewhere }) => [
      elsewhere === undefined
        ? "Evaluate the model in production regularly, so that its trend can be judged"
        : `Name the model's evaluations in retrain-plan.yaml, such as \`validation: {sources: [{tool: ${elsewhere.tool}, path: ${elsewhere.path}}]}\``,
    ],
  },
  "alerts-many": {
    topic: "model",
    urges: true,
    severity: "error",
    message: alertsWords,
    reason: alertsWords,
    recommend: (f) => [
      `Performance degradation detected: ${count(f.alerts, "alert")} in the last ${count(f.days, "day")}${f.urgent ? "" : "; retrain soon"}`,
    ],
    risk: "Continued performance degradation until the next retraining",
    impact: 3,
  },
  ...AGE_WORDINGS,
  ...REPORT_WORDINGS,
  ...INPUT_WORDINGS,
};

/** The next step that makes the evaluations of one model known. */
const NAME_THEM = {
  run: "set MLflow's alias `champion`, tag the runs that evaluate the model with `model_version`, or give their names as `run_name:` under `validation.sources`",
  evaluation:
    "write those of the model in production to a file of their own, or give the names of their runs as `run_name:` under `validation.sources`",
} as const;

const SAY_WHICH = {
  run: "Say which runs of MLflow evaluate the model in production: set the alias `champion` on its version, tag these runs with `model_version`, or name them with `run_name:` under `validation.sources`",
  evaluation:
    "Say which evaluations are of the model in production: write them to a file of their own, or name their runs with `run_name:` under `validation.sources`",
} as const;
