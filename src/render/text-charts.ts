import type { Plan } from "../plan/schema.ts";
import { count } from "../text/quantity.ts";
import { parseDay } from "../time/instant.ts";
import type { ChartSet } from "./dialect.ts";
import { markdownCode } from "./escape.ts";
import { sparkline } from "./sparkline.ts";

/** So many cycles have a line in the time line. */
const MOST_CYCLES = 12;

/** Charts as Markdown can have them: sparklines, and for the schedule a time line by Mermaid. */
export const TEXT_CHARTS: ChartSet = {
  column: () => "",
  costs: () => "",
  cycles: mermaid,
  days: (plan) => spark(everyDay(plan.current_state.data_availability.training_set.days)),
  metric: ({ points }) => spark(points.map(({ value }) => value)),
  need: () => "",
  types: () => "",
};

const WIDTH = 30;
/** So many newest days: a date of centuries ago would make the chart useless. */
const MOST_DAYS = 3660;

/** Samples of each day, those without any among them. */
function everyDay(days: Plan["current_state"]["data_availability"]["inventory"]["days"]): number[] {
  const last = parseDay(days.at(-1)?.day ?? "");
  const known = new Map(days.map(({ day, samples }) => [parseDay(day), samples]));
  const first = Math.max(parseDay(days[0]?.day ?? ""), last - MOST_DAYS + 1);
  return days.length === 0
    ? []
    : Array.from({ length: last - first + 1 }, (_, i) => known.get(first + i) ?? 0);
}

function spark(values: readonly (number | null)[]): string {
  return values.length === 0 ? "" : markdownCode(sparkline(values, WIDTH));
}

const STATES: Record<
  Plan["schedule"][number]["readiness"]["status"],
  [tag: string, words: string]
> = {
  enough: ["active, ", "enough samples"],
  doubtful: ["", "perhaps too few samples"],
  short: ["crit, ", "too few samples"],
  unknown: ["", "samples unknown"],
};

/** GitHub draws it; elsewhere it reads as a list of dates. Nothing of it comes from outside. */
function mermaid({ schedule }: Plan): string {
  const shown = schedule.slice(0, MOST_CYCLES);
  if (shown.length === 0) return "";
  const rows = shown.map(({ cycle, type, scheduled_date, readiness }) => {
    const [tag, words] = STATES[readiness.status];
    return `  ${cycle}. ${type.replaceAll("_", " ")}, ${words} :milestone, ${tag}${scheduled_date}, 0d`;
  });
  const more = schedule.length - shown.length;
  return [
    "```mermaid",
    "gantt",
    `  title Retraining cycles${more > 0 ? `, the first ${shown.length}; ${count(more, "more cycle")} below` : ""}`,
    "  dateFormat YYYY-MM-DD",
    "  axisFormat %d %b",
    ...rows,
    "```",
  ].join("\n");
}
