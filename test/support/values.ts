import { type Config, type ConfigInput, configSchema } from "../../src/config/schema.ts";
import { assessDrift } from "../../src/drift/assess.ts";
import { type Instant, parseInstant, zoneOf } from "../../src/instant.ts";
import type { Inventory } from "../../src/inventory/schema.ts";
import { buildPlan, type PlanInputs } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/schema.ts";
import type { Alert, ValidationRun } from "../../src/validation/schema.ts";

// Values of the stages, whole and plausible, for tests that care for one or two of their keys.

export const NOW: Instant = instant("2025-08-14T08:00:00Z");

/** The instant of a text that must be one. */
export function instant(text: string, zone = "UTC"): Instant {
  const value = parseInstant(text, zoneOf(zone));
  if (value === undefined) throw new Error(`${text} is no instant`);
  return value;
}

export function configOf(input: ConfigInput = {}): Config {
  return configSchema.parse(input);
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
    problems: [],
    notes: [],
    left_out: [],
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
    checks: { evaluated: null, failed: [] },
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

/** A plan from its stages' values; without changes, of a healthy project. */
export function planOf(changes: Partial<PlanInputs> = {}): Plan {
  return buildPlan({
    config: configOf(),
    file: null,
    inventory: inventoryOf(),
    drift: assessDrift(
      { runs: runsOf("PPP"), alerts: [], problems: [], newestUnreadRun: null },
      { now: NOW, alertDays: 7, alertLimit: 5 },
    ),
    newestFile: () => null,
    now: NOW,
    zone: zoneOf("UTC"),
    version: "0.0.0",
    ...changes,
  });
}
