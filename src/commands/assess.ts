import type { Config } from "../config/schema.ts";
import { assessDrift } from "../drift/assess.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import { packageVersion } from "../package.ts";
import { buildPlan } from "../plan/plan.ts";
import type { Plan } from "../plan/schema.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import { readEvidence } from "../validation/read.ts";
import { newestFilesOf, type Project } from "./project.ts";
import { readData } from "./read-data.ts";
import { readSchedule } from "./read-schedule.ts";

/** The spine: config ─► inventory ─► drift ─► requirements ─► schedule ─► plan. */
export async function assess(project: Project): Promise<Plan> {
  const inventory = await readData(project, project.config.sources);
  const { drift, series } = await assessValidation(project);
  const facts = await readSchedule(project);
  const newestFile = await newestFilesOf(project.cwd, evidencePatterns(project.config));
  return buildPlan({
    ...project,
    ...facts,
    inventory,
    drift,
    series,
    newestFile,
    version: packageVersion(),
  });
}

/** Validation results and alerts, read and judged, and the metrics as they were read. */
export async function assessValidation(
  project: Project,
): Promise<{ drift: DriftAssessment; series: readonly MetricSeries[] }> {
  const {
    alert_days: alertDays,
    alert_limit: alertLimit,
    report_days: reportDays,
  } = project.config.validation;
  const evidence = await readEvidence({ ...project, config: project.config.validation });
  const drift = assessDrift(evidence, {
    now: project.now,
    zone: project.zone,
    alertDays,
    alertLimit,
    reportDays,
    config: project.config.drift,
    champion: project.config.model.version ?? null,
  });
  return { drift, series: evidence.series };
}

/** The files that checklist items name as their evidence. */
function evidencePatterns({ checklist = [] }: Config): string[] {
  return checklist.flatMap(({ evidence }) => (evidence?.kind === "file" ? evidence.path : []));
}
