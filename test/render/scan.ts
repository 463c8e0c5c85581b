import type { Scan } from "../../src/inventory/scan/schema.ts";

/** A scan that found nothing, with changes. */
export function scanOf(changes: Partial<Scan>): Scan {
  return {
    files: 0,
    bytes: 0,
    samples: { counted: 0, undated: 0, unlisted: 0, uncounted_files: 0 },
    types: [],
    modified: null,
    event_time: null,
    days: [],
    sources: [],
    datasets: [],
    problems: [],
    notes: [],
    differing_files: [],
    column_changes: [],
    left_out: [],
    looked_in: ["data"],
    not_here: [],
    ...changes,
  };
}
