import fc from "fast-check";
import { describe, expect, test } from "vitest";
import known from "../../fixtures/instants/known.json" with { type: "json" };
import {
  createZone,
  daysFromCivil,
  formatDay,
  formatInstant,
  MICROS_PER_DAY,
  parseInstant,
  parseInstantBytes,
} from "../../src/time/instant.ts";

const UTC = createZone("UTC");
const ZONES = [
  "UTC",
  "America/New_York",
  "America/St_Johns",
  "America/Santiago",
  "Europe/Berlin",
  "Europe/Dublin",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Africa/Monrovia",
];
const zones = fc.constantFrom(...ZONES).map(createZone);
// 1900 to 2254, where microseconds are safe integers.
const instants = fc.integer({ min: -2_208_988_800_000_000, max: 8_990_000_000_000_000 });

describe("known answers of Python's zoneinfo", () => {
  test.each(Object.entries(known))("%s", (name, rows) => {
    const zone = createZone(name);
    for (const [local, instant, shown] of rows as [string, number, string][]) {
      expect(parseInstant(local, zone), `${local} read`).toBe(instant);
      expect(formatInstant(instant, zone), `${local} shown`).toBe(shown);
    }
  });
});

describe("parseInstant", () => {
  test.each([
    // From the docstring; Python: datetime.fromisoformat(…).timestamp().
    ["2025-08-14T08:23:51.328015+00:00", 1_755_159_831_328_015],
    ["2025-08-14T08:23:51.328015Z", 1_755_159_831_328_015],
    ["2025-08-14t08:23:51.328015z", 1_755_159_831_328_015],
    ["2025-08-14 08:23:51,328015", 1_755_159_831_328_015],
    ["2025-08-14 08:23:51.328015 UTC", 1_755_159_831_328_015],
    ["2025-08-14 08:23:51.328015 +0000", 1_755_159_831_328_015],
    ["2025-08-14T13:53:51.328015+05:30", 1_755_159_831_328_015],
    ["2025-08-14T13:53:51.328015+0530", 1_755_159_831_328_015],
    ["2025-08-14T03:23:51.328015-05", 1_755_159_831_328_015],
    ["2025-08-14T08:23:51.328015999", 1_755_159_831_328_015],
    ["2025-08-14T08:23:51.3", 1_755_159_831_300_000],
    ["2025-08-14T08:23", 1_755_159_780_000_000],
    ["2025-08-14", 1_755_129_600_000_000],
    ["1970-01-01T00:00:00.000001Z", 1],
    ["1969-12-31T23:59:59.999999Z", -1],
    ["2016-12-31T23:59:60Z", 1_483_228_800_000_000],
    ["2024-02-29", 1_709_164_800_000_000],
    ["0001-01-01", -62_135_596_800_000_000],
  ])("%s", (text, instant) => {
    expect(parseInstant(text, UTC)).toBe(instant);
  });

  test.each([
    "",
    " ",
    "now",
    "2025",
    "2025-08",
    "2025-8-14",
    "2025-13-01",
    "2025-00-01",
    "2025-08-00",
    "2025-08-32",
    "2025-02-29",
    "1900-02-29",
    "2025-08-14T",
    "2025-08-14T08",
    "2025-08-14T24:00",
    "2025-08-14T08:60",
    "2025-08-14T08:23:61",
    "2025-08-14T08:23:51.",
    "2025-08-14T08:23:51.Z",
    "2025-08-14T08:23:51 ",
    "2025-08-14T08:23:51+",
    "2025-08-14T08:23:51+5",
    "2025-08-14T08:23:51+24:00",
    "2025-08-14T08:23:51+05:60",
    "2025-08-14T08:23:51+05:",
    "2025-08-14T08:23:51ZZ",
    "2025-08-14T08:23:51 CET",
    "2025-08-14Z",
    "+2025-08-14",
    "-2025-08-14",
    "20250814",
    "14/08/2025",
    "２０２５-08-14",
  ])("%j is none", (text) => {
    expect(parseInstant(text, UTC)).toBeUndefined();
  });

  test("bytes beyond the end are never looked at", () => {
    const line = new TextEncoder().encode("2025-08-14T08:23:51.3+05:30,2025-08-14");
    for (const [to, expected] of [
      [10, "2025-08-14"],
      [13, undefined],
      [16, "2025-08-14T08:23"],
      [19, "2025-08-14T08:23:51"],
      [20, undefined],
      [21, "2025-08-14T08:23:51.3"],
      [22, undefined],
      [24, "2025-08-14T08:23:51.3+05"],
      [25, undefined],
      [26, undefined],
      [27, "2025-08-14T08:23:51.3+05:30"],
      [28, undefined],
    ] as const) {
      const wanted = expected === undefined ? undefined : parseInstant(expected, UTC);
      expect(parseInstantBytes(line, 0, to, UTC), `to ${to}`).toBe(wanted);
    }
  });

  test("reads what formatInstant writes, in any zone", () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        expect(parseInstant(formatInstant(instant, zone), zone)).toBe(instant);
      }),
      { numRuns: 2000 },
    );
  });

  test("agrees with Date.parse on milliseconds", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(-6e13), max: new Date(2.5e14), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(date.toISOString(), UTC)).toBe(date.getTime() * 1000);
        },
      ),
    );
  });

  test("no text makes it throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), zones, (text, zone) => {
        parseInstant(text, zone);
      }),
    );
  });
});

