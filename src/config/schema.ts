import { z } from "zod";
import { DURATION, parseDuration } from "../duration.ts";
import { zoneOf } from "../instant.ts";
import { similarZone } from "../zone-names.ts";
import { daysBetween, durationOf, isCron } from "./cadence.ts";
import {
  CADENCE_CHOICES,
  CADENCE_WORDS,
  CRON,
  FORMATS,
  HORIZON,
  TOOLS,
  WEEKDAYS,
} from "./choices.ts";
import { gateSchema } from "./gate.ts";
import { reviewSchema, riskSchema } from "./review.ts";

const text = z.string().trim().min(1);
const count = z.int().min(1);
const amount = z.number().positive();
const price = z.number().min(0);
const day = z.iso.date().describe("A date: 2025-08-31.");

/** More are no plan: a slip of the finger, and minutes of work. */
const MOST_CYCLES = 10_000;

const cadence = z
  .union([z.enum(CADENCE_CHOICES), z.string().regex(DURATION), z.string().regex(CRON)], {
    error: CADENCE_WORDS,
  })
  .refine((text) => durationOf(text) !== null || CRON.test(text), CADENCE_WORDS)
  .refine((text) => daysBetween(text) >= LEAST_DAYS, "at least an hour between retrainings");

/** An hour: what begins more often is no retraining that anybody plans. */
const LEAST_DAYS = 1 / 24 - 1e-9;

const trainingColumns = z
  .strictObject({
    date: text.optional().describe("When the training was."),
    type: text.optional().describe("Whether the training was full or incremental."),
    samples: text.optional().describe("How many samples it trained on."),
    hours: text.optional().describe("How long it took."),
    gpus: text.optional().describe("How many it used."),
    storage_gb: text.optional().describe("What it stored."),
    cost: text.optional().describe("What it cost in all."),
  })
  .describe(
    "Which columns of the history hold what, or parameters, tags and metrics of MLflow; by default evident ones.",
  );

const source = z
  .strictObject({
    path: text.describe("Directory or file, relative to the project."),
    name: text.optional().describe("How the plan calls it; by default its path."),
    include: z.array(text).optional().describe("Globs below the path; by default every file."),
    exclude: z.array(text).optional().describe("Globs below the path that are left out."),
    sample: z
      .enum(["row", "file"])
      .default("row")
      .describe("What one sample is: a row of a table, or a whole file (images, audio, texts)."),
    time_column: text
      .optional()
      .describe("Column with the event time; by default an evident one (event_time, timestamp …)."),
    delimiter: z
      .string()
      .regex(/^[\t\x20-\x7e]$/, "one character")
      .refine((text) => text !== '"', "not a quote")
      .optional()
      .describe("Field delimiter of delimited text."),
    header: z.boolean().optional().describe("Whether the first row names the columns."),
    records: text.optional().describe("Where the records lie in a JSON object: result.data"),
  })
  .describe("A place where training data lies.");

const metricSource = z
  .strictObject({
    tool: z
      .enum(TOOLS)
      .describe("Which tool wrote it; `metrics` and `table` are files of one's own."),
    path: text.describe("File, folder or glob, relative to the project."),
    metrics: z
      .array(text)
      .min(1)
      .optional()
      .describe("Globs of metric names; by default all, those of validation before training."),
    model: text
      .optional()
      .describe(
        "Which model, where a place holds several: MLflow's experiment or registered model.",
      ),
    alias: text
      .optional()
      .describe(
        "MLflow's alias of the version in production; by default champion, else the stage Production.",
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
  .describe("A place where metrics of the model are written.");

const metricRule = z
  .strictObject({
    direction: z
      .enum(["higher", "lower"])
      .optional()
      .describe("Which way it is better; by default known by its name."),
    floor: z.number().optional().describe("The value must not fall below."),
    ceiling: z.number().optional().describe("The value must not rise above."),
    max_drop: z
      .number()
      .gt(0)
      .optional()
      .describe("How much worse than its baseline it may be: 0.05 for five per cent of it."),
    min_change: z
      .number()
      .min(0)
      .optional()
      .describe("Smaller changes, as a share of the baseline, are no drift; by default as below."),
    primary: z
      .boolean()
      .default(false)
      .describe("Where some are primary, they alone carry the verdict."),
    ignore: z.boolean().default(false).describe("Whether it is left out."),
  })
  .refine((rule) => rule.direction !== "higher" || rule.ceiling === undefined, {
    error: "no ceiling where higher is better: an improvement is no failure",
    path: ["ceiling"],
  })
  .refine((rule) => rule.direction !== "lower" || rule.floor === undefined, {
    error: "no floor where lower is better: an improvement is no failure",
    path: ["floor"],
  })
  .refine((rule) => !(rule.floor !== undefined && rule.ceiling !== undefined), {
    error: "either floor or ceiling, whichever is worse",
    path: ["ceiling"],
  })
  .describe("What is asked of a metric.");

const attestation = z.strictObject({
  kind: z.literal("attestation"),
  by: text.describe("Who says so."),
  on: day,
  until: day.optional().describe("The last day on which it holds."),
});

const evidence = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("file").describe("A file exists and is young enough."),
      path: text.describe("File or glob, relative to the project."),
      max_age_days: amount.optional().describe("At most so many days since it was written."),
    }),
    z.strictObject({ kind: z.literal("validation").describe("The last validation run passed.") }),
    z.strictObject({
      kind: z.literal("data_quality").describe("This plan found no unreadable data file."),
    }),
    attestation,
  ])
  .describe("What ticks the item. Without evidence it stays open.");

