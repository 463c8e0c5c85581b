import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { renderDrift } from "../render/drift.ts";
import { assessValidation } from "./assess.ts";
import { type CommonOptions, openProject } from "./project.ts";

interface DriftOptions extends CommonOptions {
  format: "text" | "json";
}

/** `retrain-plan drift`: judges validation results and alerts. */
export async function drift(host: Host, { format, ...options }: DriftOptions): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const assessment = await assessValidation(project);
  const text =
    format === "json" ? `${JSON.stringify(assessment, null, 2)}\n` : renderDrift(assessment);
  if (!options.quiet) host.stdout.write(text);
  return 0;
}
