import { count, figure, thousands } from "../../text/quantity.ts";
import type { ChangeCode, ChangeFacts, FromTo } from "./facts.ts";
import type { Changes, Tone, Topic } from "./schema.ts";
import { CONCLUSIONS, DECISIONS, isWorse, judgeTone, metricTone, READINESS } from "./tone.ts";

/** A change with its topic. */
export type WordedChange = Changes["groups"][number]["changes"][number] & { topic: Topic };

interface Wording<F> {
  topic: Topic;
  tone: Tone | ((facts: F) => Tone);
  message(facts: F): string;
}

export const TITLES: Record<Topic, string> = {
  basis: "Basis of the plan",
  decision: "Decision",
  samples: "Samples",
  problems: "Problems",
  metrics: "Metrics",
  dates: "Dates",
  checklist: "Checklist",
};

/** Where changes are worded: a new kind does not compile until it is. */
const WORDINGS: { [C in ChangeCode]: Wording<ChangeFacts[C]> } = {
  model: basis((f) => `Another model: ${f.from} → ${f.to}`),
  "model-version": basis((f) => `Model version: ${f.from ?? "not said"} → ${f.to ?? "not said"}`),
  configuration: basis((f) => `Configuration: SHA-256 ${shortHash(f.from)} → ${shortHash(f.to)}`),
  tool: basis((f) => `retrain-plan: ${f.from} → ${f.to}`),
  "time-zone": basis((f) => `Time zone of dates: ${f.from} → ${f.to}`),
  decision: {
    topic: "decision",
    tone: (f) => judgeTone(DECISIONS, f),
    message: (f) => `Decision: ${words(f.from)} → ${words(f.to)} (${f.headline})`,
  },
  conclusion: {
    topic: "decision",
    tone: (f) => judgeTone(CONCLUSIONS[f.of], f),
    message: (f) => `${capital(f.of)}: ${words(f.from)} → ${words(f.to)}`,
  },
  samples: {
    topic: "samples",
    tone: (f) => (f.to < f.from ? "worse" : "better"),
    message: (f) =>
      `Samples that certainly count: ${fromTo(f)}${f.need === null ? "" : ` of ${thousands(f.need)} needed`}`,
  },
  "minimum-replay-size": {
    topic: "samples",
    tone: "neutral",
    message: (f) => `Minimum of training samples: ${stated(f.from)} → ${stated(f.to)}`,
  },
  "samples-counted": {
    topic: "samples",
    tone: "neutral",
    message: (f) => `Samples counted in all, of whatever day: ${fromTo(f)}`,
  },
  files: { topic: "samples", tone: "neutral", message: (f) => `Files: ${fromTo(f)}` },
  "problem-new": {
    topic: "problems",
    tone: "worse",
    message: (f) => `New: ${f.path}: ${f.problem}`,
  },
  "problem-gone": {
    topic: "problems",
    tone: "better",
    message: (f) => `Gone: ${f.path}: ${f.problem}`,
  },
  "problem-other": {
    topic: "problems",
    tone: "neutral",
    message: (f) => `Other: ${f.path}: ${f.to} (before: ${f.from})`,
  },
  "finding-new": { topic: "problems", tone: "worse", message: (f) => `New: ${f.finding}` },
  "finding-gone": { topic: "problems", tone: "better", message: (f) => `Gone: ${f.finding}` },
  metric: {
    topic: "metrics",
    tone: metricTone,
    message: (f) =>
      f.verdict_from === f.verdict_to
        ? `${f.metric}: ${movement(f)}, ${f.verdict_to} as before`
        : `${f.metric}: ${f.verdict_from} → ${f.verdict_to}, ${f.from === f.to ? `still ${formatReading(f.to)}` : movement(f)}`,
  },
  "metric-limit": {
    topic: "metrics",
    tone: "neutral",
    message: (f) => `${f.metric}: limit ${formatLimit(f.from)} → ${formatLimit(f.to)}`,
  },
  "metric-new": {
    topic: "metrics",
    tone: "neutral",
    message: (f) => `${f.metric}: new, at ${formatReading(f.value)}, ${f.verdict}`,
  },
  "metric-gone": {
    topic: "metrics",
    tone: "worse",
    message: (f) => `${f.metric}: no longer found (it was ${f.verdict})`,
  },
  cadence: {
    topic: "dates",
    tone: "neutral",
    message: (f) =>
      `Cadence: ${f.from} → ${f.to}, so that every date is another: next cycle ${f.next_from ?? "none"} → ${f.next_to ?? "none"}`,
  },
  "dates-moved": {
    topic: "dates",
    tone: "neutral",
    message: (f) => `Moved: ${listed(f.moves.map(move))}: ${f.why}`,
  },
  "dates-dropped": {
    topic: "dates",
    tone: "neutral",
    message: (f) => `No longer planned: ${listed(f.dates)}: ${f.why}`,
  },
  "dates-added": {
    topic: "dates",
    tone: "neutral",
    message: (f) => `Newly planned: ${listed(f.dates)}: ${f.why}`,
  },
  "types-changed": {
    topic: "dates",
    tone: "neutral",
    message: (f) =>
      `Type: ${listed(f.cycles.map(({ date, type }) => `${date} now ${words(type)}`))}: ${typeReason(f)}`,
  },
  readiness: {
    topic: "dates",
    tone: (f) => judgeTone(READINESS, f),
    message: (f) =>
      `Samples of ${count(f.cycles.length, "cycle")}: ${f.from} → ${f.to}: ${listed(f.cycles.map(({ date }) => date))}`,
  },
  "item-done": { topic: "checklist", tone: "better", message: (f) => `Done: ${evident(f)}` },
  "item-undone": {
    topic: "checklist",
    tone: "worse",
    message: (f) => `No longer done: ${evident(f)}`,
  },
  "item-new": {
    topic: "checklist",
    tone: "neutral",
    message: (f) => `New: ${f.item} (${f.done ? "done" : "not done"})`,
  },
  "item-gone": { topic: "checklist", tone: "neutral", message: (f) => `Gone: ${f.item}` },
};