/**
 * The configuration file, and at the same time its documentation: the descriptions are what an
 * editor shows, through `retrain-plan.schema.json`.
 */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    model: z
      .strictObject({
        id: text.optional().describe("As the inventory of models knows it."),
        name: text.optional(),
        version: text.optional().describe("The champion's version."),
        owner: text.optional(),
        risk_tier: text.optional().describe("In the words of one's own policy: high, tier 2."),
        intended_use: text.optional().describe("For what and for whom its output is used."),
      })
      .prefault({}),
    timezone: text
      .refine(isZone, { error: ({ input }) => zoneMeant(String(input)) })
      .default("UTC")
      .describe("IANA zone of dates in the plan, and of zone-less times in the data."),
    sources: z
      .array(source)
      .min(1)
      .optional()
      .describe("Where the data lies; by default those of data, features, datasets that exist."),
    validation: z
      .strictObject({
        runs: z.array(text).default(["artifacts/*/validation_*.json"]).describe("Globs."),
        alerts: z.array(text).default(["artifacts/audit/*alert*.json"]).describe("Globs."),
        sources: z
          .array(metricSource)
          .min(1)
          .optional()
          .describe("Where metrics are written; by default the usual places of each tool."),
        alert_days: amount.default(7).describe("Alerts of so many last days count."),
        alert_limit: z.int().min(0).default(5).describe("More alerts than this: degradation."),
        report_days: amount
          .default(35)
          .describe("Reports of monitors on the data tell nothing after so many days."),
      })
      .prefault({}),
    drift: z
      .strictObject({
        metrics: z
          .record(z.string(), metricRule)
          .optional()
          .describe("By name, as the tool writes it (`val_auc`), or without its split (`auc`)."),
        false_alarm_rate: z
          .number()
          .gt(0)
          .max(0.5)
          .default(0.05)
          .describe("Of models without drift, at most this share is said to drift, at one look."),
        confidence: z.number().gt(0.5).lt(1).default(0.95).describe("Of every interval."),
        min_points: z.int().min(6).default(8).describe("Fewer points of a metric are no trend."),
        min_effect: z
          .number()
          .min(0)
          .default(0.5)
          .describe("A change must be at least so many standard deviations of the scatter."),
        min_change: z
          .number()
          .min(0)
          .default(0.01)
          .describe("A change must be at least this share of the baseline."),
        autocorrelation: z
          .number()
          .min(0)
          .max(0.8)
          .default(0.6)
          .describe(
            "How much alike neighbouring points may be without drift, rounded up to fifths; 0 where each is of other samples.",
          ),
        reference_points: count
          .optional()
          .describe("So many first points are the baseline; by default a quarter, at least three."),
        window_days: amount.optional().describe("Only points of so many last days are judged."),
        week_season: z
          .boolean()
          .default(true)
          .describe("Whether the season of the week is taken out of three weeks of daily points."),
      })
      .prefault({}),
    requirements: z
      .strictObject({
        minimum_replay_size: count.default(100_000).describe("Samples that a retraining needs."),
        bytes_per_sample: amount
          .optional()
          .describe("Judges size where samples cannot be counted; by default 1 MiB per 1000."),
        training_hours: amount
          .optional()
          .describe("By default 2 (daily), 8 (weekly, biweekly) or 24 (monthly)."),
        compute: text.default("8x GPUs"),
        gpus: amount
          .optional()
          .describe("Of a training; by default as usual in its history, else as `compute` says."),
        storage_gb: amount.default(50),
        history: z
          .strictObject({
            path: text.describe(
              "CSV, TSV, JSON Lines, or what MLflow keeps (mlruns, mlflow.db), relative to the project.",
            ),
            model: text
              .optional()
              .describe(
                "MLflow's experiment or registered model; by default that of `validation.sources`.",
              ),
            columns: trainingColumns.optional(),
          })
          .optional()
          .describe(
            "Trainings of the past; by default training_history.csv and its like, else MLflow's runs.",
          ),
        prices: z
          .strictObject({
            currency: text.describe("Of every price, and of the history's costs: EUR."),
            gpu_hour: price.optional().describe("Without it, costs are learned from the history."),
            storage_gb_month: price.optional().describe("Of a GB stored for a month; else free."),
            storage_months: amount
              .default(1)
              .describe("How long what a training stores is kept, and paid for."),
          })
          .optional()
          .describe("What retraining is paid for with; without prices and history, unknown."),
        energy: z
          .strictObject({
            kwh_per_gpu_hour: price.optional().describe("Electricity, cooling included."),
            gco2_per_gpu_hour: price.optional().describe("Grams of CO₂."),
          })
          .optional()
          .describe("What a GPU uses in an hour; unknown where it is not said."),
        prerequisites: z.array(text).optional().describe("By default those of the cadence."),
      })
      .prefault({}),
    schedule: z
      .strictObject({
        cadence: cadence
          .default("weekly")
          .describe(
            "Time between retrainings, by name, as ISO 8601 (P10D), or by cron; `auto` asks `policy`.",
          ),
        anchor: z
          .strictObject({
            weekday: z
              .enum(WEEKDAYS)
              .optional()
              .describe("Of cycles that are weeks apart; of months the first such day."),
            date: day.optional().describe("A date on which a cycle falls; others by the cadence."),
            time: z
              .string()
              .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 06:00")
              .optional()
              .describe("Time of day in the plan's zone; by default that of the plan."),
          })
          .optional()
          .describe("What cycles hang on; by default the plan's own time."),
        lead_time: z
          .string()
          .regex(DURATION, 'an ISO 8601 duration such as "PT36H" or "P3D"')
          .refine((text) => parseDuration(text)?.months === 0, 'days and hours such as "P3D"')
          .optional()
          .describe("Training begins so long before the date, on which the model is live."),
        blackouts: z
          .array(
            z
              .strictObject({
                from: day.describe("The first day of it."),
                to: day.describe("The last day of it."),
                reason: text.optional().describe("What rows and findings call it."),
              })
              .refine((range) => range.from <= range.to, {
                error: "a day that is not before `from`",
                path: ["to"],
              }),
          )
          .optional()
          .describe("Days on which nothing is trained and no model goes live."),
        holidays: z.array(day).optional().describe("Single days of the same kind."),
        calendars: z
          .array(text)
          .optional()
          .describe("Files of iCalendar (.ics), whose events are blackouts."),
        blackout_rule: z
          .enum(["after", "before"])
          .default("after")
          .describe("A cycle in a blackout moves to the next free day, or to the last one before."),
        cycles: z
          .int()
          .min(1)
          .max(MOST_CYCLES)
          .optional()
          .describe("How many to list; by default 6."),
        horizon: z
          .string()
          .regex(HORIZON, "a number with d, w, mo or y: 90d, 6mo, 1y")
          .optional()
          .describe("List every cycle in this time instead: 90d, 26w, 6mo, 1y."),
        full_every: count
          .optional()
          .describe(
            "Every n-th cycle is full, counted from the last full training of the history, else beginning with the first; by default what costs least by history and losses, else 4.",
          ),
        full_hours: amount
          .optional()
          .describe("By default learned from the training history; without three such runs 24."),
        incremental_hours: amount
          .optional()
          .describe("By default learned from the training history; without three such runs 8."),
        data_window_days: count
          .max(36_500)
          .optional()
          .describe("By default 7 (daily), 30 (weekly, biweekly) or 90 (monthly)."),
        incremental_window_days: count
          .max(36_500)
          .optional()
          .describe(
            "The last days of the data window that an incremental trains on; by default those since the cycle before, where past incrementals had less than half the samples of full trainings, else all.",
          ),
      })
      .refine((s) => s.cycles === undefined || s.horizon === undefined, {
        error: "either cycles or horizon, not both",
        path: ["horizon"],
      })
      .refine(({ anchor }) => anchor?.weekday === undefined || anchor.date === undefined, {
        error: "either weekday or date, not both",
        path: ["anchor", "date"],
      })
      .refine(({ anchor, cadence }) => anchor === undefined || !isCron(cadence), {
        error: "no anchor beside a cron expression, which says the time itself",
        path: ["anchor"],
      })
      .refine(({ anchor, cadence }) => anchor?.weekday === undefined || hasWeekday(cadence), {
        error: "no weekday where cycles are neither weeks nor months apart",
        path: ["anchor", "weekday"],
      })
      .refine((s) => s.horizon === undefined || cyclesIn(s.horizon, s.cadence) <= MOST_CYCLES, {
        error: `a horizon of at most ${MOST_CYCLES} cycles`,
        path: ["horizon"],
      })
      .prefault({}),
    policy: z
      .strictObject({
        retraining_cost: amount
          .optional()
          .describe("What a retraining costs, in any currency; a full one, where they differ."),
        loss_cost_per_day: amount
          .optional()
          .describe("What one unit of the metric's loss costs in a day, in the same currency."),
        metric: text
          .optional()
          .describe("Whose loss costs; by default the one metric, or the one primary metric."),
        present_cadence_days: amount
          .optional()
          .describe("How often the model was retrained; by default as its versions followed."),
        old_data_metric: text
          .optional()
          .describe("A metric on old data: while it is degrading, the next cycle is full."),
        cool_down_days: z
          .number()
          .min(0)
          .default(0)
          .describe("A model younger than this is not retrained early."),
        label_delay_days: z
          .number()
          .min(0)
          .default(0)
          .describe("So long after the event its label is known: younger points do not count."),
      })
      .prefault({})
      .describe("What tells when retraining pays, for `cadence: auto`."),
    checklist: z
      .array(z.strictObject({ item: text, evidence: evidence.optional() }))
      .optional()
      .describe("Prerequisites; each is ticked by its evidence alone."),
    success_criteria: z.array(text).optional(),
    risks: z
      .array(riskSchema)
      .optional()
      .describe("Standing ones, named after those that the findings support."),
    implementation_steps: z
      .array(z.strictObject({ title: text, steps: z.array(text).min(1) }))
      .optional(),
    emergency_procedures: z.array(z.strictObject({ event: text, response: text })).optional(),
    output: z
      .strictObject({
        directory: text.default("artifacts/retraining"),
        formats: z.array(z.enum(FORMATS)).min(1).default(["md", "json"]),
        template: text.default("default").describe("Name of a built-in template, or a file."),
        keep: count
          .optional()
          .describe(
            "How many plans stay; older ones go, but for approved ones. By default all stay.",
          ),
      })
      .prefault({}),
    gate: gateSchema.prefault({}),
    review: reviewSchema.prefault({}),
  })
  .meta({ title: "retrain-plan configuration" });

