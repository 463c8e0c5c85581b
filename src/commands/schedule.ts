import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { renderTable } from "../render/table.ts";
import { planCycles } from "../schedule/cycles.ts";
import { openProject, type PlanOptions } from "./project.ts";

type ScheduleOptions = Omit<PlanOptions, "format"> & { format: "table" | "json" };

/** `retrain-plan schedule`: lists the cycles. */
export async function schedule(
  host: Host,
  { format, ...options }: ScheduleOptions,
): Promise<ExitStatus> {
  const { config, now, zone } = await openProject(options, host);
  const cycles = planCycles(config.schedule, now, zone);
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
    host.stdout.write(format === "json" ? `${JSON.stringify(cycles, null, 2)}\n` : table);
  }
  return 0;
}
