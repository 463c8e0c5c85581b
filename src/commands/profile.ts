import { UserError } from "../errors.ts";
import { renderInputDrift } from "../render/input-drift.ts";
import { screenFor } from "../render/screen.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { jsonText } from "../text/json-text.ts";
import { reportUnreadServers } from "./open-tracking.ts";
import { type CommonOptions, openProject } from "./project.ts";
import { readData } from "./read-data.ts";
import { readInputDrift } from "./read-input-drift.ts";
import { readSchedule } from "./read-schedule.ts";

interface ProfileOptions extends CommonOptions {
  format: "table" | "json" | "html";
}

/** `retrain-plan profile`: compares the columns of the data, however large it is. */
export async function profile(
  host: Host,
  dataSet: string | undefined,
  { format, ...options }: ProfileOptions,
): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const inventory = await readData(project);
  const names = inventory.datasets.map(({ name }) => name);
  if (dataSet !== undefined && !names.includes(dataSet)) {
    throw new UserError(`${dataSet}: no data set`, {
      hint: names.length === 0 ? "no data was found" : `there is ${names.join(", ")}`,
    });
  }
  const facts = await readSchedule(project);
  reportUnreadServers(host, project.access);
  const input = await readInputDrift(project, inventory, facts, { isAsked: true, dataSet });
  if (options.quiet) return 0;
  if (format === "json") host.stdout.write(jsonText(input));
  else if (format === "table") {
    host.stdout.write(renderInputDrift(input, screenFor(host, options.color)));
  } else {
    const { renderProfile } = await import("../render/profile.ts");
    host.stdout.write(await renderProfile(input));
  }
  return 0;
}
