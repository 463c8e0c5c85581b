import {
  EMERGENCY_PROCEDURES,
  IMPLEMENTATION_STEPS,
  RISKS,
  SUCCESS_CRITERIA,
} from "../config/defaults.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import { daysAgo } from "../date-words.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import { formatInstant, type Instant, type Zone, zoneOf } from "../instant.ts";
import type { DataSet, Inventory } from "../inventory/schema.ts";
import { chooseCadence } from "../policy/calendar.ts";
import { policyFindings } from "../policy/findings.ts";
import { NO_PROVENANCE } from "../provenance/none.ts";
import type { Provenance } from "../provenance/schema.ts";
import { incrementalShare } from "../schedule/effort.ts";
import { NO_HISTORY } from "../schedule/history.ts";
import { BYTES_PER_MB, requirementsOf } from "../schedule/requirements.ts";
import { type ScheduleFacts, scheduleOf } from "../schedule/schedule.ts";
import type { Sufficiency } from "../schedule/schema.ts";
import { type TrainingData, trainingDataOf } from "../schedule/training-data.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { checklistOf, type NewestFile } from "./checklist.ts";
import { type Finding, findingsOf, recommendationsOf } from "./findings.ts";
import { foldRisks } from "./folded.ts";
import { reviewOf } from "./review/review.ts";
import type { Plan } from "./schema.ts";

export interface PlanInputs extends LoadedConfig, ScheduleFacts {
  readonly inventory: Inventory;
  readonly drift: DriftAssessment;
  /** The metrics that were assessed, whole; by default none, and then no cost of aging is known. */
  readonly series?: readonly MetricSeries[];
  /** Looks up the evidence of checklist items that ask for a file. */
  readonly newestFile: NewestFile;
  /** From what the plan is made; by default nobody has looked. */
  readonly provenance?: Provenance;
  readonly now: Instant;
  readonly zone: Zone;
  /** Of this program. */
  readonly version: string;
}

/**
 * Builds the plan: whether there is enough data, when to retrain and how, which prerequisites hold.
 * Pure: the same inputs give the same plan.
 */
export function buildPlan(inputs: PlanInputs): Plan {
  const { inventory, drift, now, provenance = NO_PROVENANCE } = inputs;
  const history = inputs.history ?? NO_HISTORY;
  const { status } = trainingDataOf({ ...inputs, history }).sufficiency;
  const { config, policy, kinds, retrainNow } = chooseCadence(inputs.config, {
    ...{ series: inputs.series ?? [], metrics: drift.metrics, now, runs: history.runs },
    incrementalShare: incrementalShare(inputs.config, history),
    hasSamples: status === "unknown" ? null : status === "sufficient",
  });
  const generatedAt = formatInstant(now, zoneOf("UTC"));
  const data = trainingDataOf({ ...inputs, config, history });
  const { supply, sufficiency, minimum } = data;
  const requirements = requirementsOf(config, minimum);
  const decided = { config, kinds, retrainNow, data };
  const { column_changes: columnChanges } = inventory;
  const planned = scheduleOf({ ...inputs, ...decided, columnChanges });
  const schedule = planned.cycles;
  const findings = findingsOf(
    ...([inventory, sufficiency, supply, drift, generatedAt, planned] as const),
    policy === null
      ? []
      : policyFindings(policy, config.schedule.cadence, inputs.config.schedule.cadence === "auto"),
  );
  return {
    metadata: {
      generated_at: generatedAt,
      cadence: config.schedule.cadence,
      min_replay_size: minimum?.samples ?? null,
      plan_version: "1.0",
      timezone: config.timezone,
      tool: { name: "retrain-plan", version: inputs.version },
      model: {
        id: config.model.id ?? null,
        name: config.model.name ?? null,
        version: config.model.version ?? null,
        owner: config.model.owner ?? null,
        risk_tier: config.model.risk_tier ?? null,
        intended_use: config.model.intended_use ?? null,
      },
      config: inputs.file,
    },
    summary: {
      ...verdictOf(sufficiency, drift),
      reasons: findings.slice(0, 3).map((finding) => finding.message),
      next_cycle: schedule[0] ?? null,
      unknowns: unknownsOf(findings, drift),
    },
    changes: null,
    current_state: {
      data_availability: {
        total_size_mb: inventory.bytes / BYTES_PER_MB,
        file_count: inventory.files,
        date_range: inventory.modified,
        data_types: Object.fromEntries(inventory.types.map((type) => [type.extension, type.files])),
        sufficiency,
        supply,
        new_since_training: data.newSinceTraining,
        training_set: trainingSetOf(data),
        inventory,
      },
      drift_assessment: drift,
      training_requirements: requirements,
      training_history: planned.learned,
    },
    recommendations: recommendationsOf(findings),
    schedule_covers: {
      cycles: schedule.length,
      horizon: config.schedule.horizon ?? null,
      from: schedule[0]?.scheduled_date ?? null,
      to: schedule.at(-1)?.scheduled_date ?? null,
      full_every: kinds.fullEvery,
      full_every_by: kinds.fullEveryBy,
      last_full: planned.lastFull,
      loss_per_incremental: kinds.lossPerIncremental,
      anchor: anchorOf(config.schedule),
      lead_time: config.schedule.lead_time ?? null,
      blackout_rule: config.schedule.blackout_rule,
    },
    schedule,
    policy,
    schedule_left_out: planned.leftOut,
    schedule_totals: planned.totals,
    checklist: checklistOf(config.checklist, inputs),
    success_criteria: [...(config.success_criteria ?? SUCCESS_CRITERIA)],
    risks: [
      ...foldRisks(findings),
      ...(config.risks ?? RISKS).map((risk) => (typeof risk === "string" ? risk : risk.risk)),
    ],
    implementation_steps: config.implementation_steps ?? IMPLEMENTATION_STEPS,
    emergency_procedures: config.emergency_procedures ?? EMERGENCY_PROCEDURES,
    provenance,
    review: reviewOf({ config, sufficiency, inventory, drift, schedule, findings, provenance }),
    findings,
  };
}

