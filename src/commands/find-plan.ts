import { join, resolve } from "node:path";
import type { Host } from "../runtime/host.ts";
import { locate } from "../trust/named-path.ts";
import type { CommonOptions, Project } from "./project.ts";
import { openProject } from "./project.ts";

/** The flags of commands about a plan that is written. */
export interface WrittenPlanOptions extends CommonOptions {
  out?: string;
}

/**
 * The project, and where the plan lies that the command line names.
 *
 * @throws OutsideError where `latest` leads out of the project
 */
export async function findPlan(
  name: string,
  options: WrittenPlanOptions,
  host: Host,
): Promise<{ project: Project; path: string; said: string }> {
  const project = await openProject(options, host);
  const { directory } = project.config.output;
  if (name !== "latest") return { project, path: resolve(host.cwd, name), said: name };
  const said = join(directory, "latest");
  return { project, path: locate(said, project, "text"), said };
}
