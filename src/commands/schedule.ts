import type { Cadence } from "../config/choices.ts";
import { calendarOf } from "../config/defaults.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { calendarBy, DAYS_OF } from "../policy/calendar.ts";
import { renderTable } from "../render/table.ts";
import { planCycles } from "../schedule/cycles.ts";
import { openProject, type PlanOptions, type Project } from "./project.ts";

type ScheduleOptions = Omit<PlanOptions, "format"> & { format: "table" | "json" };

/** `retrain-plan schedule`: lists the cycles. */
export async function schedule(
  host: Host,
  { format, ...options }: ScheduleOptions,
): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const { config, now, zone } = project;
  const { cadence, said } = await cadenceOf(project);
  const cycles = planCycles({ ...config.schedule, cadence }, now, zone);
  const table = renderTable(
    [
      { title: "Cycle", align: "right" },
      { title: "Date" },
      { title: "Type" },
      { title: "Hours", align: "right" },
      { title: "Data window" },
    ],
    cycles.map((cycle) => [
      `${cycle.cycle}`,
      cycle.scheduled_date,
      cycle.type,
      `${cycle.estimated_duration_hours}`,
      `${cycle.data_window.from} to ${cycle.data_window.to}`,
    ]),
  );
  if (!options.quiet) {
    if (cycles.length === 0 && format === "table") {
      host.stdout.write("No cycle falls into this time.\n");
      return 0;
    }
    const below = said.map((line) => `${line}\n`).join("");
    host.stdout.write(format === "json" ? `${JSON.stringify(cycles, null, 2)}\n` : table + below);
  }
  return 0;
}

/** The cadence, for `auto` the one that costs least, and what is to be said of it. */
async function cadenceOf(project: Project): Promise<{ cadence: Cadence; said: string[] }> {
  const { config, now } = project;
  const kept = calendarOf(config.schedule.cadence);
  if (config.schedule.cadence !== "auto") return { cadence: kept, said: [] };
  const [{ assessValidation }, { decide }, { policyFindings }] = await Promise.all([
    import("./assess.ts"),
    import("../policy/decide.ts"),
    import("../policy/findings.ts"),
  ]);
  const { drift, series } = await assessValidation(project);
  const decision = decide({
    ...{ policy: config.policy, series, metrics: drift.metrics, now },
    calendarDays: DAYS_OF[kept],
    // The data is not counted here.
    hasSamples: null,
  });
  const cadence = calendarBy(decision, kept);
  return { cadence, said: policyFindings(decision, cadence, true).map(({ message }) => message) };
}
