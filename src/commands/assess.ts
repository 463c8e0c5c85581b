import { daysBetween } from "../config/cadence.ts";
import type { Config } from "../config/schema.ts";
import { assessDrift } from "../drift/assess.ts";
import type { InputDrift } from "../drift/data/input-schema.ts";
import { findMisspelt, namesRead } from "../drift/missing-metrics.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import { UserError } from "../errors.ts";
import { buildPlan } from "../plan/plan.ts";
import type { Plan } from "../plan/schema.ts";
import { NO_PROVENANCE } from "../provenance/none.ts";
import type { GitFacts } from "../provenance/schema.ts";
import { packageVersion } from "../runtime/package.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { readEvidence } from "../validation/read.ts";
import { findNewestFiles } from "./newest-files.ts";
import type { Project } from "./project.ts";
import { readData, readFingerprinted } from "./read-data.ts";
import { readInputDrift } from "./read-input-drift.ts";
import { readGit, readProvenance } from "./read-provenance.ts";
import { readSchedule } from "./read-schedule.ts";

/**
 * The spine: inventory, drift and the facts of the schedule lead to the plan.
 *
 * @param withProvenance whether to look up the plan's sources, which a plan that is not kept
 * does not need
 * @param git instead of asking git
 */
export async function assess(
  project: Project,
  {
    withProvenance = true,
    git: known,
  }: { withProvenance?: boolean; git?: GitFacts | undefined } = {},
): Promise<Plan> {
  const { config } = project;
  const git = withProvenance ? (known ?? readGit(project)) : null;
  const { inventory, fingerprint } = withProvenance
    ? await readFingerprinted(project)
    : { inventory: await readData(project), fingerprint: null };
  const facts = await readSchedule(project);
  const input = await readInputDrift(project, inventory, facts);
  const { drift, series } = await assessValidation(project, input);
  const newestFile = await findNewestFiles(project, evidencePatterns(config));
  const read = { fingerprint, inventory, drift, series, newestFile };
  const historyFiles = facts.history?.files ?? [];
  const provenance =
    git === null ? NO_PROVENANCE : await readProvenance(project, git, { ...read, historyFiles });
  return buildPlan({
    ...project,
    ...facts,
    inventory,
    drift,
    series,
    newestFile,
    provenance,
    version: packageVersion(),
  });
}

/** Validation results and alerts, read and judged, and the metrics as they were read. */
export async function assessValidation(
  project: Project,
  input?: InputDrift,
): Promise<{ drift: DriftAssessment; series: readonly MetricSeries[] }> {
  const {
    alert_days: alertDays,
    alert_limit: alertLimit,
    max_age_days: maxAgeDays = null,
  } = project.config.validation;
  const evidence = await readEvidence({ ...project, config: project.config.validation });
  refuseMisspelt(namesRead(evidence), project);
  const drift = assessDrift(evidence, {
    now: project.now,
    zone: project.zone,
    alertDays,
    alertLimit,
    maxAgeDays,
    cadenceDays: daysBetween(project.config.schedule.cadence),
    config: project.config.drift,
    metrics: project.config.metrics,
    placeOf: metricPlaces(project),
    champion: project.config.model.version ?? null,
    input,
  });
  return { drift, series: evidence.series };
}

/** The files that checklist items name as their evidence. */
function evidencePatterns({ checklist = [] }: Config): string[] {
  return checklist.flatMap(({ evidence }) => (evidence?.kind === "file" ? evidence.path : []));
}

/**
 * A limit of a misspelt metric would judge nothing.
 *
 * @throws UserError with a line for each, and the metrics that there are
 */
function refuseMisspelt(read: readonly string[], { config, placeOf }: Project): void {
  const faults = findMisspelt(read, config.metrics).map(({ name, near }) => {
    const place = placeOf?.(["metrics", name]) ?? `metrics.${name}`;
    return `${place}: no metric of this name was read, perhaps ${near}; there ${listed(read)}`;
  });
  if (faults.length === 0) return;
  throw new UserError(faults.join("\n"), { hint: "correct the name, or remove it" });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const more = names.length - MOST_NAMES;
  return `${names.length === 1 ? "is" : "are"} ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}

const MOST_NAMES = 20;

/** Where metrics stand in the configuration file: `retrain-plan.yaml:5`; undefined without a file. */
function metricPlaces({ placeOf }: Project): ((metric: string) => string) | undefined {
  if (placeOf === undefined) return undefined;
  return (metric) => {
    const place = placeOf(["metrics", metric]);
    return place.slice(0, place.lastIndexOf(": metrics."));
  };
}
