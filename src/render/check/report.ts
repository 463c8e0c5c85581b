import type { CheckFormat } from "../../config/choices.ts";
import type { RuleResult } from "../../gate/rule.ts";
import type { Plan } from "../../plan/schema.ts";

/** What `check` found. */
export interface CheckReport {
  readonly plan: Plan;
  readonly rules: readonly RuleResult[];
  /** Whether the gate is open. */
  readonly holds: boolean;
  /** The project's directory, relative to that of the repository. */
  readonly base: string;
}

/** Turns a check's report into text for a machine. Pure. */
export type CheckRenderer = (report: CheckReport) => string;

/** The renderer of a format but `text`, which the terminal colours. */
export async function checkRendererOf(
  format: Exclude<CheckFormat, "text">,
): Promise<CheckRenderer> {
  switch (format) {
    case "json":
      return (await import("./json.ts")).renderCheckJson;
    case "md":
      return (await import("./markdown.ts")).renderCheckMarkdown;
    case "junit":
      return (await import("./junit.ts")).renderJunit;
    case "github":
      return (await import("./github.ts")).renderAnnotations;
    case "gitlab":
      return (await import("./gitlab.ts")).renderCodeQuality;
  }
}
