import type { DriftAssessment } from "../../drift/schema.ts";
import { WHETHER_WORSE } from "../../drift/wordings.ts";
import type { Cycle, Prospect } from "../../schedule/schema.ts";
import { formatDay, parseDay } from "../../time/instant.ts";
import { type Finding, insufficiencyIn, listTodos } from "../findings.ts";
import { ACTION_WORDS } from "./action-labels.ts";
import { listAssumptions } from "./assumed.ts";
import { type Advice, adviceFor, type Situation } from "./choose-action.ts";
import type { DecisionFacts } from "./facts.ts";
import { askFor, headlineFor, samplesWords } from "./headline.ts";
import type { Ask, Decision, Ground } from "./schema.ts";
import { dataTexts, whenText, whyText } from "./screen-lines.ts";
import { buildTiles } from "./tiles.ts";

/**
 * The decision and its day: the action by {@link adviceFor}, with its basis, what holds it
 * back, what people have to do, and what is assumed or unknown. Pure.
 */
export function buildDecision(facts: DecisionFacts): Decision {
  const { sufficiency, cycles, findings, approvers, model } = facts;
  const situation = judgeSituation(facts);
  const advice = adviceFor(situation);
  const { calendar } = situation;
  const on = advisedDay(advice, situation);
  const until =
    advice.action === "retrain_early" ? lastFreeDay(on, calendar, facts.prospect) : null;
  const dates = { ...advice, on, until, calendar };
  const words = { ...facts, ...dates, situation };
  const own: Ask[] = askFor(words).map((text) => ({ do: text, owner: model.owner, by: on }));
  const approval =
    approvers.length > 0 && advice.action.startsWith("retrain")
      ? [{ do: `Obtain approval: ${approvers.join(", ")}`, owner: null, by: on }]
      : [];
  const todo = listTodos(findings, advice.action === "retrain_now")
    .filter((text) => own.every((each) => each.do !== text))
    .map((text) => ({ do: text, owner: null, by: null }));
  const held = advice.action === "retrain_now" ? [] : listHindrances(facts);
  const assumed = listAssumptions({
    ...facts,
    next: cycles[0],
    hasWindow: sufficiency.window !== null,
    isWindowEmpty: sufficiency.window !== null && sufficiency.most === 0,
  });
  const data = dataTexts(sufficiency, facts.supply, facts);
  const planned = { ...dates, held_back_by: held };
  return {
    action: advice.action,
    title: ACTION_WORDS[advice.action],
    headline: headlineFor(words),
    when: whenText(planned, cycles[0], facts.today),
    why: whyText(facts.drift),
    data,
    tiles: buildTiles({ ...facts, assumed, dataTexts: data, advised: dates }),
    on,
    until,
    earliest: advice.earliest,
    calendar,
    because: listGrounds(advice, facts),
    held_back_by: held,
    ask: [...own, ...approval, ...todo],
    assumed,
    not_known: listGaps(findings, situation),
  };
}

function judgeSituation(facts: DecisionFacts): Situation {
  const { drift, sufficiency, prospect, retrainNow, today } = facts;
  const { openDays } = prospect;
  const withData = openDays.find(({ day, hasData }) => day === today || hasData !== false);
  return {
    degrading: retrainNow !== undefined || isDegrading(drift),
    sufficient: { sufficient: true, insufficient: false, unknown: null }[sufficiency.status],
    today,
    earliestWithData: withData?.day ?? null,
    earliestWithoutData:
      openDays.find(({ day, hasData }) => day > today && hasData === true)?.day ?? null,
    calendar: calendarDate(facts.cycles),
  };
}

/** Whether the model is getting worse; null where its trend is unknown. */
function isDegrading(drift: DriftAssessment): boolean | null {
  const { recommendation, validation_trend: trend, evaluation_age: age } = drift;
  // A stale evaluation, good or bad, does not describe the model today.
  if (age?.stale) return null;
  if (recommendation === "retrain_soon" || recommendation === "retrain_immediately") return true;
  // One evaluation far off may be the beginning of a decline, or wrong: that is not known yet.
  return trend === "unknown" || trend === "unstable" ? null : trend === "degrading";
}

/** The calendar's own date of the next cycle, also where that is pulled forward. */
function calendarDate([next]: readonly Cycle[]): string | null {
  if (next === undefined) return null;
  return next.moved?.rule === "retrain_now" ? next.moved.from.slice(0, 10) : next.scheduled_date;
}

function advisedDay({ action, earliest }: Advice, situation: Situation): string | null {
  if (action === "cannot_decide") return null;
  return action === "retrain_as_scheduled" ? situation.calendar : earliest;
}

/** The last of the days on end, from the advised one, that are free and before the calendar's. */
function lastFreeDay(
  on: string | null,
  calendar: string | null,
  { openDays }: Prospect,
): string | null {
  if (on === null) return null;
  let last = on;
  for (const { day } of openDays) {
    if (day <= last) continue;
    if (day !== formatDay(parseDay(last) + 1) || (calendar !== null && day >= calendar)) break;
    last = day;
  }
  return last === on ? null : last;
}

/** The findings that the action rests on: of a model that gets worse these alone, else of model and data. */
function listGrounds({ action }: Advice, { findings }: DecisionFacts): Ground[] {
  const about = (topic: Finding["topic"]) => findings.filter((finding) => finding.topic === topic);
  const urging = findings.filter(({ urges }) => urges);
  const chosen =
    (action === "retrain_now" || action === "retrain_early") && urging.length > 0
      ? urging
      : [...about("model").slice(0, 1), ...about("data").slice(0, 1)];
  return chosen.slice(0, 3).map(toGround);
}

function toGround({ id, message, facts }: Finding): Ground {
  const { value, latest, limit, least, minimum } = facts as Partial<
    Record<"value" | "least" | "minimum", number | null>
  > & { latest?: { value: number | null }; limit?: number | { value: number } | null };
  return {
    finding: id,
    text: message,
    value: value ?? latest?.value ?? least ?? null,
    limit: (typeof limit === "object" ? limit?.value : limit) ?? minimum ?? null,
  };
}

function listHindrances({
  prospect,
  sufficiency,
  findings,
}: DecisionFacts): Decision["held_back_by"] {
  const { obstacle, enoughOn } = prospect;
  const held: Decision["held_back_by"] = [];
  if (sufficiency.status === "insufficient") {
    const { least, minimum } = sufficiency;
    const finding = insufficiencyIn(findings)?.id ?? null;
    const text = samplesWords(sufficiency);
    held.push({ by: "data", text, value: least, limit: minimum, until: enoughOn, finding });
  }
  if (obstacle !== null && obstacle.rule !== "retrain_now") {
    const { rule: by, by: text, until } = obstacle;
    held.push({ by, text, until, value: null, limit: null, finding: null });
  }
  return held;
}

/** The questions that the findings leave open, each once. */
function listGaps(findings: readonly Finding[], { degrading }: Situation): Decision["not_known"] {
  const gaps = new Map<string, string>();
  for (const { id, unknown: what } of findings) {
    // Other metrics may say that it is.
    const isAnswered = what === WHETHER_WORSE && degrading !== null;
    if (what !== null && !isAnswered && !gaps.has(what)) gaps.set(what, id);
  }
  return Array.from(gaps, ([what, finding]) => ({ what, finding }));
}