/** What a configuration file may hold. */
export type ConfigInput = z.input<typeof configSchema>;
/** A configuration with every default in its place that does not depend on another key. */
export type Config = z.output<typeof configSchema>;
export type MetricSourceConfig = z.output<typeof metricSource>;
export type DriftConfig = Config["drift"];
export type MetricRule = z.output<typeof metricRule>;
export type SourceConfig = z.output<typeof source>;
export type ChecklistConfig = NonNullable<Config["checklist"]>[number];
export type Evidence = z.output<typeof evidence>;

function zoneMeant(name: string): string {
  const meant = similarZone(name);
  return meant === undefined
    ? 'an IANA time zone such as "UTC" or "Europe/Berlin"'
    : `an IANA time zone, perhaps "${meant}"`;
}

function isZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch {
    return false;
  }
}

/** About how many cycles a horizon holds; 0 where it is none, which another rule says. */
function cyclesIn(horizon: string, cadence: string): number {
  const [, digits = 0, unit] = HORIZON.exec(horizon) ?? [];
  const days = { d: 1, w: 7, mo: 30.4, y: 365.25 }[unit as "d"] ?? 0;
  return (Number(digits) * days) / daysBetween(cadence);
}

/** Whether cycles are whole weeks, or whole months, apart; of cron expressions another rule speaks. */
function hasWeekday(cadence: string): boolean {
  const duration = durationOf(cadence);
  if (duration === null) return true;
  const { months, days, micros } = duration;
  return micros === 0 && (months === 0 ? days % 7 === 0 : days === 0);
}
