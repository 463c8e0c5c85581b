import { basename } from "node:path";
import type { Config } from "../config/schema.ts";
import type { ChosenCadence } from "../policy/choose-cadence.ts";
import { oneLine } from "../render/escape.ts";
import { besideCycles, renderSchedule, renderScheduleCsv } from "../render/schedule.ts";
import { screenFor } from "../render/screen.ts";
import { paragraph } from "../render/wrap.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { incrementalShare } from "../schedule/effort.ts";
import { NO_HISTORY } from "../schedule/history.ts";
import { buildSchedule, type ScheduleFacts } from "../schedule/schedule.ts";
import type { Schedule, Sufficiency } from "../schedule/schema.ts";
import { assessTrainingData } from "../schedule/training-data.ts";
import { jsonText } from "../text/json-text.ts";
import { reportUnreadServers } from "./open-tracking.ts";
import { openProject, type PlanOptions, type Project } from "./project.ts";
import { readData } from "./read-data.ts";
import { readSchedule } from "./read-schedule.ts";

type ScheduleOptions = Omit<PlanOptions, "format"> & { format: "table" | "json" | "ics" | "csv" };

/** `retrain-plan schedule`: lists the cycles. */
export async function schedule(
  host: Host,
  { format, ...options }: ScheduleOptions,
): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const { planned, said } = await planSchedule(project);
  reportUnreadServers(host, project.access);
  if (options.quiet) return 0;
  if (format !== "table") {
    // A list of cycles has no place for it; who asked for `auto` must learn why it is weekly.
    for (const line of [...besideCycles(planned), ...said]) host.stderr.write(`${oneLine(line)}\n`);
  }
  switch (format) {
    case "table":
      host.stdout.write(renderSchedule(planned, screenFor(host, options.color)));
      for (const line of said) host.stdout.write(`${paragraph(oneLine(line))}\n`);
      break;
    case "json":
      host.stdout.write(jsonText(planned.cycles));
      break;
    case "csv":
      host.stdout.write(renderScheduleCsv(planned));
      break;
    case "ics": {
      const { renderIcs } = await import("../render/ics.ts");
      const name = project.config.model.name ?? basename(project.cwd);
      const { currency } = planned.totals;
      host.stdout.write(
        renderIcs(planned.cycles, { name, now: Math.floor(project.now / 1000), currency }),
      );
    }
  }
  return 0;
}

/** The plan's own schedule, without the rest of the plan, and what is to be said of its cadence. */
async function planSchedule(project: Project): Promise<{ planned: Schedule; said: string[] }> {
  const { now, zone } = project;
  const facts = await readSchedule(project);
  const inventory = await readData(project);
  const { history = NO_HISTORY } = facts;
  const dataBy = (config: Config) => assessTrainingData({ inventory, config, history, now, zone });
  const { sufficiency } = dataBy(project.config);
  const { said, ...decided } = await decisionsFor(project, facts, sufficiency);
  const { column_changes: columnChanges } = inventory;
  const of = { now, zone, ...facts, ...decided, columnChanges, data: dataBy(decided.config) };
  return { planned: buildSchedule(of), said };
}

/** As the plan decides: the cadence that costs least, for `auto`, and which cycles are full. */
async function decisionsFor(
  project: Project,
  { history = NO_HISTORY }: ScheduleFacts,
  { status }: Sufficiency,
): Promise<Omit<ChosenCadence, "policy"> & { said: string[] }> {
  const { config, now } = project;
  const [{ assessValidation }, { chooseCadence }, { policyFindings }] = await Promise.all([
    import("./assess.ts"),
    import("../policy/choose-cadence.ts"),
    import("../policy/findings.ts"),
  ]);
  const isAuto = config.schedule.cadence === "auto";
  const hasOldData = Object.values(config.metrics).some(({ old_data: isOld }) => isOld);
  // A plain calendar needs no metric: it is as quick as it was.
  const asksMetrics = isAuto || config.policy.retraining_cost !== undefined || hasOldData;
  const { drift, series } = asksMetrics ? await assessValidation(project) : NO_METRICS;
  const { policy, ...decided } = chooseCadence(config, {
    series,
    metrics: drift.metrics,
    now,
    runs: history.runs,
    incrementalShare: incrementalShare(config, history),
    hasSamples: status === "unknown" ? null : status === "sufficient",
  });
  const findings =
    policy === null || !isAuto
      ? []
      : policyFindings(policy, decided.config.schedule.cadence, isAuto);
  return { ...decided, said: findings.map(({ message }) => message) };
}

const NO_METRICS = { drift: { metrics: [] }, series: [] };
