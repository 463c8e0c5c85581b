import { type Listing, listDirectory } from "./directory-entries.ts";
import { type Lister, startLister } from "./directory-reader.ts";

/** A directory's entries, or why they cannot be read. */
export interface Listed<T> {
  readonly directory: T;
  readonly listing: Listing | null;
  readonly error?: unknown;
}

/**
 * Lists the directories of a queue in its order, while the caller appends those that it meets. In a
 * large tree a second thread lists what comes later: the order, and so the result, is the same.
 *
 * @param worker what a second thread runs; null for none
 * @param entriesAlone it is started after so many
 */
export function* listings<T extends { location: string | Buffer }>(
  queue: readonly T[],
  worker: URL | null,
  entriesAlone: number = ENTRIES_ALONE,
): Generator<Listed<T>> {
  let lister: Lister | null = null;
  const ahead = new Map<number, Listing>();
  let next = 0;
  let entries = 0;
  try {
    for (let turn = 0; turn < queue.length; turn++) {
      const directory = queue[turn] as T;
      if (next <= turn) next = turn + 1;
      else while (!ahead.has(turn) && lister !== null && askAndTake(lister)) work();
      let listing: Listing;
      try {
        listing = ahead.get(turn) ?? listDirectory(directory.location);
      } catch (error) {
        yield { directory, listing: null, error };
        continue;
      }
      ahead.delete(turn);
      yield { directory, listing };
      entries += listing.kinds.length;
      if (lister !== null) askAndTake(lister);
      else if (worker !== null && entries > entriesAlone && queue.length - next > MOST_AWAITED) {
        lister = startLister(worker);
      }
    }
  } finally {
    lister?.stop();
  }

  /** @returns whether there is a directory left that no lister has taken */
  function askAndTake(lister: Lister): boolean {
    for (let taken = lister.take(); taken !== undefined; taken = lister.take()) {
      ahead.set(taken.id, taken.listing);
    }
    while (lister.awaited < MOST_AWAITED && next < queue.length) {
      const { location } = queue[next] as T;
      if (typeof location !== "string") break;
      lister.ask(next++, location);
    }
    return next < queue.length;
  }

  /** Lists a later directory, while the one whose turn it is lies with the other thread. */
  function work(): void {
    const id = next++;
    try {
      ahead.set(id, listDirectory((queue[id] as T).location));
    } catch {} // It is listed again when its turn comes.
  }
}

// A thread takes as long to start as these take to list.
const ENTRIES_ALONE = 20_000;
// Enough that the other thread does not wait for this one; few, because at the end they are lost.
const MOST_AWAITED = 4;
