import type { Plan } from "../plan/schema.ts";
import { oneLine } from "./escape.ts";
import type { Colour, Palette } from "./palette.ts";

const COLOURS: Record<Plan["summary"]["verdict"], Colour> = {
  ready: "green",
  not_ready: "red",
  unknown: "yellow",
};

/** What a terminal shows after a plan was written: verdict, reasons, next date, paths. */
export function renderSummary(plan: Plan, paths: readonly string[], paint: Palette): string {
  const { verdict, headline, reasons, next_cycle: next } = plan.summary;
  const lines = [
    paint(COLOURS[verdict], headline),
    ...reasons.map((reason) => `  - ${oneLine(reason)}`),
    next === null
      ? "Next cycle: none in the horizon"
      : `Next cycle: ${next.scheduled_date}, ${next.type.replaceAll("_", " ")}`,
    ...paths.map((path) => paint("dim", oneLine(path))),
  ];
  return `${lines.join("\n")}\n`;
}
