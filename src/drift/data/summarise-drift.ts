import type { Profile } from "../../engine/profile.ts";
import { count } from "../../text/quantity.ts";
import { hasChanged } from "./changed-columns.ts";
import { compareShares } from "./histograms.ts";
import type { Compared } from "./input-schema.ts";
import type { DataDrift } from "./schema.ts";

/**
 * The verdict on a comparison, and the histograms of its columns.
 *
 * @param leftOut the number of files that were not compared: what they hold may have drifted
 */
export function summariseDrift(
  comparison: DataDrift,
  reference: Profile,
  current: Profile,
  leftOut: number,
): Pick<Compared, "verdict" | "why" | "remedy" | "comparison" | "histograms"> {
  const shares = compareShares(reference, current);
  const histograms = comparison.columns.flatMap(({ name }) => shares.get(name) ?? []);
  return { ...judge(comparison, leftOut), comparison, histograms };
}

function judge(
  comparison: DataDrift,
  leftOut: number,
): Pick<Compared, "verdict" | "why" | "remedy"> {
  const { status, days_needed: needed, columns } = comparison;
  const isDrifted = columns.some(({ verdict }) => verdict === "drifted");
  if (isDrifted || hasChanged(comparison)) return { verdict: "drifted", why: null, remedy: null };
  if (status === "cannot_judge") {
    return {
      verdict: "unknown",
      why: tooFewDays(comparison),
      remedy: needed && waitFor(comparison),
    };
  }
  const compared = columns.filter(({ role }) => role !== "label");
  if (compared.length === 0) {
    return { verdict: "unknown", why: "no column can be compared", remedy: null };
  }
  const doubtful = compared.filter(({ verdict }) => verdict === "cannot_judge");
  if (doubtful.length === compared.length) {
    return { verdict: "unknown", why: "no column has values in both windows", remedy: null };
  }
  if (leftOut > 0) {
    const why = `no column drifted, but ${count(leftOut, "file")} could not be compared`;
    return { verdict: "unknown", why, remedy: null };
  }
  return { verdict: "stable", why: null, remedy: null };
}

function tooFewDays({ reference, current }: DataDrift): string {
  return `${count(reference.blocks, "week")} of reference and ${count(current.blocks, "week")} since are too few`;
}

function waitFor({ days_needed: needed }: DataDrift): string | null {
  if (needed === null) return null;
  return `Compare again when there are ${needed.current} days since the reference, with ${needed.reference} days of it`;
}
