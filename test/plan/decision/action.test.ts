import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Advice,
  adviceFor,
  type Situation,
} from "../../../src/plan/decision/choose-action.ts";

const TODAY = "2026-11-29";
const [SOON, CALENDAR, LATER] = ["2026-12-12", "2027-01-06", "2027-01-20"];

/** Data × model × when it suffices × calendar, and the advice. */
type Row = [
  sufficient: boolean | null,
  degrading: boolean | null,
  withData: string | null,
  withoutData: string | null,
  calendar: string | null,
  action: Advice["action"],
  earliest: string | null,
];

const ROWS: Row[] = [
  // Enough data, and a day free today.
  [true, true, TODAY, null, CALENDAR, "retrain_now", TODAY],
  [true, false, TODAY, null, CALENDAR, "retrain_as_scheduled", TODAY],
  [true, null, TODAY, null, CALENDAR, "cannot_decide", TODAY],
  [true, true, TODAY, null, TODAY, "retrain_now", TODAY],
  [true, false, TODAY, null, TODAY, "retrain_as_scheduled", TODAY],
  [true, true, TODAY, null, null, "retrain_now", TODAY],
  [true, false, TODAY, null, null, "wait", TODAY],
  // Enough data, but a freeze, the lead time or the cool-down until some day.
  [true, true, SOON, null, CALENDAR, "retrain_early", SOON],
  [true, false, SOON, null, CALENDAR, "retrain_as_scheduled", SOON],
  [true, null, SOON, null, CALENDAR, "cannot_decide", SOON],
  [true, true, CALENDAR, null, CALENDAR, "retrain_as_scheduled", CALENDAR],
  [true, false, CALENDAR, null, CALENDAR, "retrain_as_scheduled", CALENDAR],
  [true, null, CALENDAR, null, CALENDAR, "retrain_as_scheduled", CALENDAR],
  [true, true, LATER, null, CALENDAR, "wait", LATER],
  [true, false, LATER, null, CALENDAR, "wait", LATER],
  [true, null, LATER, null, CALENDAR, "wait", LATER],
  [true, true, null, null, null, "wait", null],
  [true, false, null, null, null, "wait", null],
  [true, null, null, null, CALENDAR, "wait", null],
  [true, true, SOON, null, null, "retrain_early", SOON],
  // Too little data.
  [false, true, TODAY, SOON, CALENDAR, "retrain_early", SOON],
  [false, false, TODAY, SOON, CALENDAR, "retrain_as_scheduled", SOON],
  [false, null, TODAY, SOON, CALENDAR, "cannot_decide", SOON],
  [false, true, TODAY, CALENDAR, CALENDAR, "retrain_as_scheduled", CALENDAR],
  [false, null, TODAY, CALENDAR, CALENDAR, "retrain_as_scheduled", CALENDAR],
  [false, true, TODAY, LATER, CALENDAR, "wait", LATER],
  [false, false, TODAY, LATER, CALENDAR, "wait", LATER],
  [false, null, TODAY, LATER, CALENDAR, "wait", LATER],
  [false, true, TODAY, null, CALENDAR, "wait", null],
  [false, false, TODAY, null, CALENDAR, "wait", null],
  [false, null, TODAY, null, CALENDAR, "wait", null],
  [false, true, TODAY, SOON, null, "retrain_early", SOON],
  [false, false, TODAY, SOON, null, "wait", SOON],
  // Whether there is enough is unknown: what it would say either way.
  [null, true, TODAY, SOON, CALENDAR, "cannot_decide", null],
  [null, false, TODAY, SOON, CALENDAR, "retrain_as_scheduled", null],
  [null, null, TODAY, SOON, CALENDAR, "cannot_decide", null],
  [null, true, SOON, SOON, CALENDAR, "retrain_early", SOON],
  [null, false, SOON, SOON, CALENDAR, "retrain_as_scheduled", SOON],
  [null, true, TODAY, null, CALENDAR, "cannot_decide", null],
  [null, false, TODAY, null, CALENDAR, "cannot_decide", null],
  [null, true, LATER, null, CALENDAR, "wait", null],
  [null, false, LATER, LATER, CALENDAR, "wait", LATER],
  [null, null, null, null, CALENDAR, "wait", null],
];

describe("the action", () => {
  test.each(ROWS)("enough %s, worse %s, free from %s or %s, calendar %s: %s", (...row) => {
    const [sufficient, degrading, earliestWithData, earliestWithoutData, calendar] = row;
    const situation: Situation = {
      ...{ sufficient, degrading, earliestWithData, earliestWithoutData, calendar },
      today: TODAY,
    };
    expect(adviceFor(situation)).toEqual({ action: row[5], earliest: row[6] });
  });

  test("is undecided only where an answer would change it", () => {
    const day = fc.constantFrom(null, TODAY, SOON, CALENDAR, LATER);
    const answer = fc.constantFrom(true, false, null);
    const situations = fc.record({
      ...{ sufficient: answer, degrading: answer, calendar: day },
      ...{ earliestWithData: day, earliestWithoutData: day, today: fc.constant(TODAY) },
    }) as fc.Arbitrary<Situation>;
    fc.assert(
      fc.property(situations, (situation) => {
        const answers = (known: boolean | null) => (known === null ? [true, false] : [known]);
        const actions = new Set(
          answers(situation.sufficient).flatMap((sufficient) =>
            answers(situation.degrading).map(
              (degrading) => adviceFor({ ...situation, sufficient, degrading }).action,
            ),
          ),
        );
        const { action } = adviceFor(situation);
        if (actions.size === 1) expect([...actions]).toEqual([action]);
        else expect(action).toBe("cannot_decide");
        expect(actions.has("cannot_decide")).toBe(false);
      }),
    );
  });
});
