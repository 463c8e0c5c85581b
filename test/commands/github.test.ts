import { readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

/** Within GitHub Actions: runs a command in a project of one small file, and what GitHub is told. */
async function onGitHub(...words: string[]) {
  return withSummary("", {}, ...words);
}

/** The same after another command of the step has written a summary, and with other files. */
async function withSummary(before: string, files: Record<string, string>, ...words: string[]) {
  const workspace = scratch({
    ...files,
    "model/data/events-2025-08-13.csv": "event_time,x\n2025-08-13T00:00:00Z,1\n",
    "model/data/broken%,:.csv": 'event_time,x\n"2025-08-13',
    output: "",
    summary: before,
  });
  const cwd = join(workspace, "model");
  const env = {
    GITHUB_ACTIONS: "true",
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: join(workspace, "output"),
    GITHUB_STEP_SUMMARY: join(workspace, "summary"),
  };
  const { host, record } = fakeHost(cwd, { env });
  const status = await run([...words, "--no-cache"], host);
  const told = (name: string) => readFileSync(join(workspace, name), "utf8");
  const outputs = Object.fromEntries(
    [...told("output").matchAll(/^(.+)<<(.+)\n([\s\S]*?)\n\2$/gm)].map(([, name, , value]) => [
      name,
      value,
    ]),
  );
  return { status, stdout: record.stdout, outputs, summary: told("summary") };
}

describe("within GitHub Actions", () => {
  test("check writes annotations, the summary and the outputs by itself", async () => {
    const { status, stdout, outputs, summary } = await onGitHub(
      ...["check", "--fail-on", "unreadable,unknown,insufficient-data", "--min-replay", "9"],
    );
    expect(status).toBe(1);
    // Relative to the repository, with what has a meaning in a property written by number.
    expect(stdout).toContain(
      "::error file=model/data/broken%25%2C%3A.csv,title=retrain-plan%3A unreadable::expected every file readable; found 1 problem",
    );
    expect(stdout).toContain("FAIL  unreadable\n");
    expect(outputs).toEqual({
      // The broken file may hold any number of samples.
      decision: "cannot_decide",
      "retrain-on": "",
      recommendation: "monitor",
      sufficient: "unknown",
      samples: "0",
      "next-cycle": "2025-08-21",
      "plan-path": "",
    });
    expect(summary).toMatch(/^## Retraining: a rule does not hold\n/);
    expect(summary).toContain("| **fail** | `unreadable` |");
  });

  test.each([
    ["check", "--fail-on", "unreadable"],
    ["generate", "--fail-on", "unreadable"],
  ])("%s annotates first, then the runner takes no command from the text", async (...words) => {
    const name = "model/data/##[stop-commands]x.csv";
    const { stdout } = await withSummary("", { [name]: 'event_time,x\n"2025-08-13' }, ...words);
    const lines = stdout.trimEnd().split("\n");
    const stop = lines.indexOf("::stop-commands::a-token");
    expect(stop).toBeGreaterThan(0);
    for (const line of lines.slice(0, stop)) expect(line).toMatch(/^::(error|warning|notice) /);
    expect(lines.indexOf("::a-token::")).toBe(lines.length - 1);
  });

  test("a document on standard output stays one", async () => {
    const { stdout } = await onGitHub("check", "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({ rules: expect.any(Array) });
  });

  test("generate says where the plan is", async () => {
    const { status, outputs, summary } = await onGitHub("generate", "--min-replay", "1");
    expect(status).toBe(0);
    expect(parse(outputs["plan-path"] as string)).toMatchObject({
      dir: "artifacts/retraining/latest",
      base: "retrain_plan.md",
    });
    expect(outputs.sufficient).toBe("unknown");
    expect(summary).toContain("Next cycle: 2025-08-21");
  });

  test.each([0, 1, 2, 3, 4, 500])(
    "the summary keeps within a mebibyte, with all that the step has written: %i bytes left",
    async (left) => {
      const before = "é".repeat((1024 ** 2 - 1000) / 2) + "x".repeat(1000 - left);
      const words = ["check", "--fail-on", "unreadable", "--min-replay", "9"];
      const { summary } = await withSummary(before, {}, ...words);
      expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1024 ** 2);
      expect(summary.startsWith(before)).toBe(true);
      if (left === 500) expect(summary).toMatch(/GitHub shows no more\.\n$/);
    },
  );

  test("where not all rules have room, those that fail are shown, and the others counted", async () => {
    const floors = Array.from({ length: 400 }, (_, i) => `  m${i}: { floor: 1 }\n`).join("");
    const config = `gate: { rules: { max_unreadable: 0 } }\nmetrics:\n${floors}`;
    const before = "x".repeat(1024 ** 2 - 2000);
    const { summary } = await withSummary(before, { "model/retrain-plan.yaml": config }, "check");
    const added = summary.slice(before.length);
    expect(added.match(/^\| \*\*fail/gm)).toHaveLength(1);
    expect(added).toMatch(
      /\nNot shown \(GitHub's size limit\): 402 rules that are met or unknown\.\n$/,
    );
  });
});
