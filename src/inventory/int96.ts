import { UTC, type Zone } from "../time/instant.ts";
import type { FileCount } from "./reader.ts";

/**
 * The remark about Parquet's old INT96 times, which have no zone: Spark writes instants so, others
 * wall clocks. Said once a source, and only where the plan's zone makes a difference.
 *
 * @returns null where no event time is of that type
 */
export function int96Note(counts: Iterable<FileCount>, zone: Zone): string | null {
  if (zone.name === UTC.name) return null;
  const without = new Set<FileCount["columns"]>();
  for (const { columns, eventTime } of counts) {
    // Files of one writer share their columns: they are looked through once.
    if (columns === null || eventTime === null || without.has(columns)) continue;
    const old = columns.filter(({ type }) => type === "INT96");
    if (old.length === 0) without.add(columns);
    if (!old.some(({ name }) => name === eventTime.column)) continue;
    const column = JSON.stringify(eventTime.column);
    return `column ${column} is of type INT96, which states no zone: read as UTC, as Spark writes it, not in ${zone.name}`;
  }
  return null;
}
