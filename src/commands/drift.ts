import type { DriftAssessment } from "../drift/schema.ts";
import { UserError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { renderDrift } from "../render/drift.ts";
import { explainMetric } from "../render/drift-explain.ts";
import { palette } from "../render/palette.ts";
import { assessValidation } from "./assess.ts";
import { type CommonOptions, openProject } from "./project.ts";

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
  const assessment = await assessValidation(project);
  const text =
    explain !== undefined
      ? explained(assessment, explain, format)
      : format === "json"
        ? json(assessment)
        : renderDrift(assessment, palette(host, options.color));
  if (!options.quiet) host.stdout.write(text);
  return 0;
}

/** Every metric of that name, from whatever source. */
function explained(
  assessment: DriftAssessment,
  name: string,
  format: DriftOptions["format"],
): string {
  const named = assessment.metrics.filter((metric) => metric.name === name);
  if (named.length === 0) {
    const names = [...new Set(assessment.metrics.map((metric) => metric.name))];
    throw new UserError(`--explain: no metric is called "${name}"`, {
      hint:
        names.length === 0
          ? "no source gives metrics"
          : `there ${names.length === 1 ? "is" : "are"} ${names.slice(0, 20).join(", ")}${names.length > 20 ? " …" : ""}`,
    });
  }
  return format === "json"
    ? json(named)
    : named.map((metric) => explainMetric(metric, assessment)).join("\n");
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
