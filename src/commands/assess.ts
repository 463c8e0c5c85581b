import type { Config } from "../config/schema.ts";
import { assessDrift } from "../drift/assess.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import { packageVersion } from "../package.ts";
import { buildPlan } from "../plan/plan.ts";
import type { Plan } from "../plan/schema.ts";
import { readAlerts, readValidationRuns } from "../validation/sources/generator.ts";
import { newestFilesOf, type Project } from "./project.ts";
import { readData } from "./read-data.ts";

/** The spine: config ─► inventory ─► drift ─► requirements ─► schedule ─► plan. */
export async function assess(project: Project): Promise<Plan> {
  const inventory = await readData(project, project.config.sources);
  const drift = await assessValidation(project);
  const newestFile = await newestFilesOf(project.cwd, evidencePatterns(project.config));
  return buildPlan({ ...project, inventory, drift, newestFile, version: packageVersion() });
}

/** Validation runs and alerts, read and judged. */
export async function assessValidation(project: Project): Promise<DriftAssessment> {
  const { runs: runPatterns, alerts: alertPatterns, ...limits } = project.config.validation;
  const runs = await readValidationRuns({ ...project, patterns: runPatterns });
  const alerts = await readAlerts({ ...project, patterns: alertPatterns });
  return assessDrift(
    {
      series: [],
      runs: runs.items,
      alerts: alerts.items,
      problems: [...runs.problems, ...alerts.problems],
      newestUnread: runs.newestUnread,
    },
    {
      now: project.now,
      zone: project.zone,
      alertDays: limits.alert_days,
      alertLimit: limits.alert_limit,
      config: project.config.drift,
      champion: project.config.model.version ?? null,
    },
  );
}

/** The files that checklist items name as their evidence. */
function evidencePatterns({ checklist = [] }: Config): string[] {
  return checklist.flatMap(({ evidence }) => (evidence?.kind === "file" ? evidence.path : []));
}
