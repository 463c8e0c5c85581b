import type { Compared, Histogram } from "../drift/data/input-schema.ts";
import type { ColumnDrift, DataDrift } from "../drift/data/schema.ts";
import { figure, percent, probability, thousands } from "../text/quantity.ts";
import { oneLine } from "./escape.ts";
import { paragraph } from "./wrap.ts";

const WIDTH = 14;
/** So many bins, those that have changed most. */
const MOST_BINS = 8;

/** Every number that led to the verdict on a column of the data. */
export function explainColumn(
  column: ColumnDrift,
  { comparison, histograms }: Pick<Compared, "histograms"> & { readonly comparison: DataDrift },
  columns: number,
): string {
  const { name, kind, role, effect, test, verdict, nulls, unseen } = column;
  const { reference, current, rate, min_effect: least } = comparison;
  const histogram = histograms.find((each) => each.column === name);
  const rows: [string, string][] = [
    ["Verdict", `${verdict.replaceAll("_", " ")}: ${describeRule(column, comparison)}`],
    ["Column", `${role}, ${kind}`],
    [
      "Reference",
      `${reference.from} to ${reference.to}, ${thousands(column.rows.reference)} rows with a value`,
    ],
    [
      "Current",
      `${current.from} to ${current.to}, ${thousands(column.rows.current)} rows with a value`,
    ],
    ...(effect === null
      ? []
      : ([
          [
            "Effect",
            `Jensen–Shannon distance ${figure(effect.js)} (${figure(least)} or more counts), PSI ${figure(effect.psi)}, largest difference of a share ${figure(effect.largest_difference)}`,
          ],
        ] as [string, string][])),
    ...(test === null
      ? []
      : ([
          [
            "Test",
            `p ${probability(test.p)}, corrected for all columns (${probability(test.p_alone)} alone; below ${figure(rate)} counts), by ${thousands(comparison.splits)} splits of ${reference.blocks} and ${current.blocks} blocks of ${comparison.block_days} days`,
          ],
          [
            "Memory",
            `autocorrelation of the days ${figure(test.autocorrelation)}, which enlarges the squared distance by ${figure(test.inflation)}`,
          ],
        ] as [string, string][])),
    [
      "Missing",
      `${percent(nulls.current)} of the rows, in the reference ${percent(nulls.reference)}`,
    ],
    ...(unseen === null
      ? []
      : ([["New values", `${percent(unseen.share)}, ${percent(unseen.expected)} expected`]] as [
          string,
          string,
        ][])),
    ...(histogram === undefined ? [] : binRows(histogram)),
  ];
  const lines = rows.map(([title, text]) =>
    paragraph(`${title.padEnd(WIDTH)}${oneLine(text)}`, WIDTH, columns),
  );
  return `${name}\n${lines.join("\n")}\n`;
}

function describeRule({ verdict, why, effect }: ColumnDrift, comparison: DataDrift): string {
  if (verdict === "drifted") return "large, and more than chance makes it";
  if (verdict === "no_drift") {
    return effect !== null && effect.js < comparison.min_effect
      ? "the distance is small"
      : "chance may make as large a distance";
  }
  const { days_needed: needed } = comparison;
  if (why === "too_few_days" && needed !== null) {
    return `too few days; ${needed.reference} of reference and ${needed.current} since would do`;
  }
  return "one window has no value";
}

function binRows({ edges, values, reference, current }: Histogram): [string, string][] {
  const changes = current.map((share, i) => ({ i, share, before: reference[i] ?? 0 }));
  const largest = changes
    .sort((a, b) => Math.abs(b.share - b.before) - Math.abs(a.share - a.before) || a.i - b.i)
    .slice(0, MOST_BINS)
    .sort((a, b) => a.i - b.i);
  return largest.map(({ i, share, before }, row) => [
    row === 0 ? "Bins" : "",
    `${edges === null ? (values?.[i] ?? "all others") : rangeWords(edges, i)}: ${percent(before)} before, ${percent(share)} now`,
  ]);
}

function rangeWords(edges: readonly number[], bin: number): string {
  const [low, high] = [edges[bin - 1], edges[bin]];
  if (low === undefined) return `≤ ${figure(high ?? 0)}`;
  return high === undefined ? `> ${figure(low)}` : `${figure(low)} to ${figure(high)}`;
}
