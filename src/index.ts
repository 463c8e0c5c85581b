/**
 * The public API of retrain-plan: the stages of a plan, each a function from values to a value.
 *
 * @example
 * ```ts
 * import { assessDrift, buildPlan, loadConfig, takeInventory, createZone } from "retrain-plan";
 *
 * const { config, file } = await loadConfig(process.cwd(), undefined, {});
 * const zone = createZone(config.timezone);
 * const inventory = await takeInventory(config.sources, process.cwd(), zone);
 * ```
 *
 * A plan that lies on disk is read, decided about and verified as well:
 *
 * ```ts
 * const written = readWrittenPlan("/srv/churn/artifacts/retraining/latest", "latest");
 * const { missing, differences, unjudged } = await verifyPlan(written, { cwd: "/srv/churn" }, now);
 * ```
 *
 * Anything that is not exported here may change in any release.
 */

export type { Standing, Verdict } from "./approval/approval-state.ts";
export { recordDecision } from "./approval/record.ts";
export type { Approval } from "./approval/schema.ts";
export { type Difference, type Verification, verifyPlan } from "./approval/verify.ts";
export { readWrittenPlan, type WrittenPlan } from "./approval/written-plan.ts";
export type { Cadence, FailOn, Format } from "./config/choices.ts";
export { type LoadedConfig, loadConfig } from "./config/load.ts";
export type { Config, ConfigInput } from "./config/schema.ts";
export { assessDrift, type DriftRules } from "./drift/assess.ts";
export type { DriftAssessment, Recommendation } from "./drift/schema.ts";
export { UserError } from "./errors.ts";
export { judge } from "./gate/judge.ts";
export type { RuleResult } from "./gate/rule.ts";
export { takeInventory } from "./inventory/inventory.ts";
export type { Inventory } from "./inventory/schema.ts";
export { changesBetween } from "./plan/changes/changes.ts";
export { type ComparedPlan, PlanProblem, parseEarlier } from "./plan/changes/earlier.ts";
export type { Changes } from "./plan/changes/schema.ts";
export type { Finding, FindingCode, FindingFacts } from "./plan/findings.ts";
export { buildPlan, type PlanInputs } from "./plan/plan.ts";
export type { Review } from "./plan/review/schema.ts";
export type { Plan } from "./plan/schema.ts";
export { type DecisionInputs, decide } from "./policy/decide.ts";
export { type LossMatrix, MatrixProblem, parseMatrix } from "./policy/loss-matrix.ts";
export { type Optimum, oracle } from "./policy/oracle.ts";
export type { PolicyDecision } from "./policy/schema.ts";
export type { Provenance } from "./provenance/schema.ts";
export { openPublication, type PlanFile, type Publication } from "./publish/publish.ts";
export { builtInTemplate } from "./render/built-in.ts";
export { compileTemplate } from "./render/compile.ts";
export { loadRenderer, type Renderer } from "./render/renderer.ts";
export type { Template } from "./render/template.ts";
export type { Blackout } from "./schedule/blackout.ts";
export { type CalendarFacts, type PlannedCycles, planCycles } from "./schedule/cycles.ts";
export type { TrainingHistory, TrainingRun } from "./schedule/history.ts";
export { estimateRequirements as collectRequirements } from "./schedule/requirements.ts";
export {
  buildSchedule,
  type ScheduleFacts,
  type ScheduleInputs,
} from "./schedule/schedule.ts";
export type { Cycle, Requirements, Schedule, Sufficiency } from "./schedule/schema.ts";
export { assessTrainingData as collectTrainingData } from "./schedule/training-data.ts";
export {
  createZone,
  formatInstant,
  type Instant,
  parseInstant,
  type Zone,
} from "./time/instant.ts";
export type { Evidence, MetricPoint, MetricSeries } from "./validation/evidence.ts";
export { type ReadQuery, readEvidence } from "./validation/read.ts";
export type { Alert, ValidationRun } from "./validation/schema.ts";
