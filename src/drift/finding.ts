import { wordFinding } from "../finding.ts";
import type { DriftFacts, DriftFinding } from "./known-findings.ts";
import { DRIFT_WORDINGS } from "./wordings.ts";

/** A finding of the drift stage, in words; `files` are those on which it rests. */
export function driftFinding<C extends keyof DriftFacts>(
  code: C,
  facts: DriftFacts[C],
  files: string[] = [],
): DriftFinding {
  return wordFinding(DRIFT_WORDINGS, code, facts, files) as DriftFinding;
}
