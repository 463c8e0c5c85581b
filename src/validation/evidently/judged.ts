import { isBranch } from "../metrics/metric-tree.ts";
import type { Check } from "../schema.ts";
import type { Judged } from "./report.ts";

/** The verdict of a drift metric by its own threshold; without a finite score there is no verdict. */
export function driftJudged(
  scope: Judged["scope"],
  { drifted, ...check }: Omit<Check, "passed"> & { readonly drifted: boolean | null },
  score: unknown,
): Judged {
  const isKnown = drifted !== null && !(typeof score === "number" && !Number.isFinite(score));
  const status = !isKnown ? "unknown" : drifted ? "drift" : "no drift";
  return {
    subject: "distribution",
    scope,
    status,
    check: { ...check, passed: isKnown ? !drifted : null },
  };
}

/** Of a status of Evidently; WARNING is a test that may fail, and ERROR one that could not be computed. */
export function toPassed(status: string): boolean | null {
  if (status === "SUCCESS" || status === "WARNING") return true;
  return status === "FAIL" ? false : null;
}

/** A finite number; JSON has no others, and a plan holds none. */
export function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function toText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 200) : null;
}

/**
 * The bound that a condition names; of two the one that the value breaks, or else the upper one.
 *
 * @returns null where it names none, or one relative to the reference
 * @example findBound({ gte: 0.8 }, 0.73) // 0.8
 */
export function findBound(condition: unknown, value: unknown): number | null {
  const named = isBranch(condition) ? condition : {};
  const of = (...keys: readonly string[]): number | null =>
    keys.map((key) => finite(named[key])).find((bound) => bound !== null) ?? null;
  const [lower, upper] = [of("gt", "gte", "left"), of("lt", "lte", "right")];
  const isBelow = lower !== null && typeof value === "number" && value < lower;
  return isBelow ? lower : (upper ?? lower ?? of("threshold", "expected", "eq", "not_eq"));
}
