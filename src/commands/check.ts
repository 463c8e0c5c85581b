import type { CheckFormat } from "../config/choices.ts";
import { failureLine } from "../render/check/line.ts";
import { loadCheckRenderer } from "../render/check/renderers.ts";
import { decisionLine, renderRules } from "../render/check/text.ts";
import { renderNotes } from "../render/drift.ts";
import { screenFor } from "../render/screen.ts";
import { chooseExitStatus, type ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { assess } from "./assess.ts";
import { tellGitHub } from "./github.ts";
import { buildReport } from "./judge-plan.ts";
import { printText } from "./print-text.ts";
import { openProject, type PlanOptions } from "./project.ts";

interface CheckOptions extends Omit<PlanOptions, "format"> {
  format: CheckFormat;
  exitZero?: boolean;
}

/** `retrain-plan check`: judges by rules and writes nothing. */
export async function check(
  host: Host,
  { format, exitZero, ...options }: CheckOptions,
): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const plan = await assess(project, { withProvenance: false });
  const { config } = project;
  const report = buildReport(plan, config.gate.fail_on, config, project, host);
  // Before any text: what it says cannot keep an annotation from being read.
  await tellGitHub(host, project, report, { annotate: format === "text" });
  if (format !== "text") {
    const render = await loadCheckRenderer(format);
    // Annotations are commands to GitHub; their names are inert.
    if (format === "github") host.stdout.writeRaw(render(report));
    else host.stdout.write(render(report));
  } else if (options.quiet) {
    const line = failureLine(report.rules);
    if (line !== null) host.stderr.write(`${line}; without --quiet it says more\n`);
  } else {
    const screen = screenFor(host, options.color);
    const { notes } = plan.current_state.drift_assessment;
    const beside = notes.length > 0 ? `\n${renderNotes(notes, screen)}` : "";
    printText(
      host,
      `${decisionLine(plan, report.rules)}\n${renderRules(report.rules, screen)}${beside}`,
    );
  }
  if (report.unjudged !== null) host.stderr.write(`retrain-plan: ${report.unjudged}\n`);
  return exitZero ? 0 : chooseExitStatus(report);
}
