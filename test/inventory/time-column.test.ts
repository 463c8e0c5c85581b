import { describe, expect, it } from "vitest";
import { parseInstant, zoneOf } from "../../src/instant.ts";
import {
  instantOfEpoch,
  isAmbiguousDate,
  noColumn,
  TimeParser,
  timeColumnOf,
  timeColumnsOf,
} from "../../src/inventory/time-column.ts";

describe("noColumn", () => {
  it("names the likeliest, if any, and what to do", () => {
    expect(noColumn("tiem", ["id", "time"])).toBe(
      'no column "tiem", perhaps "time"; correct `time_column`',
    );
    expect(noColumn("when", ["id"])).toBe('no column "when"; correct `time_column`');
  });
});

describe("timeColumnOf", () => {
  it("takes the wanted column, whatever its case", () => {
    expect(timeColumnOf(["TS", "ts"], "ts")).toBe("ts");
    expect(timeColumnOf(["id", "When"], "when")).toBe("When");
    expect(timeColumnOf(["id", "ts"], "when")).toBeUndefined();
  });

  it.each([
    [["id", "date", "timestamp"], "timestamp"],
    [["id", "created_at", "Event Time"], "Event Time"],
    [["x", "eventTimestamp"], "eventTimestamp"],
    [["tpep_pickup_datetime", "x"], "tpep_pickup_datetime"],
    [["request.time", "loggedAt"], "loggedAt"],
    [["order_date"], "order_date"],
    [["birth_date", "expires_at", "updated_at", "format", "status", "id"], undefined],
  ])("of %j is %s", (names, expected) => {
    expect(timeColumnOf(names)).toBe(expected);
  });

  it("ranks all candidates", () => {
    expect(timeColumnsOf(["date", "b_at", "ts", "a_ts", "x"])).toEqual([
      "ts",
      "date",
      "a_ts",
      "b_at",
    ]);
  });
});

describe("instantOfEpoch", () => {
  it("judges the unit by the magnitude", () => {
    for (const value of [1755159831, 1755159831e3, 1755159831e6, 1755159831000000000n]) {
      expect(instantOfEpoch(value)).toBe(1755159831_000_000);
    }
    expect(instantOfEpoch(1755159831.328015)).toBe(1755159831_328_015);
    expect(instantOfEpoch(1755159831_328_015_999n)).toBe(1755159831_328_015);
  });

  it("refuses what is no time of our days", () => {
    for (const value of [0, 1, -1755159831, 20250814, 5e9, 1e30, Number.NaN, 10n ** 30n]) {
      expect(instantOfEpoch(value)).toBeUndefined();
    }
  });
});

describe("TimeParser", () => {
  const berlin = zoneOf("Europe/Berlin");

  it("agrees with parseInstant", () => {
    const parser = new TimeParser(berlin);
    for (const day of ["2025-08-14", "2025-03-30", "2025-10-26", "2025-02-30", "2025-08x14"]) {
      for (const clock of [
        "00:00:00",
        "02:30:00",
        "23:59:59",
        "24:00:00",
        "12:60:00",
        "1a:00:00",
      ]) {
        for (const rest of [
          "",
          ".5",
          ".123456789",
          "Z",
          "+05:30",
          ".25-08:00",
          "+99:00",
          ".",
          " UTC",
        ]) {
          const text = `${day}T${clock}${rest}`;
          expect([text, parser.instantOfText(text)]).toEqual([
            text,
            parseInstant(text, berlin) ?? Number.NaN,
          ]);
        }
      }
    }
  });

  it.each([
    ["2025-08-14", "2025-08-14"],
    [" 2025-08-14 08:23 ", "2025-08-14T08:23"],
    ["2025/08/14", "2025-08-14"],
    ["2025/08/14 08:23:51.5", "2025-08-14T08:23:51.5"],
    ["20250814", "2025-08-14"],
    ["1755159831.0", "2025-08-14T08:23:51Z"],
    ["1.755159831e9", "2025-08-14T08:23:51Z"],
    ["1755159831328015123", "2025-08-14T08:23:51.328015Z"],
  ])("reads %s", (text, iso) => {
    expect(new TimeParser(berlin).instantOfText(text)).toBe(parseInstant(iso, berlin));
  });

  it.each([
    "",
    "soon",
    "03/04/2025",
    "13/04/2025",
    "4.3.2025",
    "08:23:51",
    "20251314",
    "2025",
    "-5",
  ])("does not read %j", (text) => {
    expect(new TimeParser(berlin).instantOfText(text)).toBeNaN();
  });

  it("knows dates that may be either way round", () => {
    for (const text of ["03/04/2025", "3.4.25", "13-04-2025 10:00"])
      expect(isAmbiguousDate(text)).toBe(true);
    for (const text of ["2025/04/03", "1.5", "03/04/20255"])
      expect(isAmbiguousDate(text)).toBe(false);
  });
});
