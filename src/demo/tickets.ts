import { accountId } from "./account.ts";
import { formatIso, HOUR, MINUTE, startOfDate } from "./calendar.ts";
import type { DemoFile } from "./file.ts";
import { seedRandom } from "./random.ts";

const TOPICS = ["billing", "billing", "sync", "sharing", "export", "password"];

/** Questions to the support, one JSON array a month: `data/raw/tickets/<month>.json`. */
export function ticketFiles(): DemoFile[] {
  const path = "data/raw/tickets/2025-07.json";
  const random = seedRandom("data/tickets/2025-07.json");
  const end = startOfDate("2025-08-01");
  const tickets = random
    .times(310, startOfDate("2025-07-01") + 5 * HOUR, end - 3 * HOUR)
    .map((time, i) => ({
      ticket: 48_211 + i,
      created_at: formatIso(time),
      account_id: accountId(random),
      topic: random.pick(TOPICS),
      messages: 1 + random.whole(9),
      churned_later: random.next() < 0.11,
    }));
  const content = `[\n${tickets.map((ticket) => JSON.stringify(ticket)).join(",\n")}\n]\n`;
  return [{ path, content, modified: formatIso(end + 8 * HOUR + 2 * MINUTE) }];
}
