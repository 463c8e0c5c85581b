import { createHash } from "node:crypto";
import { appendFileSync, existsSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { CheckRenderer, CheckReport } from "../render/check/report.ts";
import type { Host } from "../runtime/host.ts";
import { count } from "../text/quantity.ts";
import type { Project } from "./project.ts";

/** GitHub takes no more for one step, and then drops all of it. */
const SUMMARY_BYTES = 1024 ** 2;

/**
 * Within GitHub Actions: annotations, the job's summary and the step's outputs. Elsewhere nothing.
 *
 * @param annotate whether standard output may hold annotations: not where it is a document
 */
export async function tellGitHub(
  host: Host,
  project: Project,
  report: CheckReport,
  { annotate }: { annotate: boolean },
): Promise<void> {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_OUTPUT } = host.env;
  if (GITHUB_ACTIONS !== "true") return;
  if (annotate) {
    const { renderAnnotations } = await import("../render/check/github.ts");
    host.stdout.writeRaw(renderAnnotations(report));
  }
  if (GITHUB_STEP_SUMMARY) {
    const { renderCheckMarkdown } = await import("../render/check/markdown.ts");
    // Output that others of the same step have written counts, too.
    const written = statSync(GITHUB_STEP_SUMMARY, { throwIfNoEntry: false })?.size ?? 0;
    const most = SUMMARY_BYTES - written;
    appendFileSync(GITHUB_STEP_SUMMARY, within(most, report, renderCheckMarkdown));
  }
  if (GITHUB_OUTPUT) {
    const latest = resolve(project.cwd, project.config.output.directory, "latest");
    appendFileSync(GITHUB_OUTPUT, formatOutputs(report, planPathIn(latest, host.cwd)));
  }
}

function planPathIn(directory: string, cwd: string): string {
  const path = ["md", "html", "json"]
    .map((format) => join(directory, `retrain_plan.${format}`))
    .find((file) => existsSync(file));
  return path === undefined ? "" : relative(cwd, path);
}

function formatOutputs({ plan }: CheckReport, planPath: string): string {
  const { sufficiency } = plan.current_state.data_availability;
  const outputs: Record<string, string> = {
    decision: plan.decision.action,
    "retrain-on": plan.decision.on ?? "",
    recommendation: plan.current_state.drift_assessment.recommendation,
    sufficient: SUFFICIENT[sufficiency.status],
    samples: `${sufficiency.least}`,
    "next-cycle": plan.schedule[0]?.scheduled_date ?? "",
    "plan-path": planPath,
  };
  return Object.entries(outputs)
    .map(([name, value]) => {
      // A value may hold anything, even what would begin another output: its end has a name of its own.
      const end = createHash("sha256").update(value).digest("hex");
      return `${name}<<${end}\n${value}\n${end}\n`;
    })
    .join("");
}

const SUFFICIENT = { sufficient: "true", insufficient: "false", unknown: "unknown" };

/** All rules; where that is too much those that fail, and how many others there are; else their beginning. */
function within(most: number, report: CheckReport, render: CheckRenderer): string {
  const whole = render(report);
  if (Buffer.byteLength(whole) <= most) return whole;
  const rules = report.rules.filter(({ verdict }) => verdict === "fail");
  const left = count(report.rules.length - rules.length, "rule");
  const failing = `${render({ ...report, rules })}\nNot shown (GitHub's size limit): ${left} that are met or unknown.\n`;
  return Buffer.byteLength(failing) <= most ? failing : cut(failing, most);
}

function cut(text: string, most: number): string {
  const end = "\n\nCut short: GitHub shows no more.\n";
  if (most < end.length) return "";
  const bytes = Buffer.from(text).subarray(0, most - end.length);
  // Half a character at the end would be replaced by three bytes.
  return bytes.toString().replace(/\uFFFD$/, "") + end;
}
