import { relative } from "node:path";
import { verifyPlan } from "../approval/verify.ts";
import { readWrittenPlan } from "../approval/written-plan.ts";
import { palette } from "../render/palette.ts";
import { renderVerification } from "../render/verification.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { jsonText } from "../text/json-text.ts";
import { findPlan, type WrittenPlanOptions } from "./find-plan.ts";

interface VerifyOptions extends WrittenPlanOptions {
  format: "text" | "json";
}

/** `retrain-plan verify PLAN`: says whether plan, evidence and data are what was approved. */
export async function verify(
  host: Host,
  name: string,
  { format, ...options }: VerifyOptions,
): Promise<ExitStatus> {
  const { project, path, said } = await findPlan(name, options, host);
  const written = readWrittenPlan(path, said);
  const verification = await verifyPlan(written, project, project.now);
  const place = relative(host.cwd, written.directory) || ".";
  const isApproved = verification.missing.length + verification.differences.length === 0;
  const status = !isApproved ? 1 : verification.unjudged.length > 0 ? 2 : 0;
  if (format === "json") {
    const verdict = (["approved", "not_approved", "unknown"] as const)[status];
    const { documents, evidence, data, ...rest } = verification;
    const checked = { documents, evidence, data_identity: data?.identity ?? null };
    host.stdout.write(jsonText({ plan: place, verdict, ...rest, checked }));
  } else {
    const text = renderVerification(verification, place, palette(host, options.color));
    if (!options.quiet) host.stdout.write(text);
    else if (status !== 0) host.stderr.write(text);
  }
  return status;
}
