import { byUrgency } from "../../drift/by-urgency.ts";
import type { Totals } from "../../schedule/schema.ts";
import { count, figure, money } from "../../text/quantity.ts";
import { dateWords, daysAgo, shortDate } from "../../time/date-words.ts";
import type { ChecklistItem } from "../schema.ts";
import type { DecisionFacts } from "./facts.ts";
import { samplesWords } from "./headline.ts";
import type { Assumption, Tile } from "./schema.ts";
import { isWithoutData, percent } from "./screen-lines.ts";

interface TileFacts
  extends Pick<
    DecisionFacts,
    "drift" | "sufficiency" | "inventory" | "supply" | "cycles" | "today" | "leftOut"
  > {
  readonly assumed: readonly Assumption[];
  /** The samples in words, and of which data sets they are. */
  readonly dataTexts: readonly string[];
  readonly checklist: readonly ChecklistItem[];
  readonly totals: Totals;
  /** The advised day and the calendar's. */
  readonly advised: { readonly on: string | null; readonly calendar: string | null };
}

/** The four facts beside the decision: model, data, next retraining, prerequisites. */
export function buildTiles(facts: TileFacts): Tile[] {
  return [modelTile(facts), dataTile(facts), nextTile(facts), prerequisitesTile(facts)];
}

const TRENDS = {
  degrading: ["Getting worse", "bad"],
  unstable: ["Unstable", "doubtful"],
  unknown: ["Unknown", "doubtful"],
  improving: ["Improving", "good"],
  stable: ["No significant change", "good"],
} as const;

function modelTile({ drift }: TileFacts): Tile {
  const { validation_trend: trend, evaluation_age: age, metrics, runs } = drift;
  const [value, tone] = TRENDS[trend];
  const [metric] = byUrgency(metrics);
  const limit = metric?.limit == null ? "" : `, limit ${figure(metric.limit.value)}`;
  const latest = metric?.latest?.value;
  return {
    label: "Model",
    value,
    tone,
    notes: [
      ...(metric === undefined || latest == null
        ? []
        : [`${metric.name} ${figure(latest)}${limit}`]),
      ...(metric === undefined && runs.length > 0 ? [count(runs.length, "validation run")] : []),
      age === null ? "no evaluation found" : `last evaluated ${daysAgo(age.days)}`,
    ],
  };
}

function dataTile(facts: TileFacts): Tile {
  const {
    sufficiency,
    supply,
    today,
    inventory,
    dataTexts: [, ...sets],
  } = facts;
  const { status, least, minimum } = sufficiency;
  const enoughOn = status === "insufficient" ? (supply?.minimum_reached_on ?? null) : null;
  const age = supply?.newest_age_days ?? null;
  const notes = [
    isWithoutData(sufficiency, inventory) ? "none found" : samplesWords(sufficiency),
    ...(enoughOn === null ? [] : [`enough on ${shortDate(enoughOn, today)}`]),
    ...sets.slice(0, 1),
    ...(age === null ? [] : [`newest sample ${daysAgo(age).replace(" ago", " old")}`]),
  ];
  if (status === "sufficient") return { label: "Data", value: "Enough", tone: "good", notes };
  const [value, tone] =
    status === "insufficient"
      ? [minimum === null ? "None" : `${percent(least, minimum)} of what is needed`, "bad" as const]
      : [minimum === null ? "No minimum stated" : "Unknown", "doubtful" as const];
  return { label: "Data", value, tone, notes };
}

/** The advised day; beside it the calendar's, where that is another. */
function nextTile({ cycles, assumed, leftOut, advised, today }: TileFacts): Tile {
  const [next] = cycles;
  const [missed] = leftOut;
  const skipped =
    missed === undefined ? [] : [`${dateWords(missed.due_at)} skipped because of ${missed.by}`];
  const label = "Next retraining";
  if (next === undefined) return { label, value: "None", tone: "doubtful", notes: skipped };
  const isAssumed = assumed.some(({ key }) => HOURS.includes(key));
  const hours = count(next.estimated_duration_hours, "hour");
  const { on, calendar } = advised;
  return {
    label,
    value: on === null ? "Day unknown" : on === today ? "Today" : dateWords(on),
    tone: on === null ? "doubtful" : next.readiness.status === "short" ? "bad" : "plain",
    notes: [
      `${next.type === "incremental" ? "incremental" : "full"}, about ${hours}${isAssumed ? " (assumed)" : ""}`,
      ...(calendar === null || calendar === on ? [] : [`calendar ${shortDate(calendar, today)}`]),
      ...skipped,
    ],
  };
}

const HOURS: readonly string[] = ["schedule.full_hours", "schedule.incremental_hours"];

function prerequisitesTile({ checklist, totals }: TileFacts): Tile {
  const open = checklist.filter(({ done }) => !done);
  const [first] = open;
  const more = open.length > 1 ? ` and ${open.length - 1} more` : "";
  return {
    label: "Prerequisites",
    value: `${checklist.length - open.length} of ${checklist.length} done`,
    tone: first === undefined ? "good" : "doubtful",
    notes: [
      ...(first === undefined ? [] : [`open: ${first.item}${more}`]),
      ...(totals.cost === null || totals.cycles === 0
        ? []
        : [`${money(totals.cost, totals.currency)} for ${count(totals.cycles, "cycle")}`]),
    ],
  };
}
