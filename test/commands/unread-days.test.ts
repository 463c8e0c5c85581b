import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const day = (number: number) => `2025-08-${String(number).padStart(2, "0")}`;

/** 20 rows a day from the 1st to the 13th of August, but for the 5th; the file of the 8th is cut off. */
function files(): Record<string, string> {
  const numbers = Array.from({ length: 13 }, (_, i) => i + 1).filter((number) => number !== 5);
  const rows = (number: number) =>
    JSON.stringify(Array.from({ length: 20 }, (_, i) => ({ id: number * 100 + i, v: i })));
  return Object.fromEntries(
    numbers.map((number) => [
      `data/events/${day(number)}.json`,
      rows(number).slice(0, number === 8 ? 150 : undefined),
    ]),
  );
}

async function planOf(minimum: number) {
  const { host, record } = fakeHost(scratch(files()));
  const line = `generate --min-replay ${minimum} --now 2025-08-14 --dry-run --format json --no-cache`;
  expect(await run(line.split(" "), host), record.stderr).toBe(0);
  return JSON.parse(record.stdout);
}

test("a day whose only file cannot be read is not called empty, and is asked about once", async () => {
  const { current_state, recommendations } = await planOf(230);
  const { supply, sufficiency } = current_state.data_availability;
  expect(supply).toMatchObject({
    samples_in_window: 220,
    empty_days: [day(5)],
    uncounted_days: [day(8)],
    usual_daily_samples: 20,
  });
  expect([sufficiency.status, sufficiency.least, sufficiency.most]).toEqual(["unknown", 220, null]);
  const asked = recommendations.filter((text: string) => text.includes("exclude"));
  expect(asked).toEqual([
    `Fix or exclude the file: 1 file of data/events could not be counted, first data/events/${day(8)}.json`,
  ]);
});

test("where it decides nothing, the file is still to be fixed", async () => {
  const { recommendations } = await planOf(220);
  const asked = recommendations.filter((text: string) => text.includes("xclude"));
  expect(asked).toEqual([
    `Fix or exclude the unreadable files, starting with data/events/${day(8)}.json`,
  ]);
});
