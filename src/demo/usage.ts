import { accountId, planAt } from "./account.ts";
import { DAY, formatIso, HOUR, MINUTE, startOfDate } from "./calendar.ts";
import type { DemoFile } from "./file.ts";
import { compressGzip } from "./gzip.ts";
import { seedRandom } from "./random.ts";

/** The events of the phone app, one JSON object a line, one file an ISO week; old weeks zipped. */
export function usageFiles(): DemoFile[] {
  const older = makeUsage("2025-W31", "2025-07-28", 900);
  const newer = makeUsage("2025-W32", "2025-08-04", 380);
  return [{ ...older, path: `${older.path}.gz`, content: compressGzip(older.content) }, newer];
}

function makeUsage(week: string, monday: string, count: number): DemoFile & { content: string } {
  const path = `data/raw/usage/${week}.jsonl`;
  const random = seedRandom(`data/usage/${week}.jsonl`);
  const start = startOfDate(monday);
  const end = start + 7 * DAY;
  const lines = random.times(count, start + 5 * HOUR, end - 3 * HOUR).map((time) => {
    const record = {
      event_time: formatIso(time),
      account_id: accountId(random),
      plan: planAt(random, time),
      minutes: 1 + random.whole(60),
    };
    return `${JSON.stringify(record)}\n`;
  });
  return { path, content: lines.join(""), modified: formatIso(end + 50 * MINUTE) };
}
