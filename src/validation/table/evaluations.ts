import { groupBy } from "../../group-by.ts";
import type { Zone } from "../../instant.ts";
import type { Evaluation } from "../metric-tree.ts";
import { type Layout, MOST_BETWEEN_STEPS } from "./columns.ts";
import { emptyAtEnd } from "./empty-at-end.ts";
import { type Measured, measuredIn } from "./measured.ts";
import type { Fault, Row, Table } from "./table.ts";
import { toldApart } from "./told-apart.ts";

/**
 * The evaluations in a table: with a time a row each, or all rows of that time where they name their
 * metrics; a training's log is one, the last value of each metric; without a time a row each of the
 * versions, or of what a column of words tells apart.
 *
 * @param fault told of rows and cells that cannot be used
 * @throws Error where nothing says how its rows differ
 */
export function evaluationsOf(
  table: Table,
  layout: Layout,
  zone: Zone,
  fault: Fault,
): Evaluation[] {
  if (layout.step !== null) return trainings(measure(table.rows, layout, zone, fault));
  const rows = onceEach(table.rows, fault);
  const measured = toldApart(measure(rows, layout, zone, fault), table, layout);
  // Where every metric has its column, two rows of one time are two evaluations.
  const isGrouped = layout.long !== null || measured.some(({ prefix }) => prefix !== "");
  const groups = isGrouped
    ? [
        ...groupBy(measured, ({ at, model, modelVersion, name }) =>
          JSON.stringify([at, model, modelVersion, name]),
        ).values(),
      ]
    : measured.map((row) => [row]);
  const evaluations = groups.map((group): Evaluation => {
    const [only, ...others] = group as [Measured, ...Measured[]];
    const verdict = layout.verdictOf?.(only.row) ?? null;
    const verdicts = verdict === null ? [] : [verdict];
    const whose = { ...whoseOf(only), verdicts, isPending: layout.verdictOf !== undefined };
    if (others.length === 0) return { ...whose, leaves: only.leaves, odd: only.odd };
    const odd = group.flatMap((each) => each.odd);
    return { ...whose, leaves: group.flatMap((each) => each.leaves), odd };
  });
  const newest = evaluations.reduce((a, b) => ((b.at ?? 0) >= (a.at ?? 0) ? b : a), NOTHING);
  const blanks = emptyAtEnd(measured, layout);
  return evaluations.map((each) => (each === newest ? { ...each, blanks } : each));
}

function whoseOf({ at, model, name, settings, isFailed }: Measured) {
  return { at, model, name, settings, isFailed };
}

const NOTHING: Evaluation = { at: null, model: null, leaves: [] };

function measure(rows: readonly Row[], layout: Layout, zone: Zone, fault: Fault): Measured[] {
  return rows.flatMap((row) => measuredIn(row, layout, zone, fault) ?? []);
}

/** A row that repeats another to the letter is the same evaluation. */
function onceEach(rows: readonly Row[], fault: Fault): Row[] {
  const seen = new Map<string, Row>();
  return rows.filter((row) => {
    const key = JSON.stringify(row.cells);
    const before = seen.get(key);
    if (before === undefined) seen.set(key, row);
    else fault(row.line, `the same as ${before.line}, counted once`, false);
    return before === undefined;
  });
}

/**
 * A training's log is one evaluation: the last value of each metric, as the table has it; not the best,
 * which would be the luckiest. A pause of half a day ends a training.
 */
function trainings(rows: readonly Measured[]): Evaluation[] {
  const groups = groupBy(rows, ({ model, modelVersion, name }) =>
    JSON.stringify([model, modelVersion, name]),
  );
  return [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
    const parts: Measured[][] = [];
    let before = -Infinity;
    for (const row of sorted) {
      const last = parts.at(-1);
      if (last === undefined || (row.at ?? 0) - before > MOST_BETWEEN_STEPS) parts.push([row]);
      else last.push(row);
      before = row.at ?? 0;
    }
    return parts.map((part): Evaluation => {
      const last = new Map(part.flatMap(({ leaves }) => leaves.map((leaf) => [leaf.name, leaf])));
      const newest = part.at(-1) as Measured;
      return { ...whoseOf(newest), leaves: [...last.values()], odd: newest.odd };
    });
  });
}
