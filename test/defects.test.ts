import { cpSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { run } from "../src/cli/run.ts";
import type { Plan } from "../src/plan/schema.ts";
import { fakeHost } from "./support/host.ts";
import { scratch, setModified } from "./support/scratch.ts";

// What the generator got wrong (fixtures/defects/README.md), and what is right instead.

const FIXTURES = fileURLToPath(new URL("../fixtures/defects/", import.meta.url));
const NOW = ["--now", "2025-08-14T08:23:51.328015Z"];
const PRINT = ["generate", "--dry-run", "--min-replay", "3", ...NOW];

/** A copy of a fixture in which all was written before now. */
function copyOf(name: string): string {
  const directory = scratch();
  cpSync(join(FIXTURES, name), directory, { recursive: true });
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) setModified(join(entry.parentPath, entry.name), "2025-08-14T08:22:59Z");
  }
  return directory;
}

async function call(cwd: string, ...argv: string[]) {
  const { host, record } = fakeHost(cwd);
  return { status: await run(argv, host), stdout: record.stdout, stderr: record.stderr };
}

/** The lines of a plan's section, from its heading to the next one. */
async function sectionOf(cwd: string, heading: string, ...argv: string[]): Promise<string> {
  const { stdout } = await call(cwd, ...PRINT, ...argv);
  const section = stdout.split(/\n(?=#+ )/).find((text) => text.includes(heading));
  expect(section, stdout).toBeDefined();
  return section as string;
}

async function planOf(cwd: string, ...argv: string[]): Promise<Plan> {
  return JSON.parse((await call(cwd, ...PRINT, "--format", "json", ...argv)).stdout);
}

test("1. the date range carries its offset, and lies before Generated", async () => {
  const cwd = copyOf("1-date-range");
  const zone = ["--timezone", "Asia/Shanghai"];
  const plan = await planOf(cwd, ...zone);
  const { date_range } = plan.current_state.data_availability;
  expect(date_range?.latest).toBe("2025-08-14T16:22:59+08:00");
  expect(plan.metadata.generated_at).toBe("2025-08-14T08:23:51.328015+00:00");
  expect(Date.parse(date_range?.latest ?? "")).toBeLessThan(Date.parse(plan.metadata.generated_at));
  expect(plan.findings.map(({ code }) => code)).not.toContain("data-in-future");
  expect(await sectionOf(cwd, "### Data Availability", ...zone)).toMatch(
    /\*\*File modification dates:\*\* 2025-08-14 16:22 \S*08:00/,
  );
});

test("2. samples happened when their column says, not when their file was copied", async () => {
  const cwd = copyOf("2-copied-files");
  const { inventory } = (await planOf(cwd)).current_state.data_availability;
  expect(inventory.modified?.earliest).toMatch(/^2025-08-14/);
  expect(inventory.event_time).toEqual({
    earliest: "2025-07-01T06:00:00+00:00",
    latest: "2025-07-05T06:00:00+00:00",
    source: "column event_time",
  });
});

test("3. samples are counted, not guessed from megabytes", async () => {
  const cwd = copyOf("3-samples");
  const dataOf = async (minimum: string) =>
    (await planOf(cwd, "--min-replay", minimum)).current_state.data_availability;
  const { inventory, sufficiency } = await dataOf("2");
  expect(inventory.samples).toMatchObject({ counted: 17, uncounted_files: 0 });
  // Two samples have other columns than the rest, and are never added to it.
  expect(sufficiency).toMatchObject({ status: "sufficient", least: 2, most: 15 });
  expect((await dataOf("15")).sufficiency.status).toBe("unknown");
  expect((await planOf(cwd, "--min-replay", "16")).recommendations[0]).toBe(
    "Collect 1 more sample",
  );
});

test("4. two validations are no trend, and one that cannot be read is named", async () => {
  const cwd = copyOf("4-few-validations");
  const drift = (await planOf(cwd)).current_state.drift_assessment;
  expect(drift).toMatchObject({
    validation_trend: "unknown",
    performance_degradation: "unknown",
    recommendation: "monitor",
    problems: [{ path: "artifacts/2025-08-12/validation_3.json" }],
  });
  const { stdout } = await call(cwd, ...PRINT);
  expect(stdout).toContain("Validation trend unknown: 2 validations, 3 needed");
  expect(stdout).toContain("validation_3.json");
});

test("5. many alerts do not soften retrain_immediately", async () => {
  const drift = (await planOf(copyOf("5-alerts-and-failures"))).current_state.drift_assessment;
  expect(drift.alerts.recent).toHaveLength(6);
  expect(drift.recommendation).toBe("retrain_immediately");
  expect(drift.performance_degradation).toBe("yes");
});

describe("6. the checklist", () => {
  test("is ticked by evidence alone", async () => {
    const { checklist } = await planOf(copyOf("6-checklist"));
    expect(checklist).toEqual([
      {
        item: "Rollback procedures verified",
        done: false,
        evidence: "no evidence configured",
      },
      {
        item: "Deployment pipeline tested",
        done: true,
        evidence: "attested by R. Rao on 2025-08-01, until 2025-08-31",
      },
      {
        item: "Stakeholder notifications prepared",
        done: false,
        evidence: "attested by R. Rao on 2025-06-01, expired on 2025-06-30",
      },
      {
        item: "Monitoring and alerting configured",
        done: false,
        evidence: "monitoring/alerts.yaml does not exist",
      },
      {
        item: "Model validation suite prepared",
        done: false,
        evidence: "no validation run found",
      },
      {
        item: "Data quality validation completed",
        done: false,
        evidence: "no report of a data quality check found",
      },
    ]);
  });

  test("shows open boxes", async () => {
    const section = await sectionOf(copyOf("6-checklist"), "## Prerequisites Checklist");
    expect(section.match(/^- \[x\]/gm)).toHaveLength(1);
    expect(section.match(/^- \[ \]/gm)).toHaveLength(5);
  });
});

describe("7. the heading says what the cycles cover", () => {
  const rows = (section: string) => section.match(/^\| \d+ \|/gm)?.length;

  test("six weeks are six cycles", async () => {
    const section = await sectionOf(copyOf("7-heading"), "## Retraining Schedule");
    expect(section).toMatch(/^## Retraining Schedule \(6 cycles, 2025-08-21 to 2025-09-25\)$/m);
    expect(section).not.toContain("6 months");
    expect(rows(section)).toBe(6);
  });

  test("six months are every cycle in them", async () => {
    const cwd = copyOf("7-heading");
    const section = await sectionOf(cwd, "## Retraining Schedule", "--horizon", "6mo");
    expect(section).toContain("26 cycles in the next 6 months, 2025-08-21 to 2026-02-12");
    expect(rows(section)).toBe(26);
  });
});

describe("8. the exit status says what happened", () => {
  const LITTLE = "8-exit-status/too-little";
  const URGENT = "8-exit-status/urgent";
  test.each([
    ["check, too little data", LITTLE, ["check", "--min-replay", "100"], 1],
    ["check, no minimum stated", LITTLE, ["check"], 2],
    ["check, enough data", LITTLE, ["check", "--min-replay", "3"], 0],
    ["check, urgent", URGENT, ["check", "--min-replay", "3"], 1],
    ["generate, too little data", LITTLE, ["generate"], 0],
    ["generate, urgent", URGENT, ["generate"], 0],
    [
      "asked to fail on little data",
      LITTLE,
      ["generate", "--fail-on", "insufficient-data", "--min-replay", "100"],
      1,
    ],
    ["asked to fail on urgency", URGENT, ["generate", "--fail-on", "urgent"], 1],
    ["asked for what does not hold", LITTLE, ["generate", "--fail-on", "urgent"], 0],
    ["a mistyped rule", LITTLE, ["generate", "--fail-on", "urgency"], 2],
    ["a wrong flag", LITTLE, ["check", "--min-replay", "many"], 2],
    ["a missing directory", LITTLE, ["check", "--cwd", "nowhere"], 2],
    ["a missing configuration", LITTLE, ["check", "--config", "nowhere.yaml"], 2],
  ] as [string, string, string[], number][])("%s: %#", async (_, name, argv, status) => {
    const result = await call(copyOf(name), ...argv, ...NOW);
    expect(result.status, result.stderr).toBe(status);
    if (status === 2) expect(result.stderr).toMatch(/^retrain-plan: \S/);
  });

  test("a crash is 2, and one line", async () => {
    const { host, record } = fakeHost(copyOf(LITTLE));
    const now = () => {
      throw new TypeError("the clock\nis broken");
    };
    expect(await run(["check"], { ...host, now })).toBe(2);
    expect(record.stderr).toMatch(/^retrain-plan: internal error: the clock is broken; [^\n]*\n$/);
  });

  test("no data is 2 where its amount is asked for, an empty directory insufficient data", async () => {
    expect((await call(scratch(), "check")).status).toBe(2);
    const cwd = scratch();
    mkdirSync(join(cwd, "data"));
    expect((await call(cwd, "check")).status).toBe(1);
  });
});

test("9. a distribution shift that is unknown is said to be, and why", async () => {
  const cwd = copyOf("9-distribution-shift");
  const plan = await planOf(cwd);
  expect(plan.current_state.drift_assessment.data_distribution_shift).toBe("unknown");
  const reason =
    /^Input drift not checked: .*; no drift report found \(Evidently and NannyML reports are read\)$/;
  const finding = plan.findings.find(({ message }) => reason.test(message));
  expect(plan.decision.not_known).toContainEqual({ what: "input drift", finding: finding?.id });
  const { stdout } = await call(cwd, ...PRINT);
  expect(stdout).toMatch(/^\*\*Not known:\*\* .*input drift/m);
});

test("10. duration, compute and storage are as configured", async () => {
  const cwd = copyOf("10-requirements");
  const plan = await planOf(cwd);
  expect(plan.current_state.training_requirements).toMatchObject({
    estimated_training_time_hours: 3,
    compute_requirements: "2x T4",
    storage_requirements_gb: 0.25,
  });
  expect(plan.schedule.slice(0, 2).map((cycle) => cycle.estimated_duration_hours)).toEqual([
    3, 0.5,
  ]);
  const section = await sectionOf(cwd, "### Training Requirements");
  expect(section).toContain("**Compute requirements:** 2x T4");
});

describe("11. plans are complete, and never share a folder", () => {
  const OUT = "artifacts/retraining";

  test("two runs in one second", async () => {
    const cwd = copyOf("11-same-second");
    const runs = await Promise.all([call(cwd, "generate", ...NOW), call(cwd, "generate", ...NOW)]);
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    const out = join(cwd, OUT);
    expect(readdirSync(out).sort()).toEqual(["20250814_082351Z", "20250814_082351Z-2", "latest"]);
    for (const name of readdirSync(out)) {
      expect(readdirSync(join(out, name)).sort()).toEqual([
        "SHA256SUMS",
        "retrain_plan.html",
        "retrain_plan.json",
        "retrain_plan.md",
      ]);
    }
    expect(readlinkSync(join(out, "latest"))).toBe("20250814_082351Z-2");
    const [first, second] = ["20250814_082351Z", "20250814_082351Z-2"].map((name) =>
      JSON.parse(readFileSync(join(out, name, "retrain_plan.json"), "utf8")),
    );
    expect([first.changes.status, second.changes.status]).toEqual(["first", "same"]);
    expect(second).toEqual({ ...first, changes: second.changes });
  });

  test("a run that fails leaves nothing behind", async () => {
    const cwd = copyOf("11-same-second");
    const argv = ["--cadence", "daily", "--config", "gone.yaml", ...NOW];
    expect((await call(cwd, "generate", ...argv)).status).toBe(2);
    expect(readdirSync(cwd)).toEqual(["data"]);
  });

  test("a dry run writes nothing", async () => {
    const cwd = copyOf("11-same-second");
    expect((await call(cwd, ...PRINT)).status).toBe(0);
    expect(readdirSync(cwd)).toEqual(["data"]);
  });
});
