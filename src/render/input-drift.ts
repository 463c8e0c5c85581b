import type { Compared, InputDrift } from "../drift/data/input-schema.ts";
import type { DataDrift } from "../drift/data/schema.ts";
import { shortList } from "../text/list-words.ts";
import { count, figure, percent, probability } from "../text/quantity.ts";
import { oneLine } from "./escape.ts";
import type { Colour } from "./palette.ts";
import type { Screen } from "./screen.ts";
import { renderTable } from "./table.ts";
import { paragraph } from "./wrap.ts";

const COLOURS: Record<InputDrift["verdict"], Colour> = {
  drifted: "red",
  stable: "green",
  unknown: "yellow",
};

const REFERENCES: Record<NonNullable<InputDrift["reference_by"]>, string> = {
  configuration: "as configured",
  training: "before the last full training",
  data_set: "a data set of that role",
};

/** The columns of the data in both windows, for a terminal: the verdict, the days, then a row each. */
export function renderInputDrift(input: InputDrift, screen: Screen): string {
  const { predictions } = input;
  const data = renderCompared("Input drift", input, screen);
  return predictions === null
    ? data
    : `${data}\n${renderCompared("Predictions", predictions, screen)}`;
}

function renderCompared(title: string, compared: Compared, screen: Screen): string {
  const { verdict, why, remedy, comparison, data_sets: sets, reference_by: by } = compared;
  const { left_out: leftOut, undated_rows: undated } = compared;
  const row = (name: string, text: string) =>
    paragraph(`${name.padEnd(13)}${text}`, 13, screen.columns);
  const lines = [
    row(title, `${screen.paint(COLOURS[verdict], verdict)}${why === null ? "" : `: ${why}`}`),
  ];
  if (sets.length > 0) lines.push(row("Data", oneLine(shortList(sets, MOST_SETS))));
  if (comparison !== null) lines.push(...describeWindows(comparison, by));
  if (leftOut.length > 0) {
    const files = leftOut.map(({ path, why: because }) => oneLine(`${path} ${because}`));
    lines.push(row("Left out", shortList(files, MOST_SETS)));
  }
  if (undated > 0) lines.push(row("Undated", `${count(undated, "row")}, not compared`));
  if (remedy !== null) lines.push(row("Do", remedy));
  const table = comparison === null ? "" : `\n${columnTable(comparison, screen)}`;
  return `${lines.flat().join("\n")}\n${table}`;
}

const MOST_SETS = 5;

function describeWindows(
  { reference, current }: DataDrift,
  by: InputDrift["reference_by"],
): string[] {
  const known = by === null ? "" : ` (${REFERENCES[by]})`;
  const days = ({ from, to, rows }: DataDrift["current"]) =>
    from === null ? "no whole week with rows" : `${from} to ${to}, ${count(rows, "row")}`;
  return [`Reference    ${days(reference)}${known}`, `Current      ${days(current)}`];
}

function columnTable(comparison: DataDrift, screen: Screen): string {
  const { columns, skipped, min_effect: least, rate } = comparison;
  const rows = columns.map(({ name, role, effect, test, nulls, verdict }) => [
    `${name}${role === "feature" ? "" : ` (${role})`}`,
    effect === null ? "" : figure(effect.js),
    effect === null ? "" : figure(effect.psi),
    test === null ? "" : probability(test.p),
    percent(nulls.current),
    verdict.replaceAll("_", " "),
  ]);
  const table = renderTable(
    [
      { title: "Column" },
      { title: "Distance", align: "right" },
      { title: "PSI", align: "right" },
      { title: "p", align: "right" },
      { title: "Missing", align: "right" },
      { title: "Verdict" },
    ],
    rows,
    screen,
  );
  const left =
    skipped.length === 0
      ? ""
      : `Not compared: ${shortList(
          skipped.map(({ name, why }) => `${oneLine(name)} (${why})`),
          MOST_SKIPPED,
        )}. `;
  const rule = `Drifted: Jensen–Shannon distance of ${figure(least)} or more, and p, corrected for all columns, below ${figure(rate)}. \`retrain-plan drift --explain COLUMN\` explains one.`;
  return `${table}${paragraph(left + rule, 0, screen.columns)}\n`;
}

const MOST_SKIPPED = 10;
