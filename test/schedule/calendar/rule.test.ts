import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import { ExpansionBudget } from "../../../src/schedule/calendar/expansion-budget.ts";
import { expandTimes } from "../../../src/schedule/calendar/rule.ts";
import { MICROS_PER_DAY } from "../../../src/time/instant.ts";
import { instant } from "../../support/values.ts";

describe("expandTimes", () => {
  const start = new ICAL.Time(
    { year: 2025, month: 8, day: 4, hour: 9 },
    ICAL.Timezone.localTimezone,
  );
  const read = (rule: string, from: string) =>
    [
      ...expandTimes(
        ICAL.Recur.fromString(rule),
        start,
        { from: instant(from), to: instant("2027-01-01") - MICROS_PER_DAY / 24 },
        new ExpansionBudget(),
      ),
    ].map((time) => time.toString().replace(/T09:00:00$|:00:00$/, ""));

  const rows = [
    [
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
      "2025-08-29 2025-09-30 2025-10-31 2025-11-28 2025-12-31 2026-01-30",
    ],
    [
      "FREQ=MONTHLY;BYMONTHDAY=2,30,-1;BYSETPOS=2",
      "2025-08-30 2025-09-30 2025-10-30 2025-11-30 2025-12-30 2026-01-30",
    ],
    [
      "FREQ=YEARLY;BYWEEKNO=1,40;BYDAY=FR,SU",
      "2025-10-03 2025-10-05 2026-01-02 2026-01-04 2026-10-02 2026-10-04",
    ],
    ["FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO", "2025-12-22 2026-12-28"],
    ["FREQ=YEARLY;BYYEARDAY=1,-1,-100", "2025-09-23 2025-12-31 2026-01-01 2026-09-23 2026-12-31"],
    [
      "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU",
      "2025-08-05 2025-08-17 2025-08-19 2025-08-31 2025-09-02 2025-09-14",
    ],
    [
      "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=SU,TU",
      "2025-08-05 2025-08-10 2025-08-19 2025-08-24 2025-09-02 2025-09-07",
    ],
    ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "2026-02-13 2026-03-13 2026-11-13"],
    ["FREQ=YEARLY;BYDAY=20MO", "2026-05-18"],
    ["FREQ=YEARLY;BYMONTH=11;BYDAY=-1TH", "2025-11-27 2026-11-26"],
    [
      "FREQ=HOURLY;BYHOUR=19,3,11;COUNT=6",
      "2025-08-04T11 2025-08-04T19 2025-08-05T03 2025-08-05T11 2025-08-05T19 2025-08-06T03",
    ],
    [
      "FREQ=WEEKLY;BYDAY=TH,MO;BYHOUR=21,4;COUNT=6",
      "2025-08-04T21 2025-08-07T04 2025-08-07T21 2025-08-11T04 2025-08-11T21 2025-08-14T04",
    ],
    [
      "FREQ=HOURLY;INTERVAL=36",
      "2025-08-04 2025-08-05T21 2025-08-07 2025-08-08T21 2025-08-10 2025-08-11T21",
    ],
    [
      "FREQ=MINUTELY;INTERVAL=720;BYDAY=WE",
      "2025-08-06 2025-08-06T21 2025-08-13 2025-08-13T21 2025-08-20 2025-08-20T21",
    ],
    [
      "FREQ=DAILY;INTERVAL=3;BYMONTH=9",
      "2025-09-03 2025-09-06 2025-09-09 2025-09-12 2025-09-15 2025-09-18",
    ],
    ["FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31", "2025-08-31 2026-01-31"],
    // Days of the week with a number and without: either. dateutil takes what is both.
    [
      "FREQ=MONTHLY;BYMONTH=9;BYDAY=1TU,SU",
      "2025-09-02 2025-09-07 2025-09-14 2025-09-21 2025-09-28 2026-09-01",
    ],
    // What is not said is as at the beginning, a Monday. dateutil takes the whole week.
    ["FREQ=YEARLY;BYWEEKNO=40", "2025-09-29 2026-09-28"],
  ] as const;

  // But for the last two as dateutil 2.9 has it: at most six.
  test.each(rows)("%s from Monday, 4 August 2025", (rule, expected) => {
    expect(read(rule, "2025-08-01").slice(0, 6).join(" ")).toBe(expected);
  });

  test.each(rows)("%s is the same, looked at from the middle", (rule) => {
    const all = read(rule, "2025-08-01");
    expect(read(rule, "2026-03-10")).toEqual(all.filter((time) => time >= "2026-03-10"));
  });
});
