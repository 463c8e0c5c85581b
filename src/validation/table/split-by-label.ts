import { groupBy } from "../../collections/group-by.ts";
import { asLeaves, listed } from "../metrics/leaves.ts";
import { offered } from "./column-look.ts";
import type { Layout } from "./columns.ts";
import type { Measured } from "./measured.ts";
import { type Table, textIn } from "./table.ts";

/**
 * Rows of one time, such as those of regions, with the word that tells them apart before the names of
 * their metrics.
 *
 * @throws Error where there is no time, and no such word
 */
export function toldApart(rows: readonly Measured[], table: Table, layout: Layout): Measured[] {
  if (!isAmbiguous(rows)) return [...rows];
  for (const column of layout.words) {
    const named = rows.map((row): Measured => {
      const word = textIn(row.row.cells[column] ?? null);
      const prefix = `${word === null ? "" : `${word}/`}${row.prefix}`;
      const shortenName = (name: string) => `${prefix}${name.slice(row.prefix.length)}`;
      const leaves = asLeaves(
        listed(row.leaves).map((leaf) => ({ ...leaf, name: shortenName(leaf.name) })),
      );
      const odd = row.odd.map((each) => ({ ...each, name: shortenName(each.name) }));
      return { ...row, prefix, leaves, odd };
    });
    const words = new Set(named.map(({ prefix }) => prefix));
    // Words that do not come again tell times apart, not groups.
    const isGroup = layout.time === null || words.size <= rows.length / 2;
    if (isGroup && words.size <= MOST_GROUPS && !isAmbiguous(named)) return named;
  }
  if (layout.time !== null) return [...rows];
  throw new Error(
    `${rows.length} rows, and no column says when they were; there are ${offered(table.columns)}: map one as \`time\` under \`columns\``,
  );
}

const MOST_GROUPS = 50;

/** Whether a metric of one version has two values at one time. */
function isAmbiguous(rows: readonly Measured[]): boolean {
  const isLater = ({ at }: Measured, i: number) =>
    at !== null && at > (rows[i - 1]?.at ?? -Infinity);
  if (rows.every(isLater)) return false;
  // A metric is compared only with those of rows of its time and version: mostly it is alone.
  const groups = groupBy(
    rows,
    ({ at, model, modelVersion, name }) => `${at}\n${modelVersion}\n${model}\n${name}`,
  );
  for (const group of groups.values()) {
    const seen = new Set<string>();
    for (const { leaves } of group) {
      for (const name of leaves.names) {
        if (seen.has(name)) return true;
        seen.add(name);
      }
    }
  }
  return false;
}
