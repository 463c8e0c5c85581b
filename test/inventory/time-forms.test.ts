import { Table, tableFromArrays, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { zoneOf } from "../../src/instant.ts";
import { arrow } from "../../src/inventory/readers/arrow.ts";
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
  ["14 digits", (d) => `202508${d}082351`],
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
      arrow.read(file, { zone: zoneOf("UTC") }),
    );
    expect([daysOf(count), count.notes]).toEqual([expected, []]);
  });
});

describe("dates as numbers in Arrow", () => {
  it.each([
    ["yyyymmdd", (d: number) => 20_250_800 + d],
    ["epoch days", (d: number) => 20_300 + d],
    ["Excel serials", (d: number) => 45_869 + d],
  ])("%s", async (_, write) => {
    const table = tableFromArrays({ event_date: Int32Array.from(AUGUST.map(write)) });
    const count = await inTemporaryFile("a.arrow", tableToIPC(table, "file"), (file) =>
      arrow.read(file, { zone: zoneOf("UTC") }),
    );
    expect([daysOf(count), count.notes]).toEqual([expected, []]);
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
