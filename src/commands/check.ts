import type { ExitStatus } from "../exit-status.ts";
import { judge } from "../gate/judge.ts";
import type { Host } from "../host.ts";
import { oneLine } from "../render/escape.ts";
import { palette } from "../render/palette.ts";
import { renderRules } from "../render/rules.ts";
import { assess } from "./assess.ts";
import { openProject, type PlanOptions } from "./project.ts";

type CheckOptions = Omit<PlanOptions, "format"> & { format: "text" | "json" };

/** `retrain-plan check`: judges by rules and writes nothing. */
export async function check(host: Host, { format, ...options }: CheckOptions): Promise<ExitStatus> {
  const project = await openProject(options, host);
  const rules = judge(await assess(project), project.config.gate.fail_on);
  const holds = rules.every((rule) => rule.verdict !== "fail");
  if (format === "json") {
    host.stdout.write(`${JSON.stringify({ holds, rules }, null, 2)}\n`);
  } else if (options.quiet) {
    for (const { rule, actual } of rules.filter(({ verdict }) => verdict === "fail")) {
      host.stderr.write(`retrain-plan: ${rule}: ${oneLine(actual)}\n`);
    }
  } else {
    host.stdout.write(renderRules(rules, palette(host, options.color)));
  }
  return holds ? 0 : 1;
}