/** Puts the facts of a change into words. */
export function wordChange<C extends ChangeCode>(code: C, facts: ChangeFacts[C]): WordedChange {
  const { topic, tone, message } = WORDINGS[code];
  return {
    topic,
    code,
    tone: typeof tone === "string" ? tone : tone(facts),
    message: message(facts),
    facts: { ...facts },
  };
}

function basis<F>(message: (facts: F) => string): Wording<F> {
  return { topic: "basis", tone: "neutral", message };
}

function movement(f: ChangeFacts["metric"]): string {
  const { from, to } = f;
  const arrow = `${formatReading(from)} → ${formatReading(to)}`;
  if (from === null || to === null) return arrow;
  const share = from === 0 ? "" : `${signed(((to - from) / Math.abs(from)) * 100, 1)} %`;
  const worse = isWorse(f);
  const parts = [share, worse === null ? "" : worse ? "worse" : "better"].filter(Boolean);
  return parts.length === 0 ? arrow : `${arrow} (${parts.join(", ")})`;
}

function formatReading(value: number | null): string {
  return value === null ? "no number" : figure(value);
}

function formatLimit(value: number | null): string {
  return value === null ? "none" : figure(value);
}

function stated(minimum: number | null): string {
  return minimum === null ? "not stated" : thousands(minimum);
}

function fromTo({ from, to }: FromTo<number>): string {
  const step = to - from;
  return `${thousands(from)} → ${thousands(to)} (${step < 0 ? "-" : "+"}${thousands(Math.abs(step))})`;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(digits)}`;
}

function move({ from, to }: FromTo<string>): string {
  return `${from} → ${to}`;
}

function typeReason({ full_every: { from, to }, last_full }: ChangeFacts["types-changed"]): string {
  if (from !== to) return `one in ${thousands(to)} is full, before one in ${thousands(from)}`;
  return last_full === null
    ? "full ones are counted from a plan's first cycle"
    : `full ones are counted from the last full training, before the plan that of ${last_full}`;
}

const LISTED = 6;

function listed(items: readonly string[]): string {
  const more = items.length - LISTED;
  const shown = items.slice(0, LISTED).join(", ");
  return more > 0 ? `${shown} and ${thousands(more)} more` : shown;
}

function evident({ item, evidence }: { item: string; evidence: string }): string {
  return `${item} (${evidence})`;
}

function shortHash(hash: string | null): string {
  return hash === null ? "none" : hash.slice(0, 12);
}

function words(text: string): string {
  return text.replaceAll("_", " ");
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The line that says how many changes there are. */
export function countLine(changes: number, since: string): string {
  return changes === 0
    ? `Nothing has changed since the plan of ${since}`
    : `${count(changes, "change")} since the plan of ${since}`;
}

/** How many dates have not changed, and why not; empty if there are no such dates. */
export function datesLine(kept: Omit<NonNullable<Changes["dates"]>, "message">): string {
  const { as_planned, come_due, beyond } = kept;
  return [
    as_planned === 0 ? "" : `${count(as_planned, "date")} as planned`,
    come_due === 0 ? "" : `${count(come_due, "cycle")} came due`,
    beyond === 0 ? "" : `${thousands(beyond)} planned beyond that plan's last`,
  ]
    .filter(Boolean)
    .join(", ");
}
