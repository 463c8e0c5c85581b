import {
  EMERGENCY_PROCEDURES,
  IMPLEMENTATION_STEPS,
  SUCCESS_CRITERIA,
} from "../config/defaults.ts";
import type { LoadedConfig } from "../config/load.ts";
import type { Config, ConfigInput } from "../config/schema.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import type { DataSet, Inventory } from "../inventory/schema.ts";
import { type ChosenCadence, chooseCadence } from "../policy/choose-cadence.ts";
import { policyFindings } from "../policy/findings.ts";
import { NO_PROVENANCE } from "../provenance/none.ts";
import type { Provenance } from "../provenance/schema.ts";
import { incrementalShare } from "../schedule/effort.ts";
import { NO_HISTORY, type TrainingHistory } from "../schedule/history.ts";
import { missedDays } from "../schedule/missed-days.ts";
import { BYTES_PER_MB, estimateRequirements } from "../schedule/requirements.ts";
import { buildSchedule, type ScheduleFacts } from "../schedule/schedule.ts";
import type { Schedule, Supply } from "../schedule/schema.ts";
import { assessTrainingData, type TrainingData } from "../schedule/training-data.ts";
import { createZone, formatDay, formatInstant, type Instant, type Zone } from "../time/instant.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { type NewestFile, weighChecklist } from "./checklist.ts";
import { collectFindings } from "./collect-findings.ts";
import { buildDecision } from "./decision/decision.ts";
import { type Finding, listRecommendations } from "./findings.ts";
import { foldRisks } from "./fold-recommendations.ts";
import { lastTraining, newestTrainings } from "./last-training.ts";
import { buildReview } from "./review/review.ts";
import { generalRisks, statedRisks } from "./review/risks.ts";
import type { Plan } from "./schema.ts";

export interface PlanInputs extends LoadedConfig, ScheduleFacts {
  readonly inventory: Inventory;
  readonly drift: DriftAssessment;
  /** The metrics that were assessed, whole; by default none, and then no cost of aging is known. */
  readonly series?: readonly MetricSeries[];
  /** Looks up the evidence of checklist items that ask for a file. */
  readonly newestFile: NewestFile;
  /** The plan's sources; by default they have not been looked for. */
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
  const { provenance = NO_PROVENANCE } = inputs;
  const stages = runStages(inputs);
  const { config, policy, data, planned, findings, generatedAt } = stages;
  const { cycles: schedule } = planned;
  const review = buildReview({
    config,
    sufficiency: data.sufficiency,
    inventory: inputs.inventory,
    drift: inputs.drift,
    schedule,
    findings,
    provenance,
  });
  const checklist = weighChecklist(config.checklist, inputs);
  return {
    metadata: {
      generated_at: generatedAt,
      cadence: config.schedule.cadence,
      min_replay_size: data.minimum?.samples ?? null,
      plan_version: "2.0",
      timezone: config.timezone,
      tool: { name: "retrain-plan", version: inputs.version },
      model: modelFacts(config),
      config: inputs.file,
    },
    decision: decideNow(inputs, stages, checklist, review.approvers),
    changes: null,
    current_state: currentState(inputs, stages),
    recommendations: listRecommendations(findings),
    schedule_covers: coverage(stages),
    schedule,
    policy,
    schedule_left_out: planned.leftOut,
    schedule_totals: planned.totals,
    checklist,
    standard: statedParts(config),
    success_criteria: [...(config.review.acceptance ?? SUCCESS_CRITERIA)],
    risks: [...foldRisks(findings), ...generalRisks(config.review.risks).map(({ risk }) => risk)],
    implementation_steps: config.implementation_steps ?? IMPLEMENTATION_STEPS,
    emergency_procedures: config.emergency_procedures ?? EMERGENCY_PROCEDURES,
    provenance,
    review,
    findings,
  };
}

/** The results of the stages, each built on those before it. */
interface Stages extends ChosenCadence {
  readonly history: TrainingHistory;
  readonly data: TrainingData;
  readonly planned: Schedule;
  readonly supply: Supply | null;
  readonly findings: Finding[];
  readonly generatedAt: string;
  readonly today: string;
}

