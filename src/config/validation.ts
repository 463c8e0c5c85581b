import { z } from "zod";
import { globFault } from "../glob/glob.ts";
import { parseShortDuration, SHORT_DURATION } from "../time/short-duration.ts";
import { TOOLS } from "./choices.ts";
import { rollbackSchema } from "./metrics.ts";
import { amount, checkAll, glob, globs, metricGlobs, text } from "./scalars.ts";

const duration = text
  .regex(SHORT_DURATION, "a number with s, m, h, d or w, such as 6h or 1d")
  .optional();

const address = text.refine(isAddress, "an address that begins with https:// or http://");

const queries = z.record(text, text).refine((own) => Object.keys(own).length > 0, "a query");

const metricSource = z
  .strictObject({
    tool: z
      .enum(TOOLS)
      .describe("The tool that wrote it; `metrics` and `table` read files that no tool wrote."),
    path: glob.optional().describe("File, folder or glob, relative to the project."),
    url: address
      .optional()
      .describe(
        "Or the address of a server of MLflow or Prometheus; it is contacted only if MLFLOW_TRACKING_URI or PROMETHEUS_URL names the same scheme, host and port.",
      ),
    experiment: text.optional().describe("MLflow's experiment, by its name or id."),
    metrics: z
      .union([metricGlobs.min(1), queries])
      .optional()
      .describe(
        "Globs of metric names; by default all, those of validation before training. Of a Prometheus server a query for each metric, by the name of the metric.",
      ),
    step: duration.describe(
      "Time between two points of a Prometheus query, which is the time between two evaluations; by default 1d.",
    ),
    range: duration.describe("How far a Prometheus query looks back; by default 180d."),
    model: text
      .optional()
      .describe(
        "Which model, where a place holds several: MLflow's registered model, or its experiment.",
      ),
    alias: text
      .optional()
      .describe(
        "MLflow's alias of the version in production; by default champion, else the stage Production.",
      ),
    run_name: text
      .optional()
      .describe(
        "Name of the runs that evaluate the model, `*` for any text: these are one series.",
      ),
    history: z
      .boolean()
      .default(true)
      .describe("Whether the git history of a file that is overwritten gives its past values."),
    columns: z
      .strictObject({
        time: text.optional(),
        metric: text.optional().describe("Names of metrics, in a table with a row a value."),
        value: text.optional().describe("Values, in a table with a row a value."),
        model: text.optional().describe("Which model, in a table of several."),
        model_version: text.optional(),
        samples: text.optional().describe("How many samples were evaluated."),
      })
      .optional()
      .describe("Which columns of a table hold what; by default evident ones."),
  })
  .superRefine(checkPlace)
  .describe("A place where metrics of the model are written.");

function isAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

type Fault = (key: string, message: string) => void;

/** A source is files, or else a server: only those of MLflow and Prometheus can be asked. */
function checkPlace(source: Record<string, unknown>, context: z.RefinementCtx): void {
  const fault: Fault = (key, message) => context.addIssue({ code: "custom", path: [key], message });
  const { tool, path, url, metrics } = source;
  const isMlflow = tool === "mlflow";
  const isServed = isMlflow || tool === "prometheus";
  if (path === undefined && url === undefined) {
    fault("path", isServed ? "a `path`, or the `url` of a server" : "a `path`");
  } else if (path !== undefined && url !== undefined) {
    fault("url", "nothing: a source has `path` or `url`, not both");
  }
  if (url !== undefined && !isServed) {
    fault("url", "nothing: only `tool: mlflow` and `tool: prometheus` have it");
  }
  if (source.experiment !== undefined && !isMlflow) {
    fault("experiment", "nothing: only `tool: mlflow` has it");
  }
  if (tool === "prometheus" && url !== undefined) checkPrometheus(source, fault);
  else {
    if (metrics !== undefined && !Array.isArray(metrics)) {
      fault("metrics", "a list of globs: only a Prometheus server evaluates queries");
    }
    for (const key of ["step", "range"]) {
      if (source[key] !== undefined) fault(key, "nothing: only a Prometheus server has it");
    }
  }
}

/** As many points of a series are read. */
const MOST_POINTS = 110_000;

function checkPrometheus(source: Record<string, unknown>, fault: Fault): void {
  const { metrics, step = "1d", range = "180d" } = source;
  if (metrics === undefined || Array.isArray(metrics)) {
    fault("metrics", "a query for each metric: {auc: model_auc}");
  }
  for (const key of ["model", "alias", "run_name", "columns"]) {
    if (source[key] !== undefined) fault(key, "nothing: the queries say which values are read");
  }
  const [each, all] = [step, range].map((text) => parseShortDuration(String(text)) ?? 0);
  if (!each || !all) return;
  if (all < each) fault("range", "at least one step");
  else if (all / each > MOST_POINTS) {
    fault("step", `a longer one: at most ${MOST_POINTS.toLocaleString("en")} points are read`);
  }
}

const alertServer = z
  .strictObject({
    tool: z.enum(["prometheus"]).describe("The tool that raises alerts."),
    url: address.describe(
      "Its server, which is contacted only if PROMETHEUS_URL names the same scheme, host and port.",
    ),
    matcher: text
      .optional()
      .describe("Which firing alerts count, by their labels; by default all of the server."),
  })
  .describe("A server whose firing alerts count.");

const alerts = z.array(z.union([text, alertServer])).superRefine(checkAll(globFault));

/** Where validation results, alerts and metrics are written. */
export const validationSchema = z.strictObject({
  runs: globs.default(["artifacts/*/validation_*.json"]).describe("Globs."),
  alerts: alerts
    .default(["artifacts/audit/*alert*.json"])
    .describe("Globs, and servers whose firing alerts count."),
  sources: z
    .array(metricSource)
    .min(1)
    .optional()
    .describe("Where metrics are written; by default the usual places of each tool."),
  alert_days: amount.default(7).describe("Alerts of so many last days count."),
  alert_limit: z.int().min(0).default(5).describe("More alerts than this: degradation."),
  alert_rollback: rollbackSchema
    .optional()
    .describe("Roll back a new model with more alerts than that."),
  max_age_days: amount
    .optional()
    .describe(
      "Evaluations and reports that are older are stale, and say nothing of today; by default three of their own intervals, at least a week, and three cadences where there is one alone.",
    ),
});

type AnyMetricSource = z.output<typeof metricSource>;

/** Globs of the files of alerts. */
export function listAlertFiles(entries: readonly (string | AlertServerConfig)[]): string[] {
  return entries.filter((entry) => typeof entry === "string");
}

/** The servers whose alerts count. */
export function listAlertServers(
  entries: readonly (string | AlertServerConfig)[],
): AlertServerConfig[] {
  return entries.filter((entry) => typeof entry !== "string");
}

/** Files of this machine. */
export type MetricSourceConfig = Omit<
  AnyMetricSource,
  "path" | "url" | "metrics" | "step" | "range"
> & {
  path: string;
  url?: undefined;
  /** Globs of names. */
  metrics?: string[] | undefined;
};

/** A server. */
export type ServerSourceConfig = Omit<AnyMetricSource, "path" | "url"> & {
  url: string;
  path?: undefined;
};

/** A source of metrics as it stands in the configuration. */
export type EitherSourceConfig = MetricSourceConfig | ServerSourceConfig;

/** A server whose firing alerts count. */
export type AlertServerConfig = z.output<typeof alertServer>;
