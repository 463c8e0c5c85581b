import type { Severity } from "../finding.ts";

/** The judgement of a rule on a plan. */
export interface Judgement {
  readonly expected: string;
  readonly actual: string;
  /** Unknown shuts the gate only if the rule `unknown` is set. */
  readonly verdict: "pass" | "fail" | "unknown";
  /** Files on which it rests, the first ten. */
  readonly evidence: readonly string[];
}

/** One rule over a plan, and what it found. */
export interface RuleResult extends Judgement {
  readonly rule: string;
  /** A rule of severity `warning` that does not hold is said, and leaves the gate open. */
  readonly severity: Exclude<Severity, "notice">;
}

const EVIDENCE = 10;

/** The first of the files, each once. */
export function selectFirst(paths: readonly string[]): string[] {
  return [...new Set(paths)].slice(0, EVIDENCE);
}
