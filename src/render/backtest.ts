import type { BacktestRow } from "../policy/schema.ts";
import { renderTable } from "./table.ts";

/**
 * A table for each matrix: at one cost with what each policy cost, at several with how far it was above
 * the oracle at each. Over several matrices, a last one with the means.
 */
export function renderBacktest(rows: readonly BacktestRow[]): string {
  const matrices = [...new Set(rows.map(({ matrix }) => matrix))];
  const costs = [...new Set(rows.map(({ cost }) => cost))];
  const tables = matrices.map((matrix) => {
    const own = rows.filter((row) => row.matrix === matrix);
    const body = costs.length === 1 ? atOneCost(own) : atEachCost(own, costs);
    const paths = own[0]?.simulated?.paths;
    const basis = paths === undefined ? "" : `, simulated: means of ${paths} paths`;
    return `${matrix}${basis}\n${body}`;
  });
  if (matrices.length > 1) tables.push(`Above the oracle, mean over the costs\n${together(rows)}`);
  return tables.join("\n");
}

const right = (title: string) => ({ title, align: "right" }) as const;

function atOneCost(rows: readonly BacktestRow[]): string {
  return renderTable(
    [{ title: "Policy" }, right("Total cost"), right("Retrainings"), right("Above the oracle")],
    rows.map((row) => [
      row.policy,
      row.total_cost.toFixed(4),
      `${Number(row.retrainings.toFixed(1))}`,
      percent(row.excess_over_oracle),
    ]),
  );
}

function atEachCost(rows: readonly BacktestRow[], costs: readonly number[]): string {
  return renderTable(
    [{ title: "Policy" }, ...costs.map((cost) => right(`${cost}`)), right("Mean"), right("Worst")],
    byPolicy(rows).map(([policy, own]) => {
      const excess = own.map((row) => row.excess_over_oracle);
      return [
        policy,
        ...excess.map(percent),
        percent(meanKnown(excess)),
        percent(worstKnown(excess)),
      ];
    }),
  );
}

function together(rows: readonly BacktestRow[]): string {
  const matrices = [...new Set(rows.map(({ matrix }) => matrix))];
  return renderTable(
    [{ title: "Policy" }, ...matrices.map(right), right("Mean"), right("Worst")],
    byPolicy(rows).map(([policy, own]) => [
      policy,
      ...matrices.map((matrix) =>
        percent(
          meanKnown(own.filter((row) => row.matrix === matrix).map((r) => r.excess_over_oracle)),
        ),
      ),
      percent(meanKnown(own.map((row) => row.excess_over_oracle))),
      percent(worstKnown(own.map((row) => row.excess_over_oracle))),
    ]),
  );
}

function byPolicy(rows: readonly BacktestRow[]): [string, BacktestRow[]][] {
  const policies = [...new Set(rows.map(({ policy }) => policy))];
  return policies.map((policy) => [policy, rows.filter((row) => row.policy === policy)]);
}

/** Unknown where one is: the oracle costs nothing there. */
function meanKnown(values: readonly (number | null)[]): number | null {
  return values.includes(null)
    ? null
    : (values as number[]).reduce((sum, value) => sum + value / values.length, 0);
}

function worstKnown(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : Math.max(...(values as number[]));
}

function percent(fraction: number | null): string {
  if (fraction === null) return "unknown";
  const text = (100 * fraction).toFixed(1);
  return `${text === "-0.0" ? "0.0" : text} %`;
}
