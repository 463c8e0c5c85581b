import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const NO_MINIMUM =
  "insufficient-data: no minimum is stated; set requirements.minimum_replay_size or pass --min-replay N";
const ROWS = "id,day\n1,2025-08-12\n2,2025-08-13\n";

async function exitOf(line: string, files: Record<string, string>) {
  const cwd = scratch(files);
  mkdirSync(join(cwd, "data"), { recursive: true });
  const { host, record } = fakeHost(cwd);
  const status = await run([...line.split(" "), "--no-cache"], host);
  return { status, stderr: record.stderr, stdout: record.stdout };
}

const data = { "data/events.csv": ROWS };
const history = { ...data, "training_history.csv": "date,type,samples\n2025-07-01,full,2\n" };
const limited = { ...data, "retrain-plan.yaml": "gate: { rules: { min_samples: 1000 } }\n" };

describe("where no minimum is stated or learned", () => {
  test.each(["check", "check --quiet", "check --format json", "check --fail-on insufficient-data"])(
    "%s could not judge, and says in one line what to set",
    async (line) => {
      const { status, stderr } = await exitOf(line, data);
      expect(status).toBe(2);
      expect(stderr).toBe(`retrain-plan: ${NO_MINIMUM}\n`);
    },
  );

  test("generate says the same, and writes the plan", async () => {
    const { status, stderr, stdout } = await exitOf("generate --fail-on insufficient-data", data);
    expect(status).toBe(2);
    expect(stderr).toBe(`retrain-plan: ${NO_MINIMUM}\n`);
    expect(stdout).toMatch(/^Plan .*retrain_plan\.html$/m);
    const quiet = await exitOf("generate --quiet --fail-on insufficient-data", data);
    expect(quiet.status).toBe(2);
    expect(quiet.stderr).toMatch(
      /^retrain-plan: insufficient-data: no minimum is stated; .*retrain_plan\.md\n$/,
    );
  });

  test.each([
    ["a rule that does not ask for it", "check --fail-on urgent,unreadable", data, 0],
    ["no rule", "generate", data, 0],
    ["--exit-zero", "check --exit-zero", data, 0],
    ["a flag that states it", "check --min-replay 2", data, 0],
    ["too few for the flag", "check --min-replay 3", data, 1],
    ["a history that it is learned from", "check", history, 0],
    ["data without rows", "check", { "data/events.csv": "id,day\n" }, 1],
    ["data folders without a file", "check", {}, 1],
    ["data folders without a file, and a minimum", "check --min-replay 2", {}, 1],
    ["a rule that fails", "check", limited, 1],
    ["`unknown`, which fails", "check --fail-on insufficient-data,unknown", data, 1],
  ])("the status with %s", async (_, line, files, expected) => {
    const { status, stderr } = await exitOf(line, files as Record<string, string>);
    expect(status, stderr).toBe(expected);
    if (expected === 1) expect(stderr).not.toContain("no minimum is stated");
  });

  test("JSON has null for a gate that could not be judged", async () => {
    const { stdout } = await exitOf("check --format json", data);
    expect(JSON.parse(stdout).holds).toBeNull();
  });
});
