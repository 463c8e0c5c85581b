import { groupBy } from "../../collections/group-by.ts";
import type { Layout } from "./columns.ts";
import type { Measured } from "./measured.ts";

/**
 * The metrics that are empty in the last rows of a table for longer than ever between two of their
 * values: pandas leaves a cell empty where a metric is NaN. One that is measured every seventh day is
 * empty for six. One that is empty three times as long, while others go on, has ended: no evaluation of it
 * failed.
 *
 * @example of `auc` with 0.9, 0.8, empty it returns `auc`; with 0.9, empty, 0.8, empty it does not
 */
export function emptyAtEnd(rows: readonly Measured[], { wide, verdictOf }: Layout): string[] {
  // NannyML has values only where it has targets, which come later.
  if (verdictOf !== undefined || wide.every(({ numbers }) => numbers.isPlain)) return [];
  const whole = rows.filter(({ isFailed }) => !isFailed);
  const series = groupBy(whole, ({ model, prefix }) => JSON.stringify([model, prefix]));
  return [...series.values()].flatMap((own) => {
    const sorted = own.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
    const [{ prefix }] = sorted as [Measured, ...Measured[]];
    const newest = sorted.at(-1) as Measured;
    const goesOn = wide.some(({ value }) => newest.row.cells[value] !== null);
    return wide.flatMap(({ name, value }) => {
      let last = -1;
      let longest = 1;
      let points = 0;
      for (let i = 0; i < sorted.length; i++) {
        if (sorted[i]?.row.cells[value] === null) continue;
        if (last !== -1) longest = Math.max(longest, i - last);
        last = i;
        points++;
      }
      const missed = sorted.length - 1 - last;
      const hasEnded = goesOn && points >= FEWEST_POINTS && missed >= INTERVALS * longest;
      // Of a lone row all that is empty counts: other files may have it.
      const isEmpty = last === -1 ? sorted.length === 1 : missed >= longest && !hasEnded;
      return isEmpty ? [`${prefix}${name}`] : [];
    });
  });
}

/** The limits of drift/ended.ts. */
const INTERVALS = 3;
const FEWEST_POINTS = 3;
