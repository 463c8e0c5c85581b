import type { DriftAssessment } from "../../drift/schema.ts";

/** The alerts of the last days beside a limit. */
export interface AlertCount {
  /** null where nothing tells. */
  readonly value: number | null;
  readonly isBeyond: boolean | null;
  /** Why either is unknown. */
  readonly unknown: string | null;
}

/**
 * Whether there are more alerts than a limit. That no alert was raised is known only if there is a file or server of
 * alerts, of whatever age; skipped files may have been alerts.
 *
 * @example no file of alerts → unknown; one of last year, limit 5 → 0, not beyond
 */
export function alertCount(
  { alerts, problems }: Pick<DriftAssessment, "alerts" | "problems">,
  limit: number,
): AlertCount {
  const value = alerts.recent.length;
  if (alerts.files === 0) {
    const unknown =
      "no source of alerts (validation.alerts) was read; perhaps nothing records alerts";
    return { value: null, isBeyond: null, unknown };
  }
  if (value <= limit && value + problems.length > limit) {
    return { value, isBeyond: null, unknown: "skipped files may be alerts" };
  }
  return { value, isBeyond: value > limit, unknown: null };
}
