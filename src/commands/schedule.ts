import { basename } from "node:path";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import type { Inventory } from "../inventory/schema.ts";
import { sourcesOf } from "../inventory/source.ts";
import { renderSchedule, renderScheduleCsv } from "../render/schedule.ts";
import { screenOf } from "../render/screen.ts";
import { dataWindowDays } from "../schedule/cycles.ts";
import { judgeSufficiency } from "../schedule/requirements.ts";
import { scheduleOf } from "../schedule/schedule.ts";
import type { Schedule } from "../schedule/schema.ts";
import { supplyOf } from "../schedule/supply.ts";
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
  const planned = await planSchedule(project);
  if (options.quiet) return 0;
  switch (format) {
    case "table":
      host.stdout.write(renderSchedule(planned, screenOf(host, options.color)));
      break;
    case "json":
      host.stdout.write(`${JSON.stringify(planned.cycles, null, 2)}\n`);
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

/** The plan's own schedule, without the rest of the plan. */
async function planSchedule(project: Project): Promise<Schedule> {
  const { config, now, zone } = project;
  const facts = await readSchedule(project);
  const inventory = hasData(project) ? await readData(project, config.sources) : NO_DATA;
  const need = config.requirements.minimum_replay_size;
  const supply = supplyOf(inventory.days, dataWindowDays(config.schedule), need, zone.dayOf(now));
  const sufficiency = judgeSufficiency(inventory, supply, config);
  return scheduleOf({ config, now, zone, ...facts, days: inventory.days, sufficiency });
}

/** A calendar needs no data: without any the cycles are listed all the same. */
const NO_DATA: Pick<Inventory, "bytes" | "samples" | "days"> = {
  bytes: 0,
  samples: { counted: 0, undated: 0, unlisted: 0, uncounted_files: 0 },
  days: [],
};

function hasData({ config, cwd }: Project): boolean {
  if (config.sources !== undefined) return true;
  try {
    return sourcesOf(undefined, cwd).length > 0;
  } catch {
    return false;
  }
}
