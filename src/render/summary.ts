import stringWidth from "fast-string-width";
import type { MetricAssessment } from "../drift/schema.ts";
import type { Plan } from "../plan/schema.ts";
import { figure, thousands } from "../quantity.ts";
import { ranked } from "./digest.ts";
import { oneLine } from "./escape.ts";
import { fold, pad } from "./fold.ts";
import { meter } from "./meter.ts";
import { ofMinimum } from "./of-minimum.ts";
import type { Colour } from "./palette.ts";
import type { Screen } from "./screen.ts";
import { sparkline } from "./sparkline.ts";
import { wrap } from "./wrap.ts";

/** So many lines leave the command that was typed on the screen. */
const MOST_LINES = 20;
const MOST_CYCLES = 3;
const MOST_METRICS = 4;
/** Longer lines are harder to read, however wide the terminal. */
const WIDEST = 100;
const LABEL = 9;
const LEAST_BAR = 6;
const MOST_BAR = 30;
const SPARKLINE = 12;
const LEAST_NAME = 8;
const MOST_NAME = 40;

/**
 * What a terminal shows after a plan was written: the verdict, samples against need, the worst metrics,
 * the next cycles, what to do, and where the plan lies. At most 20 lines; what is left out is counted.
 */
export function renderSummary(plan: Plan, paths: readonly string[], wide: Screen): string {
  const screen = { ...wide, columns: Math.min(wide.columns, WIDEST) };
  const before = [
    ...verdictLines(plan, screen),
    ...labelled("Changes", changeLines(plan, screen), screen),
    ...labelled("Samples", sampleLines(plan, screen), screen),
    ...labelled("Metrics", metricLines(plan, screen), screen),
    ...labelled("Cycles", cycleLines(plan, screen), screen),
  ];
  // A path is whole, so that it can be copied.
  const files = paths.map((path) => screen.paint("dim", oneLine(path)));
  const after = labelled("Plan", files, screen);
  const room = MOST_LINES - before.length - after.length;
  const todo = labelled("To do", todoLines(plan.recommendations, room, screen), screen);
  return `${[...before, ...todo, ...after].join("\n")}\n`;
}

/** Lines behind a word that says what they are about. */
function labelled(label: string, lines: readonly string[], { paint }: Screen): string[] {
  return lines.map(
    (line, i) => (i === 0 ? paint("bold", pad(label, LABEL)) : " ".repeat(LABEL)) + line,
  );
}

const VERDICTS: Record<Plan["summary"]["verdict"], Colour> = {
  ready: "green",
  not_ready: "red",
  unknown: "yellow",
};

function verdictLines({ summary }: Plan, { columns, paint }: Screen): string[] {
  return wrap(summary.headline, columns).map((line) => paint(VERDICTS[summary.verdict], line));
}

function changeLines({ changes }: Plan, screen: Screen): string[] {
  if (changes === null || changes.status === "first") return [];
  const titles = changes.groups.map(({ title }) => title.toLowerCase());
  const topics = titles.length === 0 ? "" : `: ${titles.join(", ")}`;
  return folded(`${changes.message}${topics}`, 2, screen);
}

const SUFFICIENCY: Record<string, Colour> = {
  sufficient: "green",
  insufficient: "red",
  unknown: "yellow",
};

function sampleLines(plan: Plan, { columns, isUnicode, paint }: Screen): string[] {
  const { sufficiency } = plan.current_state.data_availability;
  const { status, least, minimum } = sufficiency;
  const text = ofMinimum(sufficiency);
  const room = columns - LABEL - text.length - status.length - 4;
  const cells = Math.min(room, MOST_BAR);
  const parts = [
    text,
    ...(minimum === null || cells < LEAST_BAR ? [] : [meter(least / minimum, cells, isUnicode)]),
    paint(SUFFICIENCY[status] as Colour, status),
  ];
  const sets = dataSetLine(plan);
  return [parts.join("  "), ...(sets === null ? [] : wrap(oneLine(sets), columns - LABEL))];
}

/** Which data sets the samples are of; null where there is nothing to tell apart. */
function dataSetLine({ current_state }: Plan): string | null {
  const { training_set: set, inventory } = current_state.data_availability;
  const [reading, ...others] = set.readings;
  if (reading === undefined || inventory.datasets.length < 2) return null;
  if (set.is_decided) return `in ${listed([...reading.always, ...reading.perhaps])}`;
  const names = [reading, ...others].flatMap(({ always, perhaps }) => [...always, ...perhaps]);
  return `training data not known: ${listed([...new Set(names)])}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${thousands(names.length - 3)} more` : shown;
}

