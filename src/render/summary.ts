import stringWidth from "fast-string-width";
import { byUrgency } from "../drift/by-urgency.ts";
import type { Decision } from "../plan/decision/schema.ts";
import type { Plan } from "../plan/schema.ts";
import { count, thousands } from "../text/quantity.ts";
import { oneLine } from "./escape.ts";
import { fold, pad } from "./fold.ts";
import type { Colour } from "./palette.ts";
import type { Screen } from "./screen.ts";
import { sparkline } from "./sparkline.ts";
import { wrap } from "./wrap.ts";

const MOST_LINES = 16;
const MOST_ASKS = 5;
const MOST_ASK_LINES = 3;
const WIDEST = 100;
const LABEL = 9;
const SPARKLINE = 12;

const COLOURS: Record<Decision["action"], Colour> = {
  retrain_now: "red",
  retrain_early: "red",
  retrain_as_scheduled: "green",
  wait: "yellow",
  cannot_decide: "yellow",
};

/**
 * The decision for a terminal, in at most 14 lines: what to do, when, why, on what data, what became of
 * the cycles that came due since the last plan, what people have to do, what is assumed and unknown, and
 * where the plan lies. Items that do not fit are counted.
 */
export function renderSummary(plan: Plan, paths: readonly string[], wide: Screen): string {
  // In a log, too, it has its lines: the plan says the rest.
  const screen = { ...wide, columns: Math.min(wide.columns, WIDEST), isTerminal: true };
  const { assumed, not_known: gaps } = plan.decision;
  const before = [
    ...decisionLines(plan, screen),
    ...labelled("When", lines(plan.decision.when, 2, screen), screen),
    ...labelled("Why", whyLines(plan, screen), screen),
    ...labelled(
      "Data",
      plan.decision.data.flatMap((text) => lines(text, 2, screen)),
      screen,
    ),
    ...labelled("Since", sinceLines(plan, screen), screen),
  ];
  const after = [
    ...labelled(
      "Assumed",
      listLine(
        assumed.map(({ what, value }) => `${what} ${value}`),
        "; ",
        screen,
      ),
      screen,
    ),
    ...labelled(
      "Unknown",
      listLine([...new Set(gaps.map(({ what }) => what))], "; ", screen),
      screen,
    ),
    ...labelled("Plan", pathLine(paths, screen), screen),
  ];
  const room = MOST_LINES - before.length - after.length;
  return `${[...before, ...labelled("Do", askLines(plan.decision, room, screen), screen), ...after].join("\n")}\n`;
}

/** Lines behind a word that says what they are about. */
function labelled(label: string, texts: readonly string[], { paint }: Screen): string[] {
  return texts.map(
    (line, i) => (i === 0 ? paint("bold", pad(label, LABEL)) : " ".repeat(LABEL)) + line,
  );
}

function decisionLines({ decision }: Plan, screen: Screen): string[] {
  const { action, title, headline } = decision;
  const word = title.toUpperCase();
  const [first = "", ...others] = cut(
    wrap(`${word}  ${oneLine(headline)}`, screen.columns),
    2,
    screen.columns,
    screen,
  );
  return [
    screen.paint(COLOURS[action], first.slice(0, word.length)) + first.slice(word.length),
    ...others,
  ];
}

/** Why, with the course of the metric that matters most where there is room. */
function whyLines({ decision, current_state }: Plan, screen: Screen): string[] {
  const texts = lines(decision.why, 2, screen);
  const [metric] = byUrgency(current_state.drift_assessment.metrics);
  if (metric === undefined || metric.points.length < 2 || texts.length > 1) return texts;
  const values = metric.points.map(({ value }) => value);
  const [text = ""] = texts;
  const room = screen.columns - LABEL - stringWidth(text) - 1;
  return room < SPARKLINE ? texts : [`${text} ${sparkline(values, SPARKLINE, screen.isUnicode)}`];
}

/** The outcome of the cycle that came due last, and the number of the others. */
function sinceLines({ changes }: Plan, screen: Screen): string[] {
  const due = changes?.due ?? [];
  const last = due.at(-1);
  if (last === undefined) return [];
  const others = due.length > 1 ? `; ${count(due.length - 1, "other cycle")} in the plan` : "";
  return lines(last.message + others, 2, screen);
}

/** Numbered, as many as there is room for, at most five; the others are counted. */
function askLines({ ask, headline }: Decision, room: number, screen: Screen): string[] {
  const width = screen.columns - LABEL - 3;
  const shown: string[] = [];
  for (const [i, { do: text }] of ask.entries()) {
    const isLast = i === ask.length - 1;
    const left = room - shown.length - (isLast ? 0 : 1);
    // The first is worth being cut; without it there is nothing to do.
    const wrapped = wrap(oneLine(withoutReason(text, headline)), width);
    const least = linesOfKey(wrapped);
    const most = i === 0 ? Math.max(1, left) : Math.min(left, Math.max(least, MOST_ASK_LINES));
    if (i === MOST_ASKS || (i > 0 && left < Math.max(least, Math.min(2, wrapped.length)))) {
      shown.push(`and ${thousands(ask.length - i)} more, in the plan`);
      break;
    }
    const kept = cut(wrapped, most, width, screen);
    shown.push(...kept.map((line, j) => (j === 0 ? `${i + 1}. ${line}` : `   ${line}`)));
  }
  return shown.length === 0 ? ["nothing"] : shown;
}

/** A key or command without its reason, where the headline has just said that. */
function withoutReason(text: string, headline: string): string {
  const reason = `: ${headline}`;
  const action = text.slice(0, -reason.length);
  return text.endsWith(reason) && action.includes("`") ? action : text;
}

/** The lines through the end of the first key or command, which is of no use when it is cut; 0 without one. */
function linesOfKey(wrapped: readonly string[]): number {
  let marks = 0;
  const last = wrapped.findIndex((line) => {
    marks += line.split("`").length - 1;
    return marks >= 2;
  });
  return last + 1;
}

/** A list on one line, as far as it fits; the others are counted. */
function listLine(items: readonly string[], separator: string, screen: Screen): string[] {
  if (items.length === 0) return [];
  const width = screen.columns - LABEL;
  for (let shown = items.length; shown > 1; shown--) {
    const more = items.length - shown;
    const text =
      items.slice(0, shown).join(separator) + (more > 0 ? `${separator}${more} more` : "");
    if (text.length <= width) return [oneLine(text)];
  }
  const more = items.length > 1 ? `${separator}${items.length - 1} more` : "";
  return [`${fold(oneLine(items[0] as string), width - more.length, screen)}${more}`];
}

/** The document for people, whole, so that its path can be copied. */
function pathLine(paths: readonly string[], { paint }: Screen): string[] {
  const path =
    ["html", "md"].map((end) => paths.find((each) => each.endsWith(`.${end}`))).find(Boolean) ??
    paths[0];
  return path === undefined ? [] : [paint("dim", oneLine(path))];
}

function lines(text: string, most: number, screen: Screen): string[] {
  const width = screen.columns - LABEL;
  const shown = screen.isUnicode ? text : text.replaceAll("→", "->");
  return cut(wrap(oneLine(shown), width), most, width, screen);
}

/** At most so many lines; the last may end in an ellipsis. */
function cut(wrapped: readonly string[], most: number, width: number, screen: Screen): string[] {
  const kept =
    wrapped.length <= most
      ? wrapped
      : [...wrapped.slice(0, most - 1), wrapped.slice(most - 1).join(" ")];
  return kept.map((line) => fold(line, width, screen));
}
