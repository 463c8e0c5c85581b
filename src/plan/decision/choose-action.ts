import type { Action } from "./action-labels.ts";

/** The facts that decide the action; null means unknown. Days are ISO dates, so they sort as text. */
export interface Situation {
  /** Whether the model is getting worse, or costs more than a retraining. */
  readonly degrading: boolean | null;
  /** Whether the data of a retraining today suffices. */
  readonly sufficient: boolean | null;
  readonly today: string;
  /** The first day that lead time, blackouts and cool-down allow, if today's data suffices. */
  readonly earliestWithData: string | null;
  /** The first day with enough data, if today's data does not suffice. */
  readonly earliestWithoutData: string | null;
  /** The calendar's date; null without one. */
  readonly calendar: string | null;
}

/** The action, and the first day on which it can be done; null where that is unknown. */
export interface Advice {
  readonly action: Action;
  readonly earliest: string | null;
}

/**
 * Chooses the action. Where sufficiency or trend are unknown, each possible answer is tried: if all lead to the
 * same action it is that one, else nothing can be decided.
 *
 * | model is getting worse | earliest day | action |
 * |---|---|---|
 * | yes | today | retrain now |
 * | yes | before the calendar's date, or no date is set | retrain early |
 * | yes or no | up to the calendar's date | retrain as scheduled |
 * | yes or no | later, or unknown | wait |
 *
 * @example too little data until the 12th, calendar on the 6th of next month, degrading → retrain_early
 */
export function adviceFor(situation: Situation): Advice {
  const { degrading, sufficient } = situation;
  const answers = (known: boolean | null) => (known === null ? [true, false] : [known]);
  const advices = answers(sufficient).flatMap((enough) =>
    answers(degrading).map((worse) => adviceIf(worse, enough, situation)),
  );
  const [first] = advices as [Advice, ...Advice[]];
  if (advices.some(({ action }) => action !== first.action)) {
    return { action: "cannot_decide", earliest: earliestOfAll(advices) };
  }
  return { action: first.action, earliest: earliestOfAll(advices) };
}

function adviceIf(worse: boolean, enough: boolean, situation: Situation): Advice {
  const { today, calendar } = situation;
  const earliest = enough ? situation.earliestWithData : situation.earliestWithoutData;
  return { action: actionOn(earliest), earliest };

  function actionOn(day: string | null): Action {
    if (day === null) return "wait";
    if (worse && day === today) return "retrain_now";
    if (worse && (calendar === null || day < calendar)) return "retrain_early";
    return calendar !== null && day <= calendar ? "retrain_as_scheduled" : "wait";
  }
}

/** Only a day that each answer gives is known. */
function earliestOfAll(advices: readonly Advice[]): string | null {
  const [day, ...others] = new Set(advices.map(({ earliest }) => earliest));
  return others.length > 0 ? null : (day ?? null);
}
