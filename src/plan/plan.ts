import {
  EMERGENCY_PROCEDURES,
  IMPLEMENTATION_STEPS,
  SUCCESS_CRITERIA,
} from "../config/defaults.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { Config, ConfigInput } from "../config/schema.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import type { DataSet, Inventory } from "../inventory/schema.ts";
import { chooseCadence } from "../policy/choose-cadence.ts";
import { policyFindings } from "../policy/findings.ts";
import { NO_PROVENANCE } from "../provenance/none.ts";
import type { Provenance } from "../provenance/schema.ts";
import { incrementalShare } from "../schedule/effort.ts";
import { NO_HISTORY } from "../schedule/history.ts";
import { BYTES_PER_MB, requirementsOf } from "../schedule/requirements.ts";
import { type ScheduleFacts, scheduleOf } from "../schedule/schedule.ts";
import { type TrainingData, trainingDataOf } from "../schedule/training-data.ts";
import { formatDay, formatInstant, type Instant, type Zone, zoneOf } from "../time/instant.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { checklistOf, type NewestFile } from "./checklist.ts";
import { decisionOf } from "./decision/decision.ts";
import { findingsOf, recommendationsOf } from "./findings.ts";
import { foldRisks } from "./folded.ts";
import { lastTraining, newestTrainings } from "./last-training.ts";
import { reviewOf } from "./review/review.ts";
import { generalRisks, statedRisks } from "./review/risks.ts";
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
  /** The settings of the configuration file and the command line, without defaults; none by default. */
  readonly stated?: ConfigInput;
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
    series: inputs.series ?? [],
    metrics: drift.metrics,
    now,
    runs: history.runs,
    incrementalShare: incrementalShare(inputs.config, history),
    hasSamples: status === "unknown" ? null : status === "sufficient",
  });
  const generatedAt = formatInstant(now, zoneOf("UTC"));
  const data = trainingDataOf({ ...inputs, config, history });
  const { sufficiency, minimum } = data;
  const requirements = requirementsOf(config, minimum, history);
  const decided = { config, kinds, retrainNow, data };
  const { column_changes: columnChanges } = inventory;
  const planned = scheduleOf({ ...inputs, ...decided, columnChanges });
  const schedule = planned.cycles;
  const today = formatDay(inputs.zone.dayOf(now));
  const enoughOn = sufficiency.status === "sufficient" ? today : planned.prospect.enoughOn;
  const supply = data.supply && { ...data.supply, minimum_reached_on: enoughOn };
  const findings = findingsOf(
    ...([inventory, sufficiency, supply, drift, generatedAt, planned] as const),
    policy === null
      ? []
      : policyFindings(policy, config.schedule.cadence, inputs.config.schedule.cadence === "auto"),
  );
  const review = reviewOf({
    config,
    sufficiency,
    inventory,
    drift,
    schedule,
    findings,
    provenance,
  });
  const model = modelOf(config);
  const checklist = checklistOf(config.checklist, inputs);
  const trainingSet = trainingSetOf(data);
  return {
    metadata: {
      generated_at: generatedAt,
      cadence: config.schedule.cadence,
      min_replay_size: minimum?.samples ?? null,
      plan_version: "2.0",
      timezone: config.timezone,
      tool: { name: "retrain-plan", version: inputs.version },
      model,
      config: inputs.file,
    },
    decision: decisionOf({
      config,
      stated: inputs.stated ?? {},
      model,
      sufficiency,
      supply,
      training_set: trainingSet,
      inventory,
      drift,
      kinds,
      findings,
      cycles: schedule,
      leftOut: planned.leftOut,
      totals: planned.totals,
      prospect: planned.prospect,
      retrainNow,
      checklist,
      today,
      approvers: review.approvers,
    }),
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
        training_set: trainingSet,
        inventory,
      },
      drift_assessment: drift,
      training_requirements: requirements,
      training_history: planned.learned,
      trainings: newestTrainings(history, inputs.zone),
      last_training: lastTraining(history, inputs.series ?? [], drift.metrics, inputs.zone),
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
    checklist,
    standard: standardOf(config),
    success_criteria: [...(config.review.acceptance ?? SUCCESS_CRITERIA)],
    risks: [...foldRisks(findings), ...generalRisks(config.review.risks).map(({ risk }) => risk)],
    implementation_steps: config.implementation_steps ?? IMPLEMENTATION_STEPS,
    emergency_procedures: config.emergency_procedures ?? EMERGENCY_PROCEDURES,
    provenance,
    review,
    findings,
  };
}

/** Of which sections the configuration states nothing. */
function standardOf({ review, ...config }: Config): Plan["standard"] {
  return {
    success_criteria: review.acceptance === undefined,
    risks: statedRisks(review.risks) === null,
    implementation_steps: config.implementation_steps === undefined,
    emergency_procedures: config.emergency_procedures === undefined,
  };
}

function modelOf({ model }: Config): Plan["metadata"]["model"] {
  const { id, name, version, owner, risk_tier, intended_use } = model;
  return {
    id: id ?? null,
    name: name ?? null,
    version: version ?? null,
    owner: owner ?? null,
    risk_tier: risk_tier ?? null,
    intended_use: intended_use ?? null,
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
