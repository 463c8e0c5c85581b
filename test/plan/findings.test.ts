import { describe, expect, test } from "vitest";
import type { Inventory } from "../../src/inventory/schema.ts";
import { collectFindings } from "../../src/plan/collect-findings.ts";
import type { SourceProblem } from "../../src/validation/schema.ts";
import { alertsOf, driftOf, inventoryOf, runsOf, trainingDataIn } from "../support/values.ts";

interface Given {
  inventory?: Partial<Inventory>;
  runs?: string;
  alerts?: number;
  alertDays?: number;
  problems?: SourceProblem[];
}

function find({ inventory, runs = "PPP", alerts = 0, alertDays = 7, problems = [] }: Given = {}) {
  const whole = inventoryOf(inventory);
  const drift = driftOf({ runs: runsOf(runs), alerts: alertsOf(alerts), problems }, { alertDays });
  const sufficiency = trainingDataIn(whole).sufficiency;
  return collectFindings({
    inventory: whole,
    sufficiency,
    supply: null,
    missedDays: [],
    drift,
    generatedAt: "2025-08-14T08:00:00+00:00",
  });
}

const codes = (given?: Given) => find(given).map((finding) => finding.code);
const few = { samples: { counted: 1000, undated: 0, unlisted: 0, uncounted_files: 0 } };
const problem = [{ path: "data/a.csv", problem: "line 3: broken" }];

describe("collectFindings", () => {
  test.each([
    ["a healthy project", {}, ["sufficient-data", "validations-passing"]],
    ["too few samples", { inventory: few }, ["insufficient-data", "validations-passing"]],
    [
      "samples that cannot be counted",
      {
        inventory: {
          bytes: 2e8,
          samples: { counted: 1, undated: 0, unlisted: 0, uncounted_files: 1 },
          problems: problem,
        },
      },
      ["sufficiency-unknown", "files-uncounted", "validations-passing"],
    ],
    ["two validations", { runs: "PP" }, ["validations-too-few", "sufficient-data"]],
    ["one failure", { runs: "PFP" }, ["validation-failed", "sufficient-data"]],
    [
      "everything wrong, the worst first",
      { inventory: few, runs: "FFF", alerts: 6, problems: problem },
      ["insufficient-data", "validations-failing", "alerts-many", "validations-left-out"],
    ],
    [
      "data of tomorrow",
      {
        inventory: {
          modified: { earliest: "2025-08-01T00:00:00+00:00", latest: "2025-08-14T13:31:00+05:30" },
        },
      },
      ["data-in-future", "sufficient-data", "validations-passing"],
    ],
    [
      "data of this very instant, in another zone",
      {
        inventory: {
          modified: { earliest: "2025-08-01T00:00:00+00:00", latest: "2025-08-14T13:30:00+05:30" },
        },
      },
      ["sufficient-data", "validations-passing"],
    ],
  ] as [string, Given, string[]][])("%s", (_, given, expected) => {
    // No report of a drift monitor is given.
    expect(codes(given)).toEqual([...expected, "distribution-unknown"]);
  });

  test.each([
    ["training", true],
    ["other", false],
  ] as const)("rows of tomorrow in %s data are a finding: %s", (role, isFinding) => {
    const event_time = {
      ...{ column: "event_time", earliest: "2025-08-01T00:00:00+00:00" },
      latest: "2025-08-15T00:00:00+00:00",
    };
    const [training] = inventoryOf().datasets;
    const datasets = [training, { ...training, name: "b.csv", role, event_time }];
    expect(
      codes({ inventory: { datasets } as Partial<Inventory> }).includes("data-in-future"),
    ).toBe(isFinding);
  });

  test("a source without event times is named; an empty one is not", () => {
    const [source] = inventoryOf().sources;
    const sources = [
      { ...source, name: "features", event_time: null },
      { ...source, name: "datasets", event_time: null, files: 0 },
    ] as Inventory["sources"];
    const found = find({ inventory: { sources } }).find((f) => f.code === "event-time-unknown");
    expect(found?.message).toMatch(/^The event time of features is unknown: /);
  });

  test.each([
    [
      "insufficient-data",
      { inventory: few },
      "Insufficient data: 1,000 samples; minimum 100,000",
      "Collect 99,000 more samples",
    ],
    [
      "validations-too-few",
      { runs: "F" },
      "Validation trend unknown: 1 validation (1 failed), 3 needed",
      undefined,
    ],
    [
      "validation-failed",
      { runs: "PFP" },
      "Only 2 of the last 3 validations passed",
      "Investigate the validation that failed on 2025-08-12, then retrain",
    ],
    [
      "validations-failing",
      { runs: "PPPFFP" },
      "Performance is degrading: 1 of the last 3 validations passed",
      undefined,
    ],
    [
      "alerts-many",
      { alerts: 6, alertDays: 7 },
      "6 alerts in the last 7 days, more than 5",
      undefined,
    ],
    [
      "alerts-many",
      { alerts: 6, alertDays: 2 },
      "6 alerts in the last 2 days, more than 5",
      undefined,
    ],
    [
      "files-uncounted",
      { inventory: { problems: problem } },
      "1 problem in the data, first data/a.csv: line 3: broken",
      undefined,
    ],
  ] as [string, Given, string, string | undefined][])(
    "%s says: %#",
    (code, given, message, first) => {
      const found = find(given).find((finding) => finding.code === code);
      expect(found?.message).toBe(message);
      if (first !== undefined) expect(found?.recommendations[0]).toBe(first);
    },
  );

  test("what could not be counted leaves it open, whatever its size", () => {
    const samples = { counted: 1000, undated: 0, unlisted: 0, uncounted_files: 2 };
    const [found] = find({ inventory: { samples, bytes: 1024 ** 2 } });
    expect(found?.message).toBe(
      "Sufficiency unknown: at least 1,000 samples; minimum 100,000; data could not be counted",
    );
  });

  test("names the files on which it rests", () => {
    const found = find({ runs: "PPPFPF" }).find(({ code }) => code === "validations-failing");
    expect(found?.evidence).toEqual([
      "artifacts/run/validation_3.json",
      "artifacts/run/validation_5.json",
    ]);
  });
});
