import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { daysBetween, isCron } from "../config/cadence.ts";
import { messageOf, UserError } from "../errors.ts";
import { MICROS_PER_DAY } from "../instant.ts";
import { addHorizon } from "../schedule/cycles.ts";
import type { TrainingHistory } from "../schedule/history.ts";
import type { ScheduleFacts } from "../schedule/schedule.ts";
import type { Project } from "./project.ts";

/** Where a training history usually lies. */
const HISTORY_PLACES = ["", "artifacts/"].flatMap((folder) =>
  ["csv", "tsv", "jsonl", "ndjson"].map((ending) => `${folder}training_history.${ending}`),
);

/** What the schedule needs beside the data: the cron expression, calendar files, training history. */
export async function readSchedule(project: Project): Promise<ScheduleFacts> {
  const { cadence, calendars = [] } = project.config.schedule;
  return {
    ...(isCron(cadence) ? { cron: (await import("../cron.ts")).parseCron(cadence) } : {}),
    ...(calendars.length > 0 ? { blackouts: await readCalendars(project, calendars) } : {}),
    ...(await readHistory(project)),
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
      return parseHolidays(read(project.cwd, path), path, range, project.zone);
    } catch (error) {
      throw wrong(path, error, "correct the file, or its path under `schedule.calendars`");
    }
  });
}

async function readHistory({ cwd, config, now, zone }: Project): Promise<ScheduleFacts> {
  const { history } = config.requirements;
  const paths = (history === undefined ? HISTORY_PLACES : [history.path]).filter(
    (path) => history !== undefined || existsSync(join(cwd, path)),
  );
  if (paths.length === 0) return {};
  const { joinHistories, parseHistory } = await import("../schedule/history.ts");
  const histories = paths.map((path): TrainingHistory => {
    try {
      return parseHistory(read(cwd, path), path, history?.columns, now, zone);
    } catch (error) {
      if (history !== undefined) {
        throw wrong(path, error, "correct the file, or `requirements.history`");
      }
      // A file that nobody named: the plan says what is wrong with it.
      const problems = [{ path, problem: messageOf(error) }];
      return { files: [path], runs: [], currency: null, problems };
    }
  });
  return { history: joinHistories(histories) };
}

function wrong(path: string, error: unknown, hint: string): UserError {
  return new UserError(`${path}: ${messageOf(error)}`, { hint, cause: error });
}

function read(cwd: string, path: string): string {
  const location = resolve(cwd, path);
  // A FIFO would be waited for, for ever.
  if (!statSync(location).isFile()) throw new Error("not a regular file");
  return readFileSync(location, "utf8");
}
