import { isCron } from "../config/cadence.ts";
import { isOfTraining } from "../inventory/datasets/role-by-run.ts";
import { addHorizon, DEFAULT_CYCLES } from "../schedule/cycles.ts";
import { dueTimes } from "../schedule/due.ts";
import { NO_HISTORY, type TrainingHistory } from "../schedule/history.ts";
import type { ScheduleFacts } from "../schedule/schedule.ts";
import type { CronRule } from "../time/cron.ts";
import { type Instant, MICROS_PER_DAY } from "../time/instant.ts";
import { readNamed } from "../trust/named-text.ts";
import type { Project } from "./project.ts";
import { readHistory } from "./read-history.ts";
import { readTrackedInputs } from "./read-tracked-inputs.ts";
import { wrongFile } from "./wrong-file.ts";

/** The schedule's inputs beside the data: the cron expression, calendar files, training history. */
export async function readSchedule(project: Project): Promise<ScheduleFacts> {
  const { cadence, calendars = [] } = project.config.schedule;
  const cron = isCron(cadence) ? (await import("../time/cron.ts")).parseCron(cadence) : undefined;
  return {
    ...(cron === undefined ? {} : { cron }),
    ...(calendars.length > 0 ? await readCalendars(project, calendars, cron) : {}),
    ...(await loadHistory(project)),
  };
}

async function readCalendars(
  project: Project,
  paths: readonly string[],
  cron: CronRule | undefined,
): Promise<Pick<ScheduleFacts, "blackouts" | "blackoutsUntil">> {
  const { parseHolidays } = await import("../schedule/calendar/holidays.ts");
  // Skipped cycles push the last one on, and that may be moved.
  const blackoutsUntil = lastDue(project, cron) + 800 * MICROS_PER_DAY;
  const range = {
    from: project.now - 400 * MICROS_PER_DAY,
    to: blackoutsUntil + 400 * MICROS_PER_DAY,
  };
  const blackouts = paths.flatMap((path) => {
    try {
      return parseHolidays(
        readNamed(path, project, "text").toString("utf8"),
        path,
        range,
        project.zone,
      );
    } catch (error) {
      throw wrongFile(path, error, "correct the file, or its path under `schedule.calendars`");
    }
  });
  return { blackouts, blackoutsUntil };
}

/** When the last requested cycle is due. */
function lastDue({ config, now, zone }: Project, cron: CronRule | undefined): Instant {
  const { schedule } = config;
  if (schedule.horizon !== undefined) return addHorizon(now, schedule.horizon, zone);
  const cycles = schedule.cycles ?? DEFAULT_CYCLES;
  // The period of `auto` is not known yet: it is seldom more than years, and no calendar covers a century.
  if (schedule.cadence === "auto") return now + Math.min(2000 * cycles, 36_525) * MICROS_PER_DAY;
  let last = now;
  let count = 0;
  for (const { at } of dueTimes(schedule, now, zone, cron)) {
    last = at;
    if (++count >= cycles) break;
  }
  return last;
}

async function loadHistory(project: Project): Promise<Pick<ScheduleFacts, "history">> {
  const history = await readHistory(project);
  const champion = await findChampion(project);
  if (champion === null) return history === null ? {} : { history };
  return { history: { ...(history ?? NO_HISTORY), champion } };
}

/** null where MLflow tracked no champion, or none of its training data, or several counts of it. */
async function findChampion(
  project: Project,
): Promise<NonNullable<TrainingHistory["champion"]> | null> {
  const read = await readTrackedInputs(project, project.config);
  if (read === null || !read.isChampion) return null;
  const training = read.inputs.filter(({ context }) => isOfTraining(context));
  const [samples, ...others] = new Set(training.map(({ rows }) => rows));
  return samples == null || others.length > 0 ? null : { run: read.run, samples };
}
