import { Table, tableFromArrays, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { arrow } from "../../src/inventory/readers/arrow.ts";
import { createZone } from "../../src/time/instant.ts";
import { inTemporaryFile } from "./readers/binary-fixtures.ts";
import { daysOf, scanText } from "./readers/scan-text.ts";

const AUGUST = [12, 13, 14];
const expected = { "2025-08-12": 1, "2025-08-13": 1, "2025-08-14": 1 };

const FORMS: [string, (day: number) => string][] = [
  ["US", (d) => `8/${d}/2025 1:05:00 PM`],
  ["day first", (d) => `${d}/08/2025`],
  ["two digits of the year", (d) => `8/${d}/25`],
  ["dotted", (d) => `${d}.8.2025 10:00`],
  ["month names", (d) => `${d}-Aug-25`],
  ["RFC 2822", (d) => `Tue, ${d} Aug 2025 08:23:51 +0000`],
  ["Apache", (d) => `${d}/Aug/2025:08:23:51 +0000`],
  ["SAS", (d) => `${d}AUG2025:08:23:51`],
  ["8 digits as pandas writes them beside gaps", (d) => `202508${d}.0`],
  ["10 digits", (d) => `202508${d}08`],
  ["10 digits as pandas writes them beside gaps", (d) => `202508${d}08.0`],
  ["12 digits", (d) => `202508${d}0823`],
  ["14 digits", (d) => `202508${d}082351`],
  ["17 digits", (d) => `202508${d}082351123`],
  [".NET's JSON", (d) => `/Date(${1_754_006_400_000 + (d - 1) * 86_400_000})/`],
  ["Go", (d) => `2025-08-${d} 08:23:51 +0000 UTC`],
  ["ISO basic", (d) => `202508${d}T082351Z`],
  ["zone name", (d) => `2025-08-${d} 08:23:51 Europe/Berlin`],
  ["epoch days", (d) => String(20_300 + d)],
  ["Excel serial", (d) => `${45_869 + d}.25`],
];

describe.each(FORMS)("%s", (_, write) => {
  const times = AUGUST.map(write);

  it("in CSV", () => {
    const text = `id,event_date\n${times.map((time, i) => `${i},"${time}"`).join("\n")}\n`;
    const count = scanText("csv", text);
    expect([daysOf(count), count.notes]).toEqual([expected, []]);
  });

  it("in JSON Lines", () => {
    const text = times
      .map((time, i) => `${JSON.stringify({ id: i, event_date: time })}\n`)
      .join("");
    const count = scanText("jsonl", text);
    expect([daysOf(count), count.notes]).toEqual([expected, []]);
  });

  it("in a text column of Arrow", async () => {
    const table = new Table({ event_date: vectorFromArray(times, new Utf8()) });
    const count = await inTemporaryFile("a.arrow", tableToIPC(table, "file"), (file) =>
      arrow.read(file, { zone: createZone("UTC") }),
    );
    expect([daysOf(count), count.notes]).toEqual([expected, []]);
  });
});

describe("dates as numbers in Arrow", () => {
  it.each([
    ["yyyymmdd", (d: number) => 20_250_800 + d],
    ["yyyymmddhh", (d: number) => 2_025_080_008 + d * 100],
    ["epoch days", (d: number) => 20_300 + d],
    ["Excel serials", (d: number) => 45_869 + d],
  ])("%s", async (_, write) => {
    const table = tableFromArrays({ event_date: Int32Array.from(AUGUST.map(write)) });
    const count = await inTemporaryFile("a.arrow", tableToIPC(table, "file"), (file) =>
      arrow.read(file, { zone: createZone("UTC") }),
    );
    expect([daysOf(count), count.notes]).toEqual([expected, []]);
  });
});

describe("ten digits that begin as a year does", () => {
  const DAY = 86_400;
  const read = (numbers: number[]) => scanText("csv", `event_time\n${numbers.join("\n")}\n`);

  it("are seconds since 1970 where they are no days with an hour", () => {
    // 2034-01-01T00:00:00Z and the 99 days that follow.
    const first = 2_019_686_400;
    const days = Object.keys(daysOf(read(Array.from({ length: 100 }, (_, i) => first + i * DAY))));
    expect([days.length, days[0], days.at(-1)]).toEqual([100, "2034-01-01", "2034-04-10"]);
  });

  it("are seconds where others of the column begin otherwise, and none is a day", () => {
    const numbers = [1_989_961_200, 1_990_095_200, 1_990_171_200];
    expect(daysOf(read(numbers))).toEqual({ "2033-01-21": 1, "2033-01-23": 1, "2033-01-24": 1 });
  });

  it("are days with an hour of 1 to 24, whose last is midnight", () => {
    const days = daysOf(read([2_020_033_101, 2_020_033_123, 2_020_033_124]));
    expect(days).toEqual({ "2020-03-31": 2, "2020-04-01": 1 });
  });

  it("with a fraction are seconds", () => {
    expect(daysOf(read([1_999_052_331.5]))).toEqual({ "2033-05-07": 1 });
  });

  it.each([
    [
      "some are days with an hour and others are not",
      [2_025_081_408, 2_025_081_409, 2_025_081_499],
    ],
    ["others are seconds", [1_755_159_831, 2_025_081_408, 2_025_081_409, 2_025_081_410]],
  ])("are not read where %s", (_, numbers) => {
    const { eventTime, unreadTime, notes } = read(numbers);
    expect(eventTime).toBe(null);
    expect(unreadTime).toEqual({ column: "event_time", value: "2025081408" });
    expect(notes.join()).toContain("may be a day with an hour, or seconds since 1970");
  });
});

describe("a column that does not tell the order", () => {
  it.each([
    ["no day above 12", ["03/04/2025", "04/04/2025"], "may be day/month or month/day"],
    ["both orders", ["13/04/2025", "04/13/2025"], "others in second"],
    ["the year perhaps first", ["25-08-12", "25-08-13", "25-08-30"], "may begin with the year"],
  ])("%s: is said, with the key that states it", (_, times, why) => {
    const text = `event_date\n${times.join("\n")}\n`;
    const { eventTime, unreadTime, notes } = scanText("csv", text);
    expect([eventTime, unreadTime]).toEqual([null, { column: "event_date", value: times[0] }]);
    expect(notes.join()).toContain(why);
    expect(notes.join()).toContain("time_format");
  });

  it("is read as `time_format` says", () => {
    const text = "event_date\n03/04/2025\n04/04/2025\n";
    expect(daysOf(scanText("csv", text, { timeFormat: "%d/%m/%Y" }))).toEqual({
      "2025-04-03": 1,
      "2025-04-04": 1,
    });
    expect(daysOf(scanText("csv", text, { timeFormat: "month_first" }))).toEqual({
      "2025-03-04": 1,
      "2025-04-04": 1,
    });
  });

  it("may hold times of both kinds", () => {
    const text = "event_date\n2025-08-12\n08/13/2025\n";
    expect(daysOf(scanText("csv", text))).toEqual({ "2025-08-12": 1, "2025-08-13": 1 });
  });
});

describe("a column that must be the event time", () => {
  it.each([
    ["Excel's serials", "45883.25"],
    ["a day of the year", "2025-226"],
    ["Julian days", "2460901.85"],
    ["thousands apart", '"1,755,159,831,000"'],
    [".NET's ticks", "638907262310000000"],
    ["Windows' file times", "133996038310000000"],
    ["colons", "2025:08:14 08:23:51"],
    ["underscores", "2025_08_14"],
    ["Chinese", "2025\u5e7408\u670814\u65e5"],
    ["German", "14. Juli 2025"],
  ])("is said to be unread: %s", (_, value) => {
    const text = `id,event_time\n1,${value}\n2,${value}\n`;
    const { eventTime, unreadTime, notes } = scanText("csv", text);
    expect([eventTime, unreadTime?.column]).toEqual([null, "event_time"]);
    expect(notes.join()).toMatch(/^column "event_time".*`time_format`/);
  });

  it("is not, where rows are counted or timed from a beginning", () => {
    for (const value of ["12.5", "0:01:30", "3"]) {
      expect(scanText("csv", `id,timestamp\n1,${value}\n2,${value}\n`).notes).toEqual([]);
    }
  });
});
