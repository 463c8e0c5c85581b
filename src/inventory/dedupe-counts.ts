import type { DayNumber } from "../time/instant.ts";
import type { Column, CountOutcome, FileCount } from "./reader.ts";

/**
 * Lets counts share what is equal in them: files of one source have the same columns, and small ones
 * the same days, a hundred thousand times.
 */
export class Interned {
  readonly #columns = new Map<string, readonly Column[]>();
  #last: { readonly columns: readonly Column[]; readonly shared: readonly Column[] } | undefined;
  readonly #days = new Map<string, ReadonlyMap<DayNumber, number>>();

  of(outcome: CountOutcome): CountOutcome {
    if (!("samples" in outcome)) return outcome;
    const { eventTime } = outcome;
    return {
      ...outcome,
      columns: this.#sharedColumns(outcome),
      eventTime: eventTime && { ...eventTime, days: this.#sharedDays(eventTime.days) },
      notes: outcome.notes.length === 0 ? NO_NOTES : outcome.notes,
    };
  }

  #sharedColumns({ columns }: FileCount): FileCount["columns"] {
    if (columns === null) return null;
    // Readers that share them themselves spare the comparison.
    if (this.#last?.columns === columns) return this.#last.shared;
    const key = columns.map(({ name, type }) => `${type}\0${name}`).join("\0");
    this.#last = { columns, shared: shared(this.#columns, key, columns) };
    return this.#last.shared;
  }

  #sharedDays(days: ReadonlyMap<DayNumber, number>): ReadonlyMap<DayNumber, number> {
    return days.size > FEW_DAYS ? days : shared(this.#days, [...days].join(), days);
  }
}

// Longer lists are seldom equal.
const FEW_DAYS = 4;
const NO_NOTES: readonly string[] = [];

function shared<T>(known: Map<string, T>, key: string, value: T): T {
  const former = known.get(key);
  if (former !== undefined) return former;
  known.set(key, value);
  return value;
}
