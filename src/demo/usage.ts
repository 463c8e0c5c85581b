import { accountId, planAt } from "./account.ts";
import { DAY, HOUR, isoOf, MINUTE, startOf } from "./calendar.ts";
import type { DemoFile } from "./file.ts";
import { gzipOf } from "./gzip.ts";
import { randomOf } from "./random.ts";

/** The events of the phone app, one JSON object a line, one file an ISO week; old weeks zipped. */
export function usageFiles(): DemoFile[] {
  const older = usageOf("2025-W31", "2025-07-28", 900);
  const newer = usageOf("2025-W32", "2025-08-04", 380);
  return [{ ...older, path: `${older.path}.gz`, content: gzipOf(older.content) }, newer];
}

function usageOf(week: string, monday: string, count: number): DemoFile & { content: string } {
  const path = `data/raw/usage/${week}.jsonl`;
  const random = randomOf(`data/usage/${week}.jsonl`);
  const start = startOf(monday);
  const end = start + 7 * DAY;
  const lines = random.times(count, start + 5 * HOUR, end - 3 * HOUR).map((time) => {
    const record = {
      event_time: isoOf(time),
      account_id: accountId(random),
      plan: planAt(random, time),
      minutes: 1 + random.whole(60),
    };
    return `${JSON.stringify(record)}\n`;
  });
  return { path, content: lines.join(""), modified: isoOf(end + 50 * MINUTE) };
}