function anchorOf({ anchor }: Config["schedule"]): string | null {
  const words = [anchor?.weekday, anchor?.date, anchor?.time].filter(Boolean);
  return words.length === 0 ? null : words.join(" ");
}

function trainingSetOf({ readings, isDecided, days, samples, classes }: TrainingData) {
  const namesOf = (sets: readonly DataSet[]) => sets.map(({ name }) => name);
  return {
    is_decided: isDecided,
    readings: readings.map(({ always, perhaps }) => ({
      always: namesOf(always),
      perhaps: namesOf(perhaps),
    })),
    samples,
    classes:
      typeof classes === "string"
        ? { count: null, smallest: null, why: classes }
        : { ...classes, why: null },
    days,
  };
}

/** The verdict in one word and in one line: first whether the data suffices, then how urgent it is. */
function verdictOf(
  sufficiency: Sufficiency,
  drift: DriftAssessment,
): Pick<Plan["summary"], "verdict" | "headline"> {
  const urgency = {
    monitor: unknownTrend(drift),
    continue_monitoring: null,
    investigate_and_retrain: drift.evaluation_age?.stale
      ? unknownTrend(drift)
      : "a validation failed: investigate",
    retrain_soon: "retraining is due soon",
    retrain_immediately: "retraining is urgent",
  }[drift.recommendation];
  const also = urgency === null ? "" : `; ${urgency}`;
  switch (sufficiency.status) {
    case "sufficient":
      return { verdict: "ready", headline: `Ready to retrain${also || " as scheduled"}` };
    case "insufficient":
      return { verdict: "not_ready", headline: `Not ready to retrain: too little data${also}` };
    case "unknown":
      return {
        verdict: "unknown",
        headline: `Undecided: whether the data suffices is unknown${also}`,
      };
  }
}

function unknownTrend({ validation_trend: trend, evaluation_age: age }: DriftAssessment) {
  if (trend !== "unknown") return null;
  if (age?.stale) return `the model was last evaluated ${daysAgo(age.days)}`;
  return "the validation trend is unknown";
}

function unknownsOf(findings: readonly Finding[], drift: DriftAssessment): string[] {
  const unknown = findings.filter((finding) =>
    [
      "sufficiency-unknown",
      "validations-too-few",
      "validations-unread",
      "model-stale",
      "evaluation-failed",
      "metrics-stale-some",
      "metric-ended",
      "event-time-unknown",
      "files-uncounted",
      "metric-direction-unknown",
      "distribution-unknown",
      "distribution-doubtful",
      "data-quality-doubtful",
      "cadence-costs-missing",
      "cadence-metric-missing",
      "cadence-not-identified",
      "readiness-unknown",
    ].includes(finding.code),
  );
  const degradation =
    drift.performance_degradation === "unknown" && drift.validation_trend !== "unknown"
      ? ["Performance degradation unknown: what was evaluated last is in doubt"]
      : [];
  return [...unknown.map((finding) => finding.message), ...degradation];
}
