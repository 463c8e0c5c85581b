import { formatDay } from "../time/instant.ts";
import type { Window } from "./fit-cycle.ts";
import { openItems } from "./open-items.ts";
import { BYTES_PER_SAMPLE } from "./requirements.ts";
import { hasDays, type Interval, rowsIn, sumOfMost } from "./row-intervals.ts";
import type { Sufficiency } from "./schema.ts";
import type { SufficiencyFacts } from "./sufficiency-facts.ts";
import type { Reading } from "./training-set.ts";

/**
 * Whether the training set has enough samples in the data window. `least` certainly count and `most` may,
 * over every reading of the training set: sufficient where `least` reaches the minimum, insufficient where
 * `most` does not, else unknown, with what would decide it. Without a minimum it is unknown, but data
 * without a row is insufficient, and so is an empty data folder. One that holds something else, such as a
 * placeholder or a README, says nothing unless it is configured: git keeps it so for data that lies elsewhere.
 *
 * Rows that nothing dates count wherever the window lies, for it does not apply to them; rows whose day
 * could not be read may count.
 *
 * @example 500 rows in the window, 100 of unreadable day, minimum 550 → unknown, 500 to 600
 */
export function judgeSufficiency(facts: SufficiencyFacts): Sufficiency {
  const { inventory, readings, window, minimum } = facts;
  const { least, most } = rowsOfReadings(readings, facts, window);
  const need = minimum?.samples ?? null;
  const status =
    need === null
      ? most === 0 && inventory.sources.length > 0
        ? "insufficient"
        : "unknown"
      : least >= need
        ? "sufficient"
        : most !== null && most < need
          ? "insufficient"
          : "unknown";
  const isDated = readings.some(({ always, perhaps }) => [...always, ...perhaps].some(hasDays));
  return {
    status,
    least,
    most,
    minimum: need,
    minimum_by: minimum?.by ?? null,
    window: isDated ? { from: formatDay(window.from), to: formatDay(window.to) } : null,
    open: status === "unknown" ? openItems(facts) : [],
    have_bytes: inventory.bytes,
    bytes_per_sample: BYTES_PER_SAMPLE,
  };
}

/**
 * The rows of the training set over every reading.
 *
 * @param window the days that count; null for all
 */
export function rowsOfReadings(
  readings: readonly Reading[],
  { inventory, isConfigured }: Pick<SufficiencyFacts, "inventory" | "isConfigured">,
  window: Window | null = null,
): Interval {
  const { samples, sources, datasets, left_out: beside } = inventory;
  if (readings.length === 0) {
    // Tables of other roles are there, or data that no one has looked at: nothing bounds it.
    const isEmpty =
      sources.length > 0 &&
      datasets.length === 0 &&
      samples.unlisted === 0 &&
      (isConfigured || beside.length === 0);
    return { least: 0, most: isEmpty ? 0 : null };
  }
  const each = readings.map(({ always, perhaps }): Interval => {
    const [certain, possible] = [always, perhaps].map((sets) =>
      sets.map((set) => rowsIn(set, window)),
    ) as [Interval[], Interval[]];
    const least =
      certain.length > 0
        ? certain.reduce((sum, one) => sum + one.least, 0)
        : Math.min(...possible.map((one) => one.least));
    return { least, most: sumOfMost([...certain, ...possible]) };
  });
  const least = Math.min(...each.map((one) => one.least));
  const isBounded = samples.unlisted === 0 && each.every(({ most }) => most !== null);
  return { least, most: isBounded ? Math.max(...each.map((one) => one.most ?? 0)) : null };
}
