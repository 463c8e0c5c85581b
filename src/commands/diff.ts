import { join, resolve } from "node:path";
import { errorMessage, UserError } from "../errors.ts";
import { changesBetween } from "../plan/changes/changes.ts";
import { renderChanges, renderChangesMarkdown } from "../render/changes.ts";
import { screenFor } from "../render/screen.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { jsonText } from "../text/json-text.ts";
import { readEarlier } from "./previous.ts";
import { type CommonOptions, openProject } from "./project.ts";

interface DiffOptions extends CommonOptions {
  format: "text" | "md" | "json";
  out?: string;
  exitCode?: boolean;
}

/** `retrain-plan diff`: says what has changed from one plan to another. */
export async function diff(
  host: Host,
  old: string,
  new_: string,
  { format, exitCode, ...options }: DiffOptions,
): Promise<ExitStatus> {
  const earlier = await open(old, host, options);
  const { plan } = await open(new_, host, options);
  const changes = changesBetween(earlier.plan, plan, earlier.identity);
  if (!options.quiet) {
    const text = {
      text: () => renderChanges(changes, screenFor(host, options.color)),
      md: () => renderChangesMarkdown(changes),
      json: () => jsonText(changes),
    }[format]();
    host.stdout.write(text);
  }
  return exitCode && changes.status === "changed" ? 1 : 0;
}

async function open(name: string, host: Host, options: Omit<DiffOptions, "format">) {
  const cwd = resolve(host.cwd, options.cwd ?? ".");
  const latest = name === "latest" ? await openProject(options, host) : null;
  try {
    if (latest === null) return await readEarlier(resolve(cwd, name), { cwd }, name);
    // Where it lies is said by the configuration, which is not asked for anything else.
    const location = join(resolve(cwd, latest.config.output.directory), "latest");
    return await readEarlier(location, latest);
  } catch (error) {
    throw new UserError(`${name}: it cannot be compared: ${errorMessage(error)}`, {
      hint: "name a plan's directory, its retrain_plan.json, or `latest`",
      cause: error,
    });
  }
}
