import { z } from "zod";
import { TOOLS } from "./choices.ts";
import { rollbackSchema } from "./metrics.ts";
import { amount, glob, globs, metricGlobs, text } from "./scalars.ts";

const metricSource = z
  .strictObject({
    tool: z
      .enum(TOOLS)
      .describe("The tool that wrote it; `metrics` and `table` read files that no tool wrote."),
    path: glob.optional().describe("File, folder or glob, relative to the project."),
    url: text
      .refine(isAddress, "an address that begins with https:// or http://")
      .optional()
      .describe(
        "Or the address of an MLflow server; it is contacted only if MLFLOW_TRACKING_URI names the same scheme, host and port.",
      ),
    experiment: text.optional().describe("MLflow's experiment, by its name or id."),
    metrics: metricGlobs
      .min(1)
      .optional()
      .describe("Globs of metric names; by default all, those of validation before training."),
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

/** A source is files, or else a server: only MLflow's can be asked. */
function checkPlace(source: Record<string, unknown>, context: z.RefinementCtx): void {
  const fault = (key: string, message: string) =>
    context.addIssue({ code: "custom", path: [key], message });
  const isMlflow = source.tool === "mlflow";
  if (source.path === undefined && source.url === undefined) {
    fault("path", isMlflow ? "a `path`, or the `url` of a server" : "a `path`");
  } else if (source.path !== undefined && source.url !== undefined) {
    fault("url", "nothing: a source has `path` or `url`, not both");
  }
  for (const key of ["url", "experiment"]) {
    if (source[key] !== undefined && !isMlflow) fault(key, "nothing: only `tool: mlflow` has it");
  }
}

/** Where validation results, alerts and metrics are written. */
export const validationSchema = z.strictObject({
  runs: globs.default(["artifacts/*/validation_*.json"]).describe("Globs."),
  alerts: globs.default(["artifacts/audit/*alert*.json"]).describe("Globs."),
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

/** Files of this machine. */
export type MetricSourceConfig = Omit<AnyMetricSource, "path" | "url"> & {
  path: string;
  url?: undefined;
};

/** A server. */
export type ServerSourceConfig = Omit<AnyMetricSource, "path" | "url"> & {
  url: string;
  path?: undefined;
};

/** A source of metrics as it stands in the configuration. */
export type EitherSourceConfig = MetricSourceConfig | ServerSourceConfig;
