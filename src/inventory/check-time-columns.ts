import type { SourceConfig } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { similarTo } from "../similar.ts";
import type { CountedSource } from "./counted-source.ts";
import type { FileCount } from "./reader.ts";
import { columnLabel, wantedColumnOf } from "./time-column.ts";

/**
 * Sees that the column which a source names for the event time is in one of its tables. That only some
 * lack it is a note of theirs.
 *
 * @param placeOf where the key of a source stands, by the source's number; by default the command line
 * @throws UserError with a line for each source all of whose tables lack it, with the columns that there are
 */
export function checkTimeColumns(
  sources: readonly CountedSource[],
  configured: readonly SourceConfig[] | undefined,
  placeOf: ((source: number, key: "time_column") => string) | undefined,
): void {
  const faults = sources.flatMap((source) => {
    const columns = missedIn(source);
    if (columns === null) return [];
    const { path, time_column: wanted = "" } = source.config;
    const place = placeOf?.(configured?.indexOf(source.config) ?? -1, "time_column");
    const near = similarTo(wanted, columns);
    const perhaps = near === undefined ? "" : `, perhaps ${JSON.stringify(near)}`;
    const what = `no table of ${path} has the column ${JSON.stringify(wanted)}${perhaps}`;
    return [`${place === undefined ? "" : `${place}: `}${what}; there are ${listed(columns)}`];
  });
  if (faults.length > 0) {
    throw new UserError(faults.join("\n"), { hint: "correct `time_column`, or remove it" });
  }
}

/** The columns of a source whose tables all lack the one that it names; null where one has it. */
function missedIn({ config, counts }: CountedSource): string[] | null {
  const { time_column: wanted } = config;
  if (wanted === undefined) return null;
  const names = new Set<string>();
  for (const count of counts.values()) {
    if (count.samples === 0) continue;
    if (hasColumn(count, wanted)) return null;
    for (const { name } of count.columns ?? []) names.add(columnLabel(name));
  }
  return names.size === 0 ? null : [...names];
}

/** JSON may have it in later records only, and Parquet within another column: `event.time`. */
function hasColumn({ columns, eventTime, unreadTime }: FileCount, wanted: string): boolean {
  if (columns === null || eventTime !== null || unreadTime !== undefined) return true;
  const names = columns.map(({ name }) => name);
  const outer = wanted.split(".")[0] as string;
  return wantedColumnOf(names, wanted) !== undefined || names.includes(outer);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => JSON.stringify(name.slice(0, 60)));
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

const MOST_NAMES = 20;
