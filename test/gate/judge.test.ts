import { describe, expect, test } from "vitest";
import { FAIL_ON, type FailOn } from "../../src/config/choices.ts";
import { judge } from "../../src/gate/judge.ts";
import type { Inventory } from "../../src/inventory/schema.ts";
import type { UnreadReport } from "../../src/validation/evidence.ts";
import {
  alertsOf,
  configOf,
  driftOf,
  instant,
  inventoryOf,
  planOf,
  runsOf,
} from "../support/values.ts";

const judgedOf = (word: string, alerts = 0, problems: { path: string; problem: string }[] = []) =>
  driftOf({ runs: runsOf(word), alerts: alertsOf(alerts), problems });
/** With a monitor whose report passes or fails, or whose newest cannot be read. */
const watched = (word: string, isUnread: boolean) => {
  const runs = runsOf(word).map((run) => ({
    ...run,
    ...{ subject: "distribution" as const, tool: "evidently", suite: "a" },
  }));
  const at = instant("2025-08-13T12:00:00Z");
  const unread: UnreadReport = {
    ...{ path: "b", tool: "evidently", suites: ["a"], at, timeSource: "run" },
    subjects: ["distribution"],
  };
  return driftOf({ runs: [...runsOf("PPP"), ...runs], unread: isUnread ? [unread] : [] });
};
const problems = [{ path: "a", problem: "broken" }];
const few = inventoryOf({ samples: { counted: 1, undated: 0, unlisted: 0, uncounted_files: 0 } });
const fewBySize = inventoryOf({
  samples: { counted: 1, undated: 0, unlisted: 0, uncounted_files: 1 },
});
const unclear = inventoryOf({
  bytes: 2e8,
  samples: { counted: 1, undated: 0, unlisted: 0, uncounted_files: 1 },
});

/** The rules that do not hold. */
const broken = (changes: Parameters<typeof planOf>[0]) =>
  judge(planOf(changes), FAIL_ON)
    .filter(({ verdict }) => verdict === "fail")
    .map(({ rule }) => rule);

describe("judge", () => {
  test.each([
    ["a healthy project", {}, []],
    ["too few samples", { inventory: few }, ["insufficient-data"]],
    ["perhaps too few, by size", { inventory: fewBySize }, ["unknown"]],
    ["perhaps too few", { inventory: unclear }, ["unknown"]],
    ["failing validations", { drift: judgedOf("FFF") }, ["degradation", "urgent"]],
    ["many alerts", { drift: judgedOf("PPP", 6) }, ["degradation"]],
    ["both", { drift: judgedOf("FFF", 6) }, ["degradation", "urgent"]],
    ["two validations", { drift: judgedOf("PP") }, ["unknown"]],
    // Neither a decline nor none.
    ["one failure", { drift: judgedOf("PPF") }, ["unknown"]],
    // None of these rules needs what a monitor says of the data.
    ["a monitor that says so", { drift: watched("P", false) }, []],
    ["a monitor in doubt", { drift: watched("P", true) }, []],
    ["a monitor that found a shift", { drift: watched("F", false) }, []],
    ["a broken data file", { inventory: inventoryOf({ problems }) }, ["unreadable"]],
    ["a broken validation", { drift: judgedOf("PPP", 0, problems) }, ["unreadable"]],
  ] as [string, Parameters<typeof planOf>[0], string[]][])("%s", (_, changes, expected) => {
    expect(broken(changes)).toEqual(expected);
  });

  test.each([
    [["unknown"], unclear, true, "fail"],
    [["degradation", "urgent", "unknown"], unclear, false, "pass"],
    [["insufficient-data", "unknown"], unclear, false, "fail"],
    // Alone it asks for everything, a monitor's report included.
    [["unknown"], inventoryOf(), true, "fail"],
    [["unknown"], inventoryOf(), false, "pass"],
  ] as [FailOn[], Inventory, boolean, string][])(
    "unknown covers what the other rules need: %j",
    (words, inventory, inDoubt, verdict) => {
      const results = judge(planOf({ inventory, drift: watched("P", inDoubt) }), words);
      expect(results.at(-1)).toMatchObject({ rule: "unknown", verdict });
    },
  );

  test("judges the named rules alone, each once, in the stated order", () => {
    const rules = judge(planOf(), ["urgent", "insufficient-data", "urgent"]);
    expect(rules.map(({ rule }) => rule)).toEqual(["insufficient-data", "urgent"]);
    expect(judge(planOf(), [])).toEqual([]);
  });

  test("of very many that are unknown, ten are named", () => {
    const metrics = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [`m${i}`, { floor: 1 }]),
    );
    const [unknown] = judge(planOf({}), ["unknown"], configOf({ metrics }));
    expect(unknown?.actual).toMatch(/^unknown: metric m0, .*metric m9 and 2,990 more$/);
  });

  test("unknown is neither a pass nor a failure", () => {
    const rules = judge(planOf({ drift: judgedOf("P") }), ["degradation", "urgent"]);
    expect(rules.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown"]);
  });

  test("says what was expected and what was found", () => {
    const plan = planOf({ inventory: fewBySize, drift: judgedOf("P", 0, problems) });
    expect(judge(plan, FAIL_ON).map(({ expected, actual }) => [expected, actual])).toEqual([
      [
        "at least 100,000 samples",
        "at least 1 samples: unknown; 1 file of data could not be counted: fix or exclude the file",
      ],
      ["no performance degradation", "performance degradation: unknown"],
      ["no urgent retraining", "monitor, validation trend unknown"],
      ["every file readable", "0 problems in the data, 1 in validations and alerts"],
      [
        "sufficiency, validation trend and performance degradation known",
        "unknown: sufficiency, validation trend, performance degradation",
      ],
    ]);
  });
});
