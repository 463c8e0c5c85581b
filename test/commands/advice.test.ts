import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const STORE = new URL("../../fixtures/validation/mlflow/files/mlruns", import.meta.url).pathname;

/** The first screen of a project, in one line. */
async function screen(cwd: string): Promise<string> {
  const { host, record } = fakeHost(cwd);
  await run(["generate", "--no-cache", "--no-color"], host);
  expect(record.stderr).toBe("");
  return record.stdout.replace(/\s+/g, " ");
}

test("of several experiments the one that the screen names as an example can be pasted", async () => {
  const cwd = scratch();
  cpSync(STORE, join(cwd, "mlruns"), { recursive: true });
  rmSync(join(cwd, "mlruns/models"), { recursive: true });
  const asked = await screen(cwd);
  expect(asked).toContain("Why 2 experiments in mlruns, and none is known to be this model's");
  const [, key = ""] = /`(validation: [^`]+)`/.exec(asked) ?? [];
  writeFileSync(join(cwd, "retrain-plan.yaml"), `${key}\n`);
  expect(await screen(cwd)).toMatch(/Why \S*auc/);
});
