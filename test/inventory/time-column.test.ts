import { describe, expect, it } from "vitest";
import { instantOfEpoch } from "../../src/inventory/epoch.ts";
import {
  chooseTime,
  findTimeColumns,
  findWantedColumn,
  looksLikeDate,
  noColumn,
} from "../../src/inventory/time-column.ts";
import { TimeParser } from "../../src/inventory/time-parser.ts";
import { createZone, parseInstant } from "../../src/time/instant.ts";

describe("noColumn", () => {
  it("names the likeliest, if any, and what to do", () => {
    expect(noColumn("tiem", ["id", "time"])).toBe(
      'no column "tiem", perhaps "time"; correct `time_column`',
    );
    expect(noColumn("when", ["id"])).toBe('no column "when"; correct `time_column`');
  });
});

describe("findWantedColumn", () => {
  it("takes the wanted column, whatever its case", () => {
    expect(findWantedColumn(["TS", "ts"], "ts")).toBe("ts");
    expect(findWantedColumn(["id", "When"], "when")).toBe("When");
    expect(findWantedColumn(["id", "ts"], "when")).toBeUndefined();
  });

  it.each([
    [["", "mw"], ""],
    [["Unnamed: 0", "mw"], "Unnamed: 0"],
    [["mw", "__index_level_0__"], "__index_level_0__"],
    [["mw"], undefined],
  ])("in %j the index of pandas is %j", (names, expected) => {
    for (const wanted of ["", "Unnamed: 0"]) expect(findWantedColumn(names, wanted)).toBe(expected);
  });
});

describe("findTimeColumns", () => {
  it("ranks all candidates", () => {
    const names = ["date", "c_on", "b_at", "ts", "", "a_ts", "x", "Unnamed: 0", "time_utc"];
    expect(findTimeColumns(names)).toEqual([
      ...["ts", "time_utc", "date", "Unnamed: 0", "a_ts", "b_at", "c_on"],
    ]);
    expect(findTimeColumns(["", "x", ""])).toEqual([""]);
  });

  it.each([
    ...["birth_date", "BirthDate", "date_of_birth", "expires_at", "updated_at", "valid_until"],
    ...[
      "response_time",
      "responseTime",
      "processing_time",
      "wait_time",
      "mean_wait_time",
      "lead_time",
    ],
    ...["time_spent", "format", "status", "id", "weekday", "end_date", "last_seen_at"],
  ])("%s cannot be the event time", (name) => {
    expect(findTimeColumns([name])).toEqual([]);
  });

  it.each([
    ...["Event Time", "eventTimestamp", "tpep_pickup_datetime", "loggedAt", "order_date", "Date"],
    ...["time_utc", "TIMESTAMP_UTC", "logged_utc", "created_on", "ordered_on", "order_time"],
    ...["vendor_date", "recommended_at", "delivery_date", "process_date"],
  ])("%s can", (name) => {
    expect(findTimeColumns([name])).toEqual([name]);
  });
});

describe("chooseTime", () => {
  const choose = (looks: Record<string, "times" | "unread" | "other">) =>
    chooseTime(Object.keys(looks), (name) => looks[name] ?? "other");

  it.each([
    [{ paid_on: "times", timestamp: "times" }, { column: "timestamp" }],
    [{ date: "times", created_at: "times" }, { column: "date" }],
    [{ time: "other", date: "times" }, { column: "date" }],
    [{ "": "times", sold_at: "times" }, { column: "" }],
    [{ "": "other", sold_at: "times" }, { column: "sold_at" }],
    [{ paid_on: "times", sent_at: "times", x_date: "other" }, { unclear: ["sent_at", "paid_on"] }],
    [{ paid_on: "times", sent_at: "unread" }, { column: "paid_on" }],
    [{ event_time: "unread", paid_on: "times" }, { column: "event_time" }],
    [{ sent_at: "unread", called_on: "other" }, { column: "sent_at" }],
    [{ lights_on: "other" }, undefined],
  ] as const)("of %j", (looks, expected) => {
    expect(choose(looks)).toEqual(expected);
  });
});

describe("looksLikeDate", () => {
  it.each([
    ...["20150101T000000Z", "8/14/2025", "14.8.25", "2025-8-4", "14-Aug-2025 10:00", "Aug 4, 2025"],
    ...[
      "20250814103000",
      "202508141030",
      "2025-W33",
      "2025Q3",
      "2025-08",
      '{"$date":"x"}',
      "20250814",
    ],
  ])("%s does", (text) => {
    expect(looksLikeDate(text, "event_time")).toBe(true);
  });

  it.each([
    ...["12.5", "406.0", "0:01:30", "10:32", "7", "true", "home", "P3D", "1e3", "1234567"],
    ...["45123", "2021"],
  ])("%s does not", (text) => {
    expect(looksLikeDate(text, "time")).toBe(false);
  });

  it("a number does where the column's name says that it is a date", () => {
    expect(looksLikeDate("45123", "order_date")).toBe(true);
    expect(looksLikeDate("2021", "date")).toBe(true);
    expect(looksLikeDate("31", "day")).toBe(false);
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
  const berlin = createZone("Europe/Berlin");

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
});
