import type { EventTime, FileCount } from "../../reader.ts";
import { isEvident, unclearNote } from "../../time-column.ts";
import type { ColumnTimes, TimeType } from "./column-times.ts";

/** A column that may hold the event time. */
interface Candidate {
  readonly name: string;
  readonly type: TimeType;
}

/**
 * The event time of a file of typed columns, by the rules of {@link chooseTime}. Only as many columns are
 * read as it takes.
 *
 * @param candidates the likeliest first
 * @param wanted the column that the source names
 * @param read takes in a column's values; null where they cannot be read, which it has noted
 */
export async function chosenTimes<C extends Candidate>(
  candidates: readonly C[],
  wanted: string | undefined,
  read: (candidate: C) => Promise<ColumnTimes | null>,
  notes: string[],
): Promise<Pick<FileCount, "eventTime" | "unreadTime">> {
  const isWanted = wanted !== undefined;
  let unread: FileCount["unreadTime"];
  const found: { name: string; eventTime: EventTime }[] = [];
  for (const candidate of candidates) {
    const { name, type } = candidate;
    const mayDecide = isWanted || isEvident(name);
    // Evident names come first: what can be said of them decides.
    if (unread !== undefined && isEvident(unread.column)) break;
    if (found[0] !== undefined) {
      // A second column of a time's type is enough to doubt the first.
      if (type.kind !== "unit") {
        const eventTime = (await read(candidate))?.eventTime(name) ?? null;
        if (eventTime !== null) found.push({ name, eventTime });
      } else found.push({ name, eventTime: found[0].eventTime });
      continue;
    }
    const times = await read(candidate);
    if (times === null) continue;
    notes.push(...times.notes(name));
    const eventTime = times.eventTime(name);
    if (eventTime === null) {
      unread ??= times.unread(name, isWanted);
      continue;
    }
    if (mayDecide) return { eventTime };
    found.push({ name, eventTime });
  }
  const [first, ...others] = found;
  if (first !== undefined && others.length > 0) {
    const names = found.map(({ name }) => name);
    notes.push(unclearNote(names));
    return { eventTime: null, unreadTime: { column: names.join(" or "), value: null } };
  }
  if (first !== undefined) return { eventTime: first.eventTime };
  if (unread !== undefined && !isWanted && !notes.some((note) => note.startsWith("column "))) {
    notes.push(unreadNote(unread));
  }
  return { eventTime: null, ...(unread !== undefined && { unreadTime: unread }) };
}

function unreadNote({ column, value }: NonNullable<FileCount["unreadTime"]>): string {
  return `column ${JSON.stringify(column)} looks like the event time, but cannot be read: ${JSON.stringify(value)}; state its \`time_format\`, or another \`time_column\`, under \`sources\``;
}
