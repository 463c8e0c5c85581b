import { accountId, planAt } from "./account.ts";
import { DAY, datesFrom, formatIso, HOUR, MINUTE, startOfDate } from "./calendar.ts";
import type { DemoFile } from "./file.ts";
import { type Random, seedRandom } from "./random.ts";

/** The day whose export stopped in the middle of a quoted field. */
export const BROKEN_DAY = "2025-08-03";

/** The events of accounts on the web, one CSV a day: `data/training/<date>.csv`. */
export function eventFiles(): DemoFile[] {
  return datesFrom("2025-07-31", 14).map((date) => {
    const path = `data/training/${date}.csv`;
    const whole = makeEvents(seedRandom(`data/events/${date}.csv`), startOfDate(date));
    return {
      path,
      content: date === BROKEN_DAY ? cutInQuotes(whole) : whole,
      modified: formatIso(startOfDate(date) + DAY + 20 * MINUTE),
    };
  });
}

const EVENTS = ["login", "login", "login", "note_saved", "note_saved", "shared", "exported"];
const REASONS = [
  "too expensive for one seat, will come back",
  'we moved to "something simpler"',
  "the project is over, thank you",
  "sync is slow on trains, even with offline mode",
  "my team wants shared folders",
];

function makeEvents(random: Random, day: number): string {
  const weekday = new Date(day).getUTCDay();
  const count = (weekday === 0 || weekday === 6 ? 110 : 195) + random.whole(24);
  // Between 5 and 21 h UTC, so that a day is the same in Berlin.
  const rows = random.times(count, day + 5 * HOUR, day + 21 * HOUR).map((time) => {
    const leaving = random.next() < 0.04;
    const event = leaving ? "cancelled" : random.pick(EVENTS);
    const reason = leaving ? quoted(random.pick(REASONS)) : "";
    const row = [formatIso(time), accountId(random), event, planAt(random, time), reason];
    return `${row.join(",")}\n`;
  });
  return `event_time,account_id,event,plan,reason\n${rows.join("")}`;
}

/** RFC 4180: quotes doubled. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** The text up to the middle of its last quoted field: what a full disk leaves behind. */
function cutInQuotes(text: string): string {
  return text.slice(0, text.lastIndexOf(',"') + 12);
}
