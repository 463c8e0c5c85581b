import { groupBy } from "../../collections/group-by.ts";
import { asLeaves, listed, NO_LEAVES } from "../metrics/leaves.ts";
import type { Evaluation } from "../metrics/metric-tree.ts";
import { type Layout, MOST_BETWEEN_STEPS } from "./columns.ts";
import { emptyAtEnd } from "./empty-at-end.ts";
import { meanOfFolds } from "./mean-of-folds.ts";
import { type Measured, measured } from "./measured.ts";
import { toldApart } from "./split-by-label.ts";
import type { Fault, Row, Table } from "./table.ts";

/**
 * The evaluations in a table: with a time a row each, or all rows of that time where they name their
 * metrics; a training's log is one, the last value of each metric; without a time a row each of the
 * versions, or of what a column of words tells apart.
 *
 * @param fault told of rows and cells that cannot be used
 * @throws Error where nothing says how its rows differ
 */
export function readEvaluations(table: Table, layout: Layout, fault: Fault): Evaluation[] {
  if (layout.step !== null) {
    return trainings(measured(table.rows, () => true, layout, fault));
  }
  const again = repeats(table.rows, layout.time, fault);
  const isFirst = (row: Row) => !again.has(row);
  const folded = meanOfFolds(measured(table.rows, isFirst, layout, fault), layout);
  const rows = toldApart(folded, table, layout);
  // Where every metric has its column, two rows of one time are two evaluations.
  const isGrouped = layout.long !== null || rows.some(({ prefix }) => prefix !== "");
  const evaluations = isGrouped
    ? [
        ...groupBy(rows, ({ at, model, modelVersion, name }) =>
          JSON.stringify([at, model, modelVersion, name]),
        ).values(),
      ].map((group) => together(group as [Measured, ...Measured[]]))
    : rows;
  const newest = evaluations.reduce((a, b) => ((b.at ?? 0) >= (a.at ?? 0) ? b : a), NOTHING);
  const blanks = emptyAtEnd(rows, layout);
  return evaluations.map((each) => (each === newest ? { ...each, blanks } : each));
}

/** Rows of one evaluation. */
function together(rows: readonly [Measured, ...Measured[]]): Evaluation {
  const [first] = rows;
  if (rows.length === 1) return first;
  const leaves = asLeaves(rows.flatMap((row) => listed(row.leaves)));
  return { ...first, leaves, odd: rows.flatMap((row) => row.odd) };
}

const NOTHING: Evaluation = { at: null, model: null, leaves: NO_LEAVES };

/** The rows that repeat another to the letter: they are the same evaluation. */
function repeats(rows: readonly Row[], time: Layout["time"], fault: Fault): Set<Row> {
  const again = new Set<Row>();
  // Only rows of one time can be the same, and mostly each is later than the one before it.
  const isRising = time?.instants.every(
    (at, i) => i === 0 || at > (time.instants[i - 1] as number),
  );
  if (isRising) return again;
  const groups = groupBy(rows, ({ cells }) => (time === null ? null : cells[time.column]));
  for (const group of groups.values()) {
    const seen = new Map<string, Row>();
    for (const row of group) {
      const key = JSON.stringify(row.cells);
      const before = seen.get(key);
      if (before === undefined) seen.set(key, row);
      else {
        again.add(row);
        fault(row.line, `the same as ${before.line}, counted once`, false);
      }
    }
  }
  return again;
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
      const last = new Map(
        part.flatMap(({ leaves }) => listed(leaves).map((leaf) => [leaf.name, leaf])),
      );
      return { ...(part.at(-1) as Measured), leaves: asLeaves([...last.values()]) };
    });
  });
}
