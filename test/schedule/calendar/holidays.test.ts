import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseHolidays } from "../../../src/schedule/calendar/holidays.ts";
import { createZone, formatInstant } from "../../../src/time/instant.ts";
import { instant } from "../../support/values.ts";

const BERLIN = createZone("Europe/Berlin");
// Written by icalendar: see fixtures/schedule/make.py.
const text = readFileSync(
  new URL("../../../fixtures/schedule/project/holidays.ics", import.meta.url),
  "utf8",
);
const range = { from: instant("2025-08-01"), to: instant("2027-01-31") };
const read = (calendar: string, zone = BERLIN) =>
  parseHolidays(calendar, "holidays.ics", range, zone)
    .sort((a, b) => a.from - b.from)
    .map(({ from, to, reason }) => [
      formatInstant(from, zone).slice(0, 16),
      formatInstant(to, zone).slice(0, 16),
      reason,
    ]);

describe("parseHolidays", () => {
  test("reads days, times, zones, repetitions, exceptions and what was called off", () => {
    expect(read(text)).toEqual([
      ["2025-09-01T10:00", "2025-09-01T20:00", "Audit of 2025-09-01 (holidays.ics)"],
      ["2025-09-09T00:00", "2025-09-10T00:00", "Patch day of 2025-09-09 (holidays.ics)"],
      ["2025-09-17T00:00", "2025-09-18T00:00", "Patch day, moved of 2025-09-17 (holidays.ics)"],
      ["2025-09-23T00:00", "2025-09-24T00:00", "Patch day of 2025-09-23 (holidays.ics)"],
      ["2025-10-03T00:00", "2025-10-04T00:00", "German Unity Day of 2025-10-03 (holidays.ics)"],
      // The clocks go back at three.
      ["2025-10-26T01:00", "2025-10-26T05:00", "Night work of 2025-10-26 (holidays.ics)"],
      ["2025-11-03T09:00", "2025-11-03T17:00", "Inventory of 2025-11-03 (holidays.ics)"],
      [
        ...["2025-12-24T00:00", "2025-12-27T00:00"],
        "Christmas, all of it; with „quotes“ of 2025-12-24 (holidays.ics)",
      ],
    ]);
  });

  test("whole days and floating times are those of the plan's zone", () => {
    const [audit, patch] = read(text, createZone("America/New_York"));
    expect(audit?.[0]).toBe("2025-09-01T04:00");
    expect(patch?.[0]).toBe("2025-09-09T00:00");
  });

  const event = (...lines: string[]) =>
    ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", ...lines, "END:VEVENT", "END:VCALENDAR", ""].join(
      "\r\n",
    );

  // As recurring-ical-events 3 has it: RFC 5545 makes DTSTART the first instance whatever the rule names.
  test("the first instance counts, also where the rule names other days, unless it is taken out", () => {
    const rule = ["DTSTART;VALUE=DATE:20250910", "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"];
    const days = (...lines: string[]) => read(event(...rule, ...lines)).map(([from]) => from);
    const ends = days("EXDATE;VALUE=DATE:20250910");
    expect(ends[0]).toBe("2025-09-30T00:00");
    expect(days()).toEqual(["2025-09-10T00:00", ...ends]);
  });

  test("a zone that is named and not defined is IANA's, also of repetitions and their exceptions", () => {
    const calendar = event(
      "DTSTART;TZID=America/New_York:20250916T030000",
      "DTEND;TZID=America/New_York:20250916T060000",
      "RRULE:FREQ=DAILY;COUNT=3",
      "EXDATE:20250917T070000Z",
      "SUMMARY:x",
    );
    expect(read(calendar).map(([from, to]) => [from, to])).toEqual([
      ["2025-09-16T09:00", "2025-09-16T12:00"],
      ["2025-09-18T09:00", "2025-09-18T12:00"],
    ]);
    const flight = event(
      "DTSTART;TZID=America/New_York:20250916T030000",
      "DTEND;TZID=Europe/Berlin:20250916T093000",
    );
    expect(read(flight)[0]?.slice(0, 2)).toEqual(["2025-09-16T09:00", "2025-09-16T09:30"]);
  });

  const third = "20250903T090000Z";
  const moved = (...lines: string[]) => [
    ...["END:VEVENT", "BEGIN:VEVENT", "UID:1"],
    ...["DTSTART:20250920T090000Z", "SUMMARY:moved", ...lines],
  ];
  // As recurring-ical-events 3.8 has each of them, but for EXRULE, which it does not read.
  test.each([
    ["an EXDATE behind one that matches nothing", [`EXDATE:20250902T100000Z,${third}`], [1, 2, 4]],
    ["an EXDATE of a time that is listed, too", [`RDATE:${third}`, `EXDATE:${third}`], [1, 2, 4]],
    ["an EXDATE that is a day", ["EXDATE;VALUE=DATE:20250903"], [1, 2, 4]],
    ["an EXRULE", ["EXRULE:FREQ=DAILY;INTERVAL=2"], [2, 4]],
    ["a listed time that the rule names", [`RDATE:${third}`], [1, 2, 3, 4]],
    ["a listed time", ["RDATE:20250930T090000Z"], [1, 2, 3, 4, 30]],
    ["a listed period", ["RDATE;VALUE=PERIOD:20250930T090000Z/PT5H"], [1, 2, 3, 4, 30]],
    ["one that was moved", moved(`RECURRENCE-ID:${third}`), [1, 2, 4, 20]],
    [
      "one that was moved and taken out",
      [`EXDATE:${third}`, ...moved(`RECURRENCE-ID:${third}`)],
      [1, 2, 4],
    ],
    ["one that stands for nothing", moved("RECURRENCE-ID:20250919T090000Z"), [1, 2, 3, 4, 20]],
    ["the later ones moved", moved(`RECURRENCE-ID;RANGE=THISANDFUTURE:${third}`), [1, 2, 20, 21]],
  ])("repetitions with %s", (_, lines, days) => {
    const calendar = event("DTSTART:20250901T090000Z", "RRULE:FREQ=DAILY;COUNT=4", ...lines);
    expect(read(calendar).map(([from]) => Number(from?.slice(8, 10)))).toEqual(days);
  });

  test("a listed period has its own end", () => {
    const period = "RDATE;VALUE=PERIOD:20250930T090000Z/PT5H,20251001T090000Z/20251001T100000Z";
    expect(read(event("DTSTART:20250901T090000Z", period)).map(([, to]) => to?.slice(5))).toEqual([
      ...["09-01T11:00", "09-30T16:00", "10-01T12:00"],
    ]);
  });

  test("a moved repetition whose event is not in the file counts", () => {
    const calendar = event("DTSTART:20250910T090000Z", "RECURRENCE-ID:20250909T090000Z");
    expect(read(calendar)[0]?.[0]).toBe("2025-09-10T11:00");
  });

  test("the 31st of a month that has 30 days is no day", () => {
    const calendar = event("DTSTART;VALUE=DATE:20240331", "RRULE:FREQ=YEARLY;BYMONTH=3,11");
    expect(read(calendar).map(([from]) => from?.slice(0, 10))).toEqual(["2026-03-31"]);
  });

  test("a rule that names nothing ends, for ical.js alone would look for ever", () => {
    const rule = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30";
    expect(read(event("DTSTART;VALUE=DATE:20250801", rule)).map(([from]) => from)).toEqual([
      "2025-08-01T00:00",
    ]);
  });

  test("a day that has repeated since 1900 still does", () => {
    const calendar = event("DTSTART;VALUE=DATE:19000101", "RRULE:FREQ=DAILY", "SUMMARY:x");
    expect(read(calendar).at(-1)?.[0]).toBe("2027-01-31T00:00");
  });

  test.each([
    [event("DTSTART;VALUE=DATE:20251345", "SUMMARY:x"), /^the event "x": DTSTART 2025-13-45 is no/],
    [
      event("DTSTART:20250230T090000Z"),
      /^the event "": DTSTART 2025-02-30T09:00:00Z is not a date/,
    ],
    [
      event("DTSTART;VALUE=DATE:20250901", "RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20250931"),
      /EXDATE 2025-09-31 is not a date/,
    ],
    [
      event("DTSTART:20250901T090000Z", "RRULE:FREQ=DAILY;UNTIL=20251301"),
      /UNTIL 2025-13-01 is no/,
    ],
    [
      event("DTSTART;TZID=W. Europe Standard Time:20250901T090000"),
      /^the event "": its zone W. Europe Standard Time is not an IANA zone/,
    ],
    [
      event("DTSTART;VALUE=DATE:20250910", "DTEND;VALUE=DATE:20250901"),
      /^the event "": it ends before it begins/,
    ],
    [
      event("DTSTART:20250801T000000Z", "DTEND:20250801T000001Z", "RRULE:FREQ=SECONDLY"),
      /^the event "": its rule repeats more than 50,000 times/,
    ],
    [
      event("DTSTART:20250801T000000Z", ...Array.from({ length: 500 }, () => "EXRULE:FREQ=HOURLY")),
      /^the event "": its repetitions are not found within 5000000 steps/,
    ],
    [
      [
        "BEGIN:VCALENDAR",
        ...Array.from({ length: 201 }, () => "BEGIN:VTIMEZONE\r\nEND:VTIMEZONE"),
        "END:VCALENDAR",
      ].join("\r\n"),
      /^201 zones of its own, of which 200 are read$/,
    ],
    ["hello", /^not an iCalendar file: /],
    [
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20250101\r\nRRULE:FREQ\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
      /^not an iCalendar file: a rule without a frequency$/,
    ],
    ["", /^not an iCalendar file: /],
    [
      "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
      /^not an iCalendar file: it does not begin with BEGIN:VCALENDAR/,
    ],
    [
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
      /^the event "x": it has no DTSTART/,
    ],
  ])("%j is refused", (wrong, message) => {
    expect(() => read(wrong)).toThrow(message);
  });

  const zoned = (...observance: string[]) =>
    [
      ...["BEGIN:VCALENDAR", "BEGIN:VTIMEZONE", "TZID:Office", ...observance, "END:VTIMEZONE"],
      ...["BEGIN:VEVENT", "DTSTART;TZID=Office:20250901T090000", "END:VEVENT", "END:VCALENDAR"],
    ].join("\r\n");
  const offset = (name: string, from: string, to: string, ...lines: string[]) => [
    ...[`BEGIN:${name}`, `TZOFFSETFROM:${from}`, `TZOFFSETTO:${to}`, ...lines, `END:${name}`],
  ];

  test("a zone of the file's own is as it says, by rules or by lists", () => {
    const [winter, summer] = ["DTSTART:20201025T030000", "DTSTART:20200329T020000"];
    const byRule = zoned(
      ...offset("STANDARD", "+0300", "+0200", winter, "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
      ...offset("DAYLIGHT", "+0200", "+0300", summer, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
    );
    const byList = zoned(
      ...offset("STANDARD", "+0300", "+0200", winter, "RDATE:20231029T030000,20241027T030000"),
      ...offset("DAYLIGHT", "+0200", "+0300", summer, "RDATE:20240331T020000,20250330T020000"),
    );
    // 09:00 at +03:00.
    expect(read(byRule)[0]?.[0]).toBe("2025-09-01T08:00");
    expect(read(byList)[0]?.[0]).toBe("2025-09-01T08:00");
  });

  test("a zone since 1601, as Outlook writes it, may have any number of events", () => {
    const calendar = zoned(
      ...offset(
        "STANDARD",
        "+0200",
        "+0100",
        "DTSTART:16010101T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
      ),
      ...offset(
        "DAYLIGHT",
        "+0100",
        "+0200",
        "DTSTART:16010101T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
      ),
    );
    const events = Array.from({ length: 100 }, (_, i) =>
      [
        "BEGIN:VEVENT",
        `UID:${i}`,
        `SUMMARY:${i}`,
        "DTSTART;TZID=Office:20251201T090000",
        "END:VEVENT",
      ].join("\r\n"),
    );
    const all = read(calendar.replace("END:VCALENDAR", `${events.join("\r\n")}\r\nEND:VCALENDAR`));
    expect(all).toHaveLength(101);
    expect([all[0]?.[0], all[1]?.[0]]).toEqual(["2025-09-01T09:00", "2025-12-01T09:00"]);
  });

  test.each(["FREQ=SECONDLY", "FREQ=YEARLY;BYSECOND=1,2"])(
    "a zone that changes by %s is refused",
    (rule) => {
      const calendar = zoned(
        ...offset("STANDARD", "+0000", "+0100", "DTSTART:20200101T000000", `RRULE:${rule}`),
      );
      expect(() => read(calendar)).toThrow(
        "its zone Office changes by a rule that names no days of the year",
      );
    },
  );

  test("what the file says of a zone that IANA knows is passed over", () => {
    const calendar = zoned(
      ...offset("STANDARD", "+0000", "+0900", "DTSTART:20200101T000000", "RRULE:FREQ=SECONDLY"),
    );
    expect(read(calendar.replaceAll("Office", "Europe/Berlin"))[0]?.[0]).toBe("2025-09-01T09:00");
  });

  // All were found by `npm run fuzz`: minutes in the library, or its own stumbling.
  test.each([
    [
      ["DTSTART;VALUE=DATE:20250101", "RRULE:FREQ=DAILY", "DURATION:-P99999999D"],
      "it has the duration -P99999999D",
    ],
    [
      ["DTSTART;VALUE=DATE:20250101", "RRULE:FREQ=DAILY", "DURATION:P99999999D"],
      "it has the duration P99999999D",
    ],
    [
      ["DTSTART;VALUE=DATE:02060101", "DTEND:19000101T000000Z", "RRULE:FREQ=DAILY;COUNT=99999"],
      'the event "": it lasts more than ten years',
    ],
    [
      ["DTSTART:20250101T000000Z", "RDATE;VALUE=PERIOD:20250301T000000Z/P99999999D"],
      'the event "": it has the duration P99999999D',
    ],
    [
      ["DTSTART:20250101T000000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:02060101T000000Z"],
      'the event "": it was moved by more than ten years',
    ],
    [
      ["DTSTART;VALUE=DATE:20250101", "DTEND:00010101T000000Z", "RRULE:FREQ=DAILY;COUNT=99999"],
      'the event "": it ends before it begins',
    ],
    [["DTSTART:20250101T000000Z", "RRULE:COUNT=3"], 'the event "": a rule without a frequency'],
    [
      ["DTSTART;VALUE=DATE:20250101", "RRULE:RSCALE=HEBREW;FREQ=YEARLY"],
      'the event "": its rule is of the calendar HEBREW; list its days instead, as RDATE',
    ],
    [
      ["DTSTART:00000000T999999", "RRULE:", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
      'the event "": ',
    ],
  ])("%j is refused in words", (lines, message) => {
    const calendar = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", ...lines, "END:VEVENT", "END:VCALENDAR"];
    expect(() => read(calendar.join("\r\n"))).toThrow(message);
  });
});
