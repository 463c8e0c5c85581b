import { basename, dirname, isAbsolute, relative, sep } from "node:path";
import { cadenceDuration, isCron } from "../config/cadence.ts";
import { type EntryFormat, WEEKDAYS } from "../config/choices.ts";
import { errorMessage, UserError } from "../errors.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import { findRepository } from "../runtime/git.ts";
import type { Host } from "../runtime/host.ts";
import { packageVersion } from "../runtime/package.ts";
import { loadEntryRenderer } from "../scheduler-snippets/renderer.ts";
import { chooseRunTimes, type RunTimes, runTimesOfCron } from "../scheduler-snippets/run-times.ts";
import { MICROS_PER_SECOND } from "../time/instant.ts";
import { type CommonOptions, openProject, type Project } from "./project.ts";

interface CronOptions extends CommonOptions {
  print: EntryFormat;
  at: string;
  cadence?: string;
}

/**
 * `retrain-plan cron`: prints what a scheduler needs to make the plan of this project.
 *
 * @param words flags of `generate`, which the entry gives it
 */
export async function cron(
  host: Host,
  words: string[],
  { print, at, ...options }: CronOptions,
): Promise<ExitStatus> {
  if (words.some((word) => /^--notify-url\b/.test(word))) {
    throw new UserError("--notify-url would stand in the entry for everybody to read", {
      hint: "set RETRAIN_PLAN_NOTIFY_URL where the entry runs",
    });
  }
  const project = await openProject(options, host);
  const { cwd, config, zone, now } = project;
  const [node = "", program = ""] = host.program;
  if (/[\\/]_npx[\\/]/.test(program)) {
    const hint = "install retrain-plan, and print it again";
    host.stderr.write(`retrain-plan: ${program} lies in npx's cache, which is emptied; ${hint}\n`);
  }
  const render = await loadEntryRenderer(print);
  const repository = findRepository(cwd);
  if (contains(repository ?? cwd, program)) {
    const hint = "install retrain-plan elsewhere, and print it again";
    host.stderr.write(
      `retrain-plan: ${program} lies in the checkout, where a commit can replace it; ${hint}\n`,
    );
  }
  const title = config.model.name ?? basename(cwd);
  host.stdout.write(
    render({
      title,
      name: snippetName(title),
      node,
      program,
      packageDirectory: dirname(dirname(program)),
      version: packageVersion(),
      cwd,
      below: repository === null ? "" : relative(repository, cwd),
      output: config.output.directory,
      arguments: [...given(options), ...words],
      times: parseRunTimes(project, at),
      zone: zone.name,
      offsetMinutes: zone.offsetAt(now) / (60 * MICROS_PER_SECOND),
    }),
  );
  return 0;
}

function contains(directory: string, path: string): boolean {
  const inside = relative(directory, path);
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** The flags of this command line that the entry repeats. */
function given({ config, timezone, cadence, allowOutside }: Omit<CronOptions, "print" | "at">) {
  return [
    ...(config === undefined ? [] : ["--config", config]),
    ...(timezone === undefined ? [] : ["--timezone", timezone]),
    ...(cadence === undefined ? [] : ["--cadence", cadence]),
    ...(allowOutside ? ["--allow-outside"] : []),
  ];
}

function parseRunTimes({ config, zone }: Project, at: string): RunTimes {
  const { cadence, anchor } = config.schedule;
  if (isCron(cadence)) {
    try {
      return runTimesOfCron(cadence);
    } catch (error) {
      throw new UserError(`schedule.cadence: ${errorMessage(error)}`, {
        hint: "name another with --cadence",
        cause: error,
      });
    }
  }
  const date =
    anchor?.date === undefined ? undefined : new Date(`${anchor.date}T00:00Z`).getUTCDay();
  const named = anchor?.weekday === undefined ? undefined : WEEKDAYS.indexOf(anchor.weekday) + 1;
  const between = cadenceDuration(cadence);
  if (between === null) throw new Error(`${zone.name}: no duration of ${cadence}`);
  return chooseRunTimes(between, at, (date ?? named ?? 1) % 7);
}

function snippetName(title: string): string {
  const name = title
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-")
    .replace(/^-|-$/g, "");
  return name.slice(0, 40).replace(/-$/, "") || "model";
}