const TRENDS: Record<MetricAssessment["verdict"], Colour> = {
  degrading: "red",
  unstable: "yellow",
  unknown: "yellow",
  improving: "green",
  stable: "green",
};

/** A line for each of the worst, and one that counts the others. */
function metricLines(plan: Plan, screen: Screen): string[] {
  const { metrics, validation_trend: trend } = plan.current_state.drift_assessment;
  if (metrics.length === 0) {
    return [`none found; validations: ${screen.paint(TRENDS[trend], trend)}`];
  }
  const all = ranked(metrics);
  const shown = all.length > MOST_METRICS ? all.slice(0, MOST_METRICS - 1) : all;
  const rows = shown.map((metric) => ({
    name: oneLine(metric.name),
    shape: sparkline(
      metric.points.map(({ value }) => value),
      SPARKLINE,
      screen.isUnicode,
    ),
    values: valuesOf(metric, screen.isUnicode),
    verdict: metric.verdict,
  }));
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => stringWidth(text)));
  const values = widest(rows.map((row) => row.values));
  const shapes = widest(rows.map((row) => row.shape));
  const room = screen.columns - LABEL - values - widest(rows.map((row) => row.verdict)) - 4;
  // In a narrow terminal names are worth more than shapes.
  const hasShape = room - shapes - 2 >= LEAST_NAME;
  const nameRoom = Math.min(MOST_NAME, Math.max(LEAST_NAME, hasShape ? room - shapes - 2 : room));
  const names = rows.map((row) => fold(row.name, nameRoom, screen));
  const lines = rows.map((row, i) =>
    [
      pad(names[i] as string, widest(names)),
      ...(hasShape ? [pad(row.shape, shapes)] : []),
      pad(row.values, values),
      screen.paint(TRENDS[row.verdict], row.verdict),
    ].join("  "),
  );
  return shown.length === all.length ? lines : [...lines, restLine(all.slice(shown.length))];
}

function valuesOf({ baseline, latest }: MetricAssessment, isUnicode: boolean): string {
  const now = latest?.value == null ? "no number" : figure(latest.value);
  return baseline === null ? now : `${figure(baseline.value)} ${isUnicode ? "→" : "->"} ${now}`;
}

/** `and 12 more: 2 degrading, 10 stable` */
function restLine(metrics: readonly MetricAssessment[]): string {
  const verdicts = [...new Set(metrics.map(({ verdict }) => verdict))].map(
    (verdict) => `${thousands(metrics.filter((m) => m.verdict === verdict).length)} ${verdict}`,
  );
  return `and ${thousands(metrics.length)} more: ${verdicts.join(", ")}`;
}

const READINESS: Record<Plan["schedule"][number]["readiness"]["status"], [string, Colour]> = {
  enough: ["enough samples", "green"],
  doubtful: ["perhaps too few samples", "yellow"],
  short: ["too few samples", "red"],
  unknown: ["samples unknown", "yellow"],
};

function cycleLines({ schedule }: Plan, { paint }: Screen): string[] {
  if (schedule.length === 0) return ["none in the horizon"];
  return schedule.slice(0, MOST_CYCLES).map(({ scheduled_date, type, readiness }) => {
    const [word, colour] = READINESS[readiness.status];
    const name = type.replaceAll("_", " ").padEnd("full retrain".length);
    return `${scheduled_date}  ${name}  ${paint(colour, word)}`;
  });
}

/** Whole, as far as there are lines for them; the others are counted. */
function todoLines(todo: readonly string[], room: number, screen: Screen): string[] {
  const lines: string[] = [];
  for (const [i, text] of todo.entries()) {
    const left = room - lines.length - (i < todo.length - 1 ? 1 : 0);
    const width = screen.columns - LABEL - 2;
    // A name may be longer than a line.
    const own = wrap(oneLine(text), width).map((line) => fold(line, width, screen));
    if (own.length > left) {
      // The first is worth being cut; without it there is nothing to do.
      if (i === 0) lines.push(...bullet(folded(text, Math.max(1, left), screen, 2)));
      const rest = todo.length - Math.max(1, i);
      if (rest > 0) lines.push(`and ${thousands(rest)} more, in the plan`);
      return lines;
    }
    lines.push(...bullet(own));
  }
  return lines;
}

function bullet(lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));
}

/** Text in at most so many lines; the last may end in an ellipsis. */
function folded(text: string, most: number, screen: Screen, indent = 0): string[] {
  const width = screen.columns - LABEL - indent;
  const lines = wrap(oneLine(text), width).map((line) => fold(line, width, screen));
  if (lines.length <= most) return lines;
  const cut = lines.slice(most - 1).join(" ");
  return [...lines.slice(0, most - 1), fold(cut, width, screen)];
}