/** Chooses the cadence, counts the training data, plans the cycles, and says what was found. */
function runStages(inputs: PlanInputs): Stages {
  const { inventory, drift, now } = inputs;
  const history = inputs.history ?? NO_HISTORY;
  const { status } = assessTrainingData({ ...inputs, history }).sufficiency;
  const chosen = chooseCadence(inputs.config, {
    series: inputs.series ?? [],
    metrics: drift.metrics,
    now,
    runs: history.runs,
    incrementalShare: incrementalShare(inputs.config, history),
    hasSamples: status === "unknown" ? null : status === "sufficient",
  });
  const { config, policy, kinds, retrainNow } = chosen;
  const data = assessTrainingData({ ...inputs, config, history });
  const { column_changes: columnChanges } = inventory;
  const planned = buildSchedule({ ...inputs, config, kinds, retrainNow, data, columnChanges });
  const { sufficiency } = data;
  const generatedAt = formatInstant(now, createZone("UTC"));
  const today = formatDay(inputs.zone.dayOf(now));
  const enoughOn = sufficiency.status === "sufficient" ? today : planned.prospect.enoughOn;
  const supply = data.supply && { ...data.supply, minimum_reached_on: enoughOn };
  const isAuto = inputs.config.schedule.cadence === "auto";
  const findings = collectFindings({
    inventory,
    sufficiency,
    supply,
    missedDays: missedDays(data.days, supply),
    drift,
    generatedAt,
    schedule: planned,
    policy: policy === null ? [] : policyFindings(policy, config.schedule.cadence, isAuto),
  });
  return { ...chosen, history, data, planned, supply, findings, generatedAt, today };
}

function decideNow(
  { inventory, drift, stated = {} }: PlanInputs,
  { config, data, supply, kinds, findings, planned, retrainNow, today }: Stages,
  checklist: Plan["checklist"],
  approvers: Plan["review"]["approvers"],
): Plan["decision"] {
  return buildDecision({
    config,
    stated,
    model: modelFacts(config),
    sufficiency: data.sufficiency,
    supply,
    training_set: trainingSetFacts(data),
    inventory,
    drift,
    kinds,
    findings,
    cycles: planned.cycles,
    leftOut: planned.leftOut,
    totals: planned.totals,
    prospect: planned.prospect,
    retrainNow,
    checklist,
    today,
    approvers,
  });
}

function currentState(
  { inventory, drift, series = [], zone }: PlanInputs,
  { config, data, supply, planned, history }: Stages,
): Plan["current_state"] {
  return {
    data_availability: {
      total_size_mb: inventory.bytes / BYTES_PER_MB,
      file_count: inventory.files,
      date_range: inventory.modified,
      data_types: Object.fromEntries(inventory.types.map((type) => [type.extension, type.files])),
      sufficiency: data.sufficiency,
      supply,
      new_since_training: data.newSinceTraining,
      training_set: trainingSetFacts(data),
      inventory,
    },
    drift_assessment: drift,
    training_requirements: estimateRequirements(config, data.minimum, history),
    training_history: planned.learned,
    trainings: newestTrainings(history, zone),
    last_training: lastTraining(history, series, drift.metrics, zone),
  };
}

/** How many cycles are planned, by which rules, and from when to when. */
function coverage({ config, kinds, planned }: Stages): Plan["schedule_covers"] {
  const { cycles, lastFull } = planned;
  const { schedule } = config;
  return {
    cycles: cycles.length,
    horizon: schedule.horizon ?? null,
    from: cycles[0]?.scheduled_date ?? null,
    to: cycles.at(-1)?.scheduled_date ?? null,
    full_every: kinds.fullEvery,
    full_every_by: kinds.fullEveryBy,
    last_full: lastFull,
    loss_per_incremental: kinds.lossPerIncremental,
    anchor: formatAnchor(schedule),
    lead_time: schedule.lead_time ?? null,
    blackout_rule: schedule.blackout_rule,
  };
}

/** Of which sections the configuration states nothing. */
function statedParts({ review, ...config }: Config): Plan["standard"] {
  return {
    success_criteria: review.acceptance === undefined,
    risks: statedRisks(review.risks) === null,
    implementation_steps: config.implementation_steps === undefined,
    emergency_procedures: config.emergency_procedures === undefined,
  };
}

function modelFacts({ model }: Config): Plan["metadata"]["model"] {
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

function formatAnchor({ anchor }: Config["schedule"]): string | null {
  const words = [anchor?.weekday, anchor?.date, anchor?.time].filter(Boolean);
  return words.length === 0 ? null : words.join(" ");
}

function trainingSetFacts({ readings, isDecided, days, samples, classes }: TrainingData) {
  const listNames = (sets: readonly DataSet[]) => sets.map(({ name }) => name);
  return {
    is_decided: isDecided,
    readings: readings.map(({ always, perhaps }) => ({
      always: listNames(always),
      perhaps: listNames(perhaps),
    })),
    samples,
    classes:
      typeof classes === "string"
        ? { count: null, smallest: null, why: classes }
        : { ...classes, why: null },
    days,
  };
}
