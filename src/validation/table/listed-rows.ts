import type { Zone } from "../../time/instant.ts";
import { NoMetrics, type TextFault } from "../metrics/metric-file.ts";
import type { Evaluation } from "../metrics/metric-tree.ts";
import type { Needed } from "../metrics/needed.ts";
import { collectFaults, evaluateTable } from "./evaluate-table.ts";
import { parseJsonRows } from "./json-rows.ts";

/**
 * The evaluations in a list of JSON objects, read as the rows of a table: without a time those that a split, a
 * model or another word tells apart.
 *
 * @throws NoMetrics where nothing says how they differ: they may be anything
 */
export function evaluatedRows(
  text: string,
  zone: Zone,
  needed: Needed,
  tell?: TextFault,
): Evaluation[] {
  const faults = collectFaults();
  const table = parseJsonRows(text, faults.fault);
  const evaluations = evaluated(table, { config: {}, zone, needed }, faults.fault);
  if (tell !== undefined) faults.tell(table, tell);
  return evaluations;
}

function evaluated(...[table, query, fault]: Parameters<typeof evaluateTable>): Evaluation[] {
  try {
    return evaluateTable(table, query, fault);
  } catch {
    throw new NoMetrics('a list of which some have no "timestamp"; write one for each');
  }
}
