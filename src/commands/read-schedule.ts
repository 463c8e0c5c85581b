import { daysBetween, isCron } from "../config/cadence.ts";
import { MICROS_PER_DAY } from "../instant.ts";
import { addHorizon } from "../schedule/cycles.ts";
import type { ScheduleFacts } from "../schedule/schedule.ts";
import type { Project } from "./project.ts";
import { readHistory } from "./read-history.ts";
import { readNamed, wrongFile } from "./read-named.ts";

/** What the schedule needs beside the data: the cron expression, calendar files, training history. */
export async function readSchedule(project: Project): Promise<ScheduleFacts> {
  const { cadence, calendars = [] } = project.config.schedule;
  return {
    ...(isCron(cadence) ? { cron: (await import("../cron.ts")).parseCron(cadence) } : {}),
    ...(calendars.length > 0 ? { blackouts: await readCalendars(project, calendars) } : {}),
    ...(await historyOf(project)),
  };
}

async function readCalendars(project: Project, paths: readonly string[]) {
  const { parseHolidays } = await import("../schedule/holidays.ts");
  const { schedule } = project.config;
  // What `auto` will find is not known yet.
  const between = schedule.cadence === "auto" ? 92 : daysBetween(schedule.cadence);
  const days = (schedule.cycles ?? 6) * between * 1.1;
  const end =
    schedule.horizon === undefined
      ? project.now + days * MICROS_PER_DAY
      : addHorizon(project.now, schedule.horizon, project.zone);
  // Cycles that are left out push the last one on.
  const range = {
    from: project.now - 400 * MICROS_PER_DAY,
    to: end + 800 * MICROS_PER_DAY,
  };
  return paths.flatMap((path) => {
    try {
      return parseHolidays(readNamed(project.cwd, path), path, range, project.zone);
    } catch (error) {
      throw wrongFile(path, error, "correct the file, or its path under `schedule.calendars`");
    }
  });
}

async function historyOf(project: Project): Promise<ScheduleFacts> {
  const history = await readHistory(project);
  return history === null ? {} : { history };
}
