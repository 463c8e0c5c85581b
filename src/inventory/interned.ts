import type { CountOutcome } from "./counter.ts";
import type { Column } from "./reader.ts";

/** Lets counts share equal columns: files of one source have the same, a hundred thousand times. */
export class Interned {
  readonly #columns = new Map<string, readonly Column[]>();

  of(count: CountOutcome): CountOutcome {
    if ("problem" in count || count.columns === null) return count;
    const key = count.columns.map(({ name, type }) => `${type}\0${name}`).join("\0");
    const columns = this.#columns.get(key);
    if (columns !== undefined) return { ...count, columns };
    this.#columns.set(key, count.columns);
    return count;
  }
}
