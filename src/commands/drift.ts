import type { DriftAssessment } from "../drift/schema.ts";
import { UserError } from "../errors.ts";
import { canonicalName, nearestNames } from "../metric-names/names.ts";
import { explainColumn } from "../render/column-explain.ts";
import { renderDrift } from "../render/drift.ts";
import { explainMetric } from "../render/drift-explain.ts";
import { type Screen, screenFor } from "../render/screen.ts";
import { explainShift } from "../render/shift-explain.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { jsonText } from "../text/json-text.ts";
import { assessValidation } from "./assess.ts";
import { type CommonOptions, openProject } from "./project.ts";
import { readData } from "./read-data.ts";
import { readInputDrift } from "./read-input-drift.ts";
import { readSchedule } from "./read-schedule.ts";

interface DriftOptions extends CommonOptions {
  format: "text" | "json";
  explain?: string;
}

/** `retrain-plan drift`: judges metrics, validation results and alerts. */
export async function drift(
  host: Host,
  { format, explain, ...options }: DriftOptions,
): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const inventory = await readData(project);
  const input = await readInputDrift(project, inventory, await readSchedule(project));
  const { drift: assessment } = await assessValidation(project, input);
  const screen = screenFor(host, options.color);
  const text =
    explain !== undefined
      ? explained(assessment, explain, format, screen)
      : format === "json"
        ? json(assessment)
        : renderDrift(assessment, screen);
  if (!options.quiet) host.stdout.write(text);
  return 0;
}

/**
 * Every metric of that name, from whatever source; a name without its split is one as well. Where none is
 * called so, `data_distribution_shift` is what monitors say of the data.
 */
function explained(
  assessment: DriftAssessment,
  name: string,
  format: DriftOptions["format"],
  screen: Screen,
): string {
  const { metrics } = assessment;
  const exact = metrics.filter((metric) => metric.name === name);
  const named =
    exact.length > 0 ? exact : metrics.filter((metric) => canonicalName(metric.name) === name);
  const { input_drift: input } = assessment;
  const found = findColumn(input, name);
  if (named.length === 0 && found !== null) {
    const { column, comparison, histograms } = found;
    return format === "json"
      ? json({ ...column, histogram: histograms.find((each) => each.column === name) ?? null })
      : explainColumn(column, { comparison, histograms }, screen.columns);
  }
  if (named.length === 0 && name === "data_distribution_shift") {
    const { data_distribution_shift, shift_reports } = assessment;
    return format === "json"
      ? json({ data_distribution_shift, shift_reports })
      : explainShift(assessment);
  }
  if (named.length === 0) {
    const columns = [input, input.predictions].flatMap((each) => each?.comparison?.columns ?? []);
    const names = [...metrics, ...columns].map((each) => each.name);
    throw new UserError(`--explain: no metric or column is called "${name}"`, {
      hint: suggestName(name, names),
    });
  }
  return format === "json"
    ? json(named)
    : named.map((metric) => explainMetric(metric, assessment, screen)).join("\n");
}

/** A column of the data, or else of predictions. */
function findColumn(input: DriftAssessment["input_drift"], name: string) {
  for (const compared of [input, input.predictions]) {
    const comparison = compared?.comparison;
    const column = comparison?.columns.find((each) => each.name === name);
    if (comparison && column !== undefined) {
      return { column, comparison, histograms: compared?.histograms ?? [] };
    }
  }
  return null;
}

function suggestName(name: string, names: readonly string[]): string {
  if (names.length === 0) return "no source gives metrics, and no column was compared";
  const near = nearestNames(name, names);
  if (near.length > 0) return `perhaps ${near.join(", ")}`;
  const shown = [...new Set(names)];
  return `there ${shown.length === 1 ? "is" : "are"} ${shown.slice(0, 20).join(", ")}${shown.length > 20 ? " …" : ""}`;
}

function json(value: unknown): string {
  return jsonText(value);
}