describe("createZone", () => {
  test("fromLocal is the inverse of the wall clock where that is unambiguous", () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const local = instant + zone.offsetAt(instant);
        const back = zone.fromLocal(local);
        // Where the clock shows a time twice, the earlier is meant.
        expect(back + zone.offsetAt(back)).toBe(local);
        expect(back).toBeLessThanOrEqual(instant);
        const aDay = MICROS_PER_DAY;
        const changes = zone.offsetAt(instant - aDay) !== zone.offsetAt(instant + aDay);
        if (!changes) expect(back).toBe(instant);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["a gap moves on with the clock", "America/New_York", "2025-03-09T02:30", "2025-03-09T07:30Z"],
    ["an overlap is the earlier", "America/New_York", "2025-11-02T01:30", "2025-11-02T05:30Z"],
    ["a gap at midnight", "America/Santiago", "2025-09-07", "2025-09-07T04:00Z"],
    ["half an hour", "Australia/Lord_Howe", "2025-10-05T02:15", "2025-10-04T15:45Z"],
    ["a day that Samoa left out", "Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00Z"],
  ])("%s", (_, name, local, expected) => {
    expect(parseInstant(local, createZone(name))).toBe(parseInstant(expected, UTC));
  });

  test("dayOf is the day that formatInstant shows", () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        expect(formatDay(zone.dayOf(instant))).toBe(formatInstant(instant, zone).slice(0, 10));
      }),
    );
  });

  test.each(["", "Mars/Olympus", "local", "GMT+5", "Europe/Berlin "])("%j is no zone", (name) => {
    expect(() => createZone(name)).toThrow(`"${name}" is not a time zone`);
  });
});

describe("daysFromCivil and formatDay", () => {
  test.each([
    ["1970-01-01", 0],
    ["1969-12-31", -1],
    ["2000-02-29", 11_016],
    ["2000-03-01", 11_017],
    ["0001-01-01", -719_162],
    ["9999-12-31", 2_932_896],
  ])("%s", (text, day) => {
    const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
    expect(daysFromCivil(year, month, date)).toBe(day);
    expect(formatDay(day)).toBe(text);
  });
});

describe("formatInstant", () => {
  test.each([
    [0, "UTC", "1970-01-01T00:00:00+00:00"],
    [-1, "UTC", "1969-12-31T23:59:59.999999+00:00"],
    [-1, "America/St_Johns", "1969-12-31T20:29:59.999999-03:30"],
    [1_755_159_831_000_001, "Asia/Kathmandu", "2025-08-14T14:08:51.000001+05:45"],
  ])("%i in %s", (instant, zone, expected) => {
    expect(formatInstant(instant, createZone(zone))).toBe(expected);
  });
});
