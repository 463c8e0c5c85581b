import { accountId, planAt } from "./account.ts";
import { DAY, formatIso, HOUR, MINUTE, startOfDate } from "./calendar.ts";
import type { DemoFile } from "./file.ts";
import { writeParquet } from "./parquet.ts";
import { seedRandom } from "./random.ts";

/** The nightly state of accounts, one Parquet file a month: `data/raw/accounts/<month>.parquet`. */
export async function accountFiles(): Promise<DemoFile[]> {
  return [
    await snapshots("2025-06", "2025-06-01", "2025-07-01", 5000),
    await snapshots("2025-07", "2025-07-01", "2025-08-01", 5500),
  ];
}

async function snapshots(
  month: string,
  from: string,
  until: string,
  count: number,
): Promise<DemoFile> {
  const path = `data/raw/accounts/${month}.parquet`;
  const random = seedRandom(`data/accounts/${month}.parquet`);
  const rows = random.times(count, startOfDate(from) + 5 * HOUR, startOfDate(until) - 3 * HOUR);
  const content = await writeParquet(
    {
      event_time: { type: "TIMESTAMP_MICROS" },
      account_id: { type: "INT32" },
      plan: { type: "UTF8", compression: "SNAPPY" },
      active_days: { type: "INT32", compression: "SNAPPY" },
      churned: { type: "BOOLEAN" },
    },
    rows.map((time) => ({
      event_time: BigInt(time) * 1000n,
      account_id: accountId(random),
      plan: planAt(random, time),
      active_days: random.whole(31),
      churned: random.next() < 0.06,
    })),
  );
  return { path, content, modified: formatIso(startOfDate(until) + DAY + 35 * MINUTE) };
}
