import type { SourceConfig } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { similarTo } from "../text/similar.ts";
import type { CountedSource } from "./counted-source.ts";
import type { LabelOutcome } from "./labels/file-labels.ts";
import { hasColumn } from "./labels/read-labels.ts";
import type { FileCount } from "./reader.ts";
import { columnLabel } from "./time-column.ts";

/** The keys of a source that name a column. */
export type CheckedColumn = "time_column" | "label";

/**
 * Sees that a column which a source names is in one of its tables. That only some lack the event time is a
 * note of theirs; rows of a table without the label column have no label.
 *
 * @param placeOf where the key of a source stands, by the source's number; by default the command line
 * @throws UserError with a line for each source all of whose tables lack it, with the columns that there are
 */
export function checkColumns(
  sources: readonly CountedSource[],
  key: CheckedColumn,
  configured: readonly SourceConfig[] | undefined,
  placeOf: ((source: number, key: CheckedColumn) => string) | undefined,
): void {
  const faults = sources.flatMap((source) => {
    const columns = missedIn(source, key);
    if (columns === null) return [];
    const { path, [key]: wanted = "" } = source.config;
    const place = placeOf?.(configured?.indexOf(source.config) ?? -1, key);
    const near = similarTo(wanted, columns);
    const perhaps = near === undefined ? "" : `, perhaps ${JSON.stringify(near)}`;
    const what = `no table of ${path} has the column ${JSON.stringify(wanted)}${perhaps}`;
    return [`${place === undefined ? "" : `${place}: `}${what}; there are ${listed(columns)}`];
  });
  if (faults.length > 0) {
    throw new UserError(faults.join("\n"), { hint: `correct \`${key}\`, or remove it` });
  }
}

/** The columns of a source whose tables all lack the one that it names; null where one has it. */
function missedIn({ config, counts, labels }: CountedSource, key: CheckedColumn): string[] | null {
  const wanted = config[key];
  if (wanted === undefined) return null;
  const names = new Set<string>();
  for (const [file, count] of counts) {
    if (count.samples === 0) continue;
    const has =
      key === "label" ? hasLabels(count, wanted, labels?.get(file)) : hasTimes(count, wanted);
    if (has) return null;
    for (const { name } of count.columns ?? []) names.add(columnLabel(name));
  }
  return names.size === 0 ? null : [...names];
}

/** JSON may have it in later records only, and Parquet within another column: `event.time`. */
function hasTimes(count: FileCount, wanted: string): boolean {
  const { columns, eventTime, unreadTime } = count;
  return (
    columns === null || eventTime !== null || unreadTime !== undefined || hasColumn(count, wanted)
  );
}

function hasLabels(count: FileCount, wanted: string, outcome: LabelOutcome | undefined): boolean {
  if (count.columns === null || hasColumn(count, wanted)) return true;
  return outcome !== undefined && ("problem" in outcome || outcome.labelled > 0);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => JSON.stringify(name.slice(0, 60)));
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

const MOST_NAMES = 20;
