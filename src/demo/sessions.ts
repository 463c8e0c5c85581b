import { accountId, PLANS, planAt } from "./account.ts";
import { DAY, formatIso, HOUR, MINUTE, startOfDate } from "./calendar.ts";
import type { DemoFile } from "./file.ts";
import { seedRandom } from "./random.ts";

const COUNT = 3900;

/**
 * Sessions of the desktop app in the first days of August, in an Arrow IPC file:
 * `data/raw/sessions/2025-08.arrow`. The library is loaded here, on the first call.
 */
export async function sessionFiles(): Promise<DemoFile[]> {
  const arrow = await import("apache-arrow");
  const path = "data/raw/sessions/2025-08.arrow";
  const random = seedRandom("data/sessions/2025-08.arrow");
  const until = startOfDate("2025-08-13");
  const times = random.times(COUNT, startOfDate("2025-08-01") + 5 * HOUR, until - 3 * HOUR);
  const table = new arrow.Table({
    timestamp: arrow.makeVector({
      type: new arrow.TimestampMillisecond("UTC"),
      data: BigInt64Array.from(times, BigInt),
    }),
    account_id: arrow.makeVector(Int32Array.from(times, () => accountId(random))),
    plan: arrow.makeVector({
      // Without an id of ours the dictionary takes the next free one, and a second call differs.
      type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8(), 0),
      data: Int8Array.from(times, (time) => PLANS.indexOf(planAt(random, time))),
      dictionary: arrow.vectorFromArray(PLANS, new arrow.Utf8()),
    }),
    minutes: arrow.makeVector(Int16Array.from(times, () => 1 + random.whole(180))),
  });
  const modified = formatIso(until + DAY + 5 * MINUTE);
  return [{ path, content: arrow.tableToIPC(table, "file"), modified }];
}
