import type { Output } from "../runtime/host.ts";
import { count, thousands } from "../text/quantity.ts";
import { statusLine } from "./status-line.ts";

/** How far a query on a server is. */
export interface QueryState {
  readonly state: string;
  readonly completedSplits: number;
  readonly totalSplits: number;
  readonly rows: number;
  readonly nodes: number;
}

/** A line that shows how far the queries on a server are: see {@link statusLine}. */
export function queryProgress(
  output: Output,
  clock: () => number,
): { update(state: QueryState): void; clear(): void } {
  const { draw, clear } = statusLine(output, clock);
  return { update: (state) => draw((_, columns) => formatState(state).slice(0, columns)), clear };
}

function formatState({ state, completedSplits, totalSplits, rows, nodes }: QueryState): string {
  if (totalSplits === 0) return `Trino: ${state.toLowerCase()}`;
  const done = `${thousands(completedSplits)} of ${count(totalSplits, "split")}`;
  return `Trino: ${done}  ${thousands(rows)} rows  ${count(nodes, "node")}`;
}
