import { findDirection } from "../../metric-names/names.ts";
import { isMetricName } from "./metric-name.ts";

/** The number that makes a file one of metrics: any, one with the name of a metric, or one that the field knows. */
export type Needed = "number" | "metric" | "known metric";

/**
 * Whether a number's name makes its file one of metrics.
 *
 * @example isNeeded("lift", "metric") // true
 * @example isNeeded("lift", "known metric") // false
 */
export function isNeeded(name: string, needed: Needed): boolean {
  if (needed === "number") return true;
  return isMetricName(name) && (needed === "metric" || findDirection(name) !== null);
}
