import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

/** A project whose cycle is due on Mondays at 6 o'clock, with a plan of a Sunday. */
async function projectIn(timezone: string, firstNow: string) {
  const days = Array.from({ length: 28 }, (_, day) => `2025-10-${`${day + 1}`.padStart(2, "0")}`);
  const cwd = scratch({
    "data/a.csv": `event_time,x\n${days.map((day) => `${day}T00:00:00Z,1`).join("\n")}\n`,
    "retrain-plan.yaml": `timezone: ${timezone}
schedule: { cadence: weekly, anchor: { weekday: monday, time: "06:00" } }
requirements: { minimum_replay_size: 1 }
`,
  });
  const generate = async (now: string) => {
    const { host, record } = fakeHost(cwd);
    const status = await run(["generate", "--if-changed", "--now", now, "--no-cache"], host);
    expect(status).toBe(0);
    return record.stdout.startsWith("Unchanged") ? "unchanged" : "written";
  };
  expect(await generate(firstNow)).toBe("written");
  const plans = () => readdirSync(join(cwd, "artifacts/retraining")).length - 1;
  return { generate, plans };
}

describe("where nothing but the clock has changed", () => {
  test.each([
    // Summer time ends in the night to the 26th of October, and in New York a week later.
    ["Europe/Berlin", ["2025-10-25T22:30Z", "2025-10-26T00:30Z", "2025-10-26T01:30Z"]],
    ["America/New_York", ["2025-11-02T04:30Z", "2025-11-02T05:30Z", "2025-11-02T06:30Z"]],
  ])("the hour that comes twice is no change: %s", async (zone, [first = "", ...later]) => {
    const { generate, plans } = await projectIn(zone, first);
    for (const now of later) expect(await generate(now)).toBe("unchanged");
    expect(plans()).toBe(1);
  });

  test.each([
    // Where Monday begins at noon of UTC's Sunday, and where it begins at seven of UTC's Monday.
    ["Pacific/Auckland", "2025-10-26T10:30Z", "2025-10-26T12:30Z"],
    ["America/Los_Angeles", "2025-10-27T06:30Z", "2025-10-27T08:30Z"],
  ])("a cycle comes due on its own zone's day, once: %s", async (zone, sunday, monday) => {
    const { generate, plans } = await projectIn(zone, sunday);
    expect(await generate(sunday.replace(":30", ":45"))).toBe("unchanged");
    expect(await generate(monday)).toBe("written");
    expect(await generate(monday.replace(":30", ":45"))).toBe("unchanged");
    expect(plans()).toBe(2);
  });
});
