import type { MetricSourceConfig } from "../../config/schema.ts";
import { findDirection } from "../../metric-names/names.ts";
import { count } from "../../text/quantity.ts";
import type { Zone } from "../../time/instant.ts";
import { NoMetrics, type TextFault } from "../metrics/metric-file.ts";
import { isMetricName } from "../metrics/metric-name.ts";
import { type Evaluation, shown } from "../metrics/metric-tree.ts";
import { isNeeded, type Needed } from "../metrics/needed.ts";
import { offered } from "./column-look.ts";
import { findLayout } from "./columns.ts";
import { readEvaluations } from "./evaluations.ts";
import { isNannyml, nannymlLayout } from "./nannyml.ts";
import { type Fault, numberIn, type Table } from "./table.ts";

/** How a table is read, and what it must hold to be one of metrics. */
export interface TableQuery {
  readonly config: Pick<MetricSourceConfig, "columns">;
  readonly zone: Zone;
  readonly needed: Needed;
}

/**
 * The evaluations of a table.
 *
 * @param fault told of rows and cells that cannot be used
 * @throws NoMetrics if it holds no metrics
 * @throws Error where none of its metrics can be read
 */
export function evaluateTable(table: Table, query: TableQuery, fault: Fault): Evaluation[] {
  const { config, zone, needed } = query;
  const { columns = {} } = config;
  if (table.rows.length === 0) throw new NoMetrics("a header without a whole row");
  const layout = isNannyml(table) ? nannymlLayout(table, zone) : findLayout(table, columns, zone);
  const evaluations = readEvaluations(table, layout, fault);
  const isMetric = ({ leaves, verdicts = [] }: Evaluation): boolean =>
    verdicts.length > 0 || leaves.names.some((name) => isNeeded(name, needed));
  if (evaluations.some(isMetric)) return evaluations;
  const unread = unreadMetric(table);
  if (unread !== undefined) throw new Error(unread);
  throw new NoMetrics(`no metric in it; there are the columns ${offered(table.columns)}`);
}

/** Of a table of which no evaluation could be read, what is wrong with the column that has the name of a metric. */
function unreadMetric({ columns, rows }: Table): string | undefined {
  for (const [at, name] of columns.entries()) {
    if (findDirection(name) === null || !isMetricName(name)) continue;
    const cell = rows.map((row) => row.cells[at]).find((each) => /\d/.test(`${each ?? ""}`));
    if (cell === undefined || cell === null) continue;
    return numberIn(cell) === undefined
      ? `no number in ${name}, but ${shown(cell)}; write 0.91`
      : `no row whose time can be read; write ISO 8601, such as 2025-08-14`;
  }
  return undefined;
}

/** Faults of rows as one line for the file: the first, and how many more. */
export function collectFaults(): {
  readonly fault: Fault;
  tell(table: Table, tell: TextFault): void;
} {
  const found: { line: number; problem: string; isLost: boolean }[] = [];
  return {
    fault: ((line, problem, isLost = true) => {
      found.push({ line, problem, isLost });
    }) satisfies Fault,
    tell({ unit, rows }: Table, tell: TextFault): void {
      const [first] = found.sort((a, b) => a.line - b.line);
      if (first === undefined) return;
      const lines = new Set(found.map(({ line }) => line));
      const more =
        lines.size > 1 ? `, and ${count(lines.size - 1, `more ${unit}`)} with faults` : "";
      // Rows are in the order of time, one way or the other.
      const [start, end] = [rows[0]?.line ?? 0, rows.at(-1)?.line ?? 0];
      const mayBeNewest = found.some(
        ({ line, isLost }) => isLost && (line <= start || line >= end),
      );
      tell(`${unit} ${first.line}: ${first.problem}${more}`, mayBeNewest);
    },
  };
}
