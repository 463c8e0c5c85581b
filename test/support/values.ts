import { type Config, type ConfigInput, configSchema } from "../../src/config/schema.ts";
import { assessDrift, type DriftRules } from "../../src/drift/assess.ts";
import type { DriftAssessment } from "../../src/drift/schema.ts";
import type { DataSet, Inventory } from "../../src/inventory/schema.ts";
import { buildPlan, type PlanInputs } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/schema.ts";
import { NO_HISTORY } from "../../src/schedule/history.ts";
import type { Sufficiency } from "../../src/schedule/schema.ts";
import { assessTrainingData, type TrainingData } from "../../src/schedule/training-data.ts";
import { createZone, type Instant, MICROS_PER_DAY, parseInstant } from "../../src/time/instant.ts";
import type { Evidence, MetricSeries } from "../../src/validation/evidence.ts";
import type { Alert, ValidationRun } from "../../src/validation/schema.ts";

// Values of the stages, whole and plausible, for tests that care for one or two of their keys.

export const NOW: Instant = instant("2025-08-14T08:00:00Z");

/** The instant of a text that must be one. */
export function instant(text: string, zone = "UTC"): Instant {
  const value = parseInstant(text, createZone(zone));
  if (value === undefined) throw new Error(`${text} is no instant`);
  return value;
}

/** A configuration, which states a minimum of 100,000 samples unless `input` does. */
export function configOf(input: ConfigInput = {}): Config {
  const requirements = { minimum_replay_size: 100_000, ...input.requirements };
  return configSchema.parse({ ...input, requirements });
}

/** 120,000 samples in two files, every one counted. */
export function inventoryOf(changes: Partial<Inventory> = {}): Inventory {
  const range = { earliest: "2025-08-01T00:00:00+00:00", latest: "2025-08-13T00:00:00+00:00" };
  // Without days: what is said of them has tests of its own.
  const samples = { counted: 120_000, undated: 120_000, unlisted: 0, uncounted_files: 0 };
  const event_time = { ...range, source: "column event_time" };
  return {
    files: 2,
    bytes: 4_000_000,
    samples,
    types: [{ extension: ".csv", files: 2, bytes: 4_000_000, samples: 120_000 }],
    modified: range,
    event_time,
    days: [],
    sources: [
      { name: "data", path: "data", files: 2, bytes: 4e6, samples, modified: range, event_time },
    ],
    datasets: [
      dataSetOf({
        samples: changes.samples?.counted ?? samples.counted,
        days: changes.days ?? [],
        undated: changes.days === undefined ? 0 : (changes.samples?.undated ?? 0),
        uncounted_files: changes.samples?.uncounted_files ?? 0,
      }),
    ],
    problems: [],
    notes: [],
    differing_files: [],
    column_changes: [],
    left_out: [],
    looked_in: ["data"],
    not_here: [],
    ...changes,
  };
}

/** The data of {@link inventoryOf}, read as a plan reads it. */
export function trainingDataIn(inventory: Inventory, config: Config = configOf()): TrainingData {
  return assessTrainingData({
    inventory,
    config,
    history: NO_HISTORY,
    now: NOW,
    zone: createZone("UTC"),
  });
}

/** Facts of a schedule for which the data suffices, unless they say otherwise. */
export function scheduleData(
  days: Inventory["days"] = [],
  changes: Partial<Pick<Sufficiency, "status" | "minimum">> = {},
): Pick<TrainingData, "days" | "timelessSamples" | "isDecided" | "sufficiency"> {
  const sufficiency = { status: "sufficient", minimum: 1, ...changes } as Sufficiency;
  return { days, timelessSamples: days.length === 0 ? 9 : 0, isDecided: true, sufficiency };
}

/** The training data: two files of 120,000 samples that nothing dates. */
export function dataSetOf(changes: Partial<DataSet> = {}): DataSet {
  return {
    name: "data",
    source: "data",
    role: "training",
    role_rule: "only",
    role_by: "the only table",
    medium: null,
    files: 2,
    bytes: 4_000_000,
    samples: 120_000,
    uncounted_files: 0,
    doubtful: 0,
    undated: 0,
    columns: ["event_time", "x"],
    event_time: null,
    unread_time: null,
    days: [],
    spans: [],
    uncounted_days: [],
    classes: null,
    class_count: null,
    smallest_class: null,
    labels: null,
    copy_of: null,
    here: true,
    get: null,
    ...changes,
  };
}

/** Runs from a word such as "PPF": a pass, a pass, a failure, a day apart, the last on 13 August. */
export function runsOf(word: string): ValidationRun[] {
  return [...word].map((letter, index) => ({
    path: `artifacts/run/validation_${index}.json`,
    time: `2025-08-${String(14 - word.length + index).padStart(2, "0")}T06:00:00+00:00`,
    time_source: "run",
    status: letter === "P" ? "PASS" : "FAIL",
    passed: letter === "P",
    model_version: null,
    tool: "generator",
    subject: "model",
    suite: null,
    checks: { evaluated: null, overall: null, failed: [] },
  }));
}

/** So many alerts at one time. */
export function alertsOf(count: number, time = "2025-08-13T06:00:00+00:00"): Alert[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `artifacts/audit/alert_${index}.json`,
    time,
    time_source: "run",
  }));
}

interface SeriesShape extends Partial<Omit<MetricSeries, "points">> {
  /** Between two points; the last is at {@link NOW}. */
  everyDays?: number;
  samples?: number | null;
  /** Of each point, or of all. */
  versions?: readonly (string | null)[] | string;
}

/** A metric from its values, by default weekly ones. */
export function seriesOf(values: readonly number[], shape: SeriesShape = {}): MetricSeries {
  const { everyDays = 7, samples = null, versions = null, ...of } = shape;
  const points = values.map((value, i) => ({
    at: NOW - (values.length - 1 - i) * everyDays * MICROS_PER_DAY,
    timeSource: "run" as const,
    value,
    modelVersion: typeof versions === "string" ? versions : (versions?.[i] ?? null),
    samples,
    deviation: null,
    path: `metrics/${String(i).padStart(3, "0")}.json`,
  }));
  return { metric: "val_auc", source: "metrics/*.json", champion: null, ...of, points };
}

/** What of the sources is given, judged by the default rules but for those given. */
export function driftOf(
  evidence: Partial<Evidence>,
  rules: Partial<DriftRules> = {},
): DriftAssessment {
  return assessDrift(
    { series: [], runs: [], alerts: [], problems: [], newestUnread: null, ...evidence },
    {
      ...{
        now: NOW,
        zone: createZone("UTC"),
        alertDays: 7,
        alertLimit: 5,
        cadenceDays: 7,
        maxAgeDays: null,
      },
      ...{ config: configOf().drift, metrics: {}, champion: null },
      ...rules,
    },
  );
}

/** A plan from its stages' values; without changes, of a healthy project. */
export function planOf(changes: Partial<PlanInputs> = {}): Plan {
  return buildPlan({
    config: configOf(),
    file: null,
    inventory: inventoryOf(),
    drift: driftOf({ runs: runsOf("PPP") }),
    newestFile: () => null,
    now: NOW,
    zone: createZone("UTC"),
    version: "0.0.0",
    ...changes,
  });
}
