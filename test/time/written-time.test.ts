import { describe, expect, it } from "vitest";
import { createZone, parseInstant, UTC } from "../../src/time/instant.ts";
import { isTimeFormat, timeReader } from "../../src/time/time-format.ts";
import { parseWrittenTime } from "../../src/time/written-time.ts";

const berlin = createZone("Europe/Berlin");

describe("parseWrittenTime", () => {
  it.each([
    ["2025-8-1", "2025-08-01"],
    ["2025/8/14 8:05", "2025-08-14T08:05"],
    ["2025.08.14", "2025-08-14"],
    ["14-Aug-25", "2025-08-14"],
    ["14 Aug 2025", "2025-08-14"],
    ["14 August 2025 08:23", "2025-08-14T08:23"],
    ["Aug 14, 2025", "2025-08-14"],
    ["August 14, 2025 8:23 PM", "2025-08-14T20:23"],
    ["Sept. 5, 2025", "2025-09-05"],
    ["Thursday, August 14, 2025", "2025-08-14"],
    ["2025-08-14 12:05:00 AM", "2025-08-14T00:05"],
    ["14AUG2025", "2025-08-14"],
    ["14AUG2025:08:23:51.123", "2025-08-14T08:23:51.123"],
    ["Thu, 14 Aug 2025 08:23:51 +0200", "2025-08-14T06:23:51Z"],
    ["Thu, 14 Aug 2025 08:23:51 GMT", "2025-08-14T08:23:51Z"],
    ["Thu, 14 Aug 2025 08:23:51 EST", "2025-08-14T13:23:51Z"],
    ["[14/Aug/2025:08:23:51 +0200]", "2025-08-14T06:23:51Z"],
    ["Thu Aug 14 08:23:51 2025", "2025-08-14T08:23:51"],
    ["Thu Aug 14 08:23:51 +0000 2025", "2025-08-14T08:23:51Z"],
    ["20250814082351", "2025-08-14T08:23:51"],
    ["202508140823", "2025-08-14T08:23"],
    ["20150101T000000Z", "2015-01-01T00:00Z"],
    ["20250814T0823+0200", "2025-08-14T06:23Z"],
    ["2025-08-14 08:23:51 America/New_York", "2025-08-14T12:23:51Z"],
    ["2025-08-14T08:23:51+02:00[Europe/Berlin]", "2025-08-14T06:23:51Z"],
    ["2025-08-14T08:23:51[Asia/Kolkata]", "2025-08-14T02:53:51Z"],
  ])("reads %s", (text, iso) => {
    expect(parseWrittenTime(text, berlin)).toBe(parseInstant(iso, berlin));
  });

  it("leaves the order of day and month to the column", () => {
    const dayFirst = parseInstant("2025-04-03", UTC);
    const monthFirst = parseInstant("2025-03-04", UTC);
    for (const text of ["03/04/2025", "3.4.2025", "03-04-25"]) {
      expect(parseWrittenTime(text, UTC)).toMatchObject({ dayFirst, monthFirst });
    }
    expect(parseWrittenTime("13/04/2025", UTC)).toMatchObject({ monthFirst: Number.NaN });
  });

  it.each([
    "",
    "soon",
    "2025-13-01",
    "31 Feb 2025",
    "12:30:00",
    "2.2.2;1",
    "may be 2025",
    "14 Aug",
  ])("does not read %j", (text) => expect(parseWrittenTime(text, UTC)).toBeNaN());
});

describe("timeReader", () => {
  it.each([
    ["%d/%m/%Y", "03/04/2025", "2025-04-03"],
    ["%d.%m.%y %I:%M %p", "14.08.25 1:05 PM", "2025-08-14T13:05"],
    ["%Y-%m-%d %H:%M:%S.%f %z", "2025-08-14 08:23:51.25 +0200", "2025-08-14T06:23:51.25Z"],
    ["%b %d %Y", "Aug 14 2025", "2025-08-14"],
    ["%Y%j", "2025226", "2025-08-14"],
    ["%Y-%m", "2025-08", "2025-08-01"],
    ["day_first", "03/04/2025 10:00", "2025-04-03T10:00"],
    ["month_first", "03/04/2025", "2025-03-04"],
    ["epoch_days", "20314", "2025-08-14"],
    ["excel", "45883.5", "2025-08-14T12:00"],
    ["epoch_ms", "1755159831328", "2025-08-14T08:23:51.328Z"],
  ])("%s reads %s", (format, text, iso) => {
    expect(timeReader(format)(text, berlin)).toBe(parseInstant(iso, berlin));
  });

  it("does not read what the format does not say", () => {
    expect(timeReader("%d/%m/%Y")("2025-08-14", UTC)).toBeNaN();
    expect(timeReader("%d/%m/%Y")("14/13/2025", UTC)).toBeNaN();
    expect(timeReader("excel")("soon", UTC)).toBeNaN();
  });

  it("knows what is no format", () => {
    expect(["%d/%m", "%Q", "dd/mm/yyyy", "", "%Y-%"].map(isTimeFormat)).toEqual(
      new Array(5).fill(false),
    );
  });
});
