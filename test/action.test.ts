import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { scratch } from "./support/scratch.ts";

/**
 * A shell like that of a runner, whose npx runs the built program instead of fetching it: what is
 * tested are the steps. That the package installs and runs is a test of the package.
 */
function shell(script: string, cwd: string, env: Record<string, string>) {
  const bin = scratch({
    npx: `#!/bin/bash
echo "npx $*" >> "$NPX_LOG"
while [ "$1" != retrain-plan ]; do shift; done
shift
exec "${process.execPath}" "${realpathSync("dist/bin.cjs")}" "$@"
`,
  });
  chmodSync(join(bin, "npx"), 0o755);
  const log = join(bin, "log");
  const result = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    encoding: "utf8",
    env: { PATH: `${bin}:${process.env.PATH}`, NPX_LOG: log, HOME: bin, ...env },
  });
  return { ...result, npx: readFileSync(log, "utf8") };
}

function project(): string {
  const cwd = scratch();
  execFileSync(process.execPath, ["dist/bin.cjs", "demo", join(cwd, "demo")]);
  return join(cwd, "demo");
}

describe("action.yml", () => {
  const { inputs, outputs, runs } = parse(readFileSync("action.yml", "utf8"));
  const [step] = runs.steps;

  function act(given: Record<string, string>) {
    const cwd = project();
    const github = scratch({ output: "", summary: "" });
    const inputOf = (name: string): string => given[name] ?? inputs[name].default;
    const env = Object.fromEntries(
      Object.entries(step.env as Record<string, string>).map(([name, expression]) => [
        name,
        expression.replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, input) => inputOf(input)),
      ]),
    );
    const result = shell(step.run, cwd, {
      ...env,
      GITHUB_ACTIONS: "true",
      GITHUB_OUTPUT: join(github, "output"),
      GITHUB_STEP_SUMMARY: join(github, "summary"),
    });
    return { ...result, told: readFileSync(join(github, "output"), "utf8") };
  }

  test("checks the project, fails where a rule does not hold, and gives its outputs", () => {
    const { status, stdout, npx, told } = act({ arguments: "--now 2025-08-14T08:00:00Z" });
    expect(status).toBe(1);
    expect(npx).toBe(
      "npx --yes --package retrain-plan@latest retrain-plan check --now 2025-08-14T08:00:00Z\n",
    );
    expect(stdout).toContain("::error file=");
    const names = [...told.matchAll(/^([\w-]+)<</gm)].map(([, name]) => name);
    expect(names.sort()).toEqual(Object.keys(outputs).sort());
    for (const [name, { value }] of Object.entries<{ value: string }>(outputs)) {
      expect(value).toBe(`\${{ steps.${step.id}.outputs.${name} }}`);
    }
  });

  test("arguments are words, quotes and all, never code", () => {
    const { status, npx } = act({
      command: "generate",
      version: "./package.tgz",
      arguments: `--out 'my plans' --min-replay 1 --config "$(touch hacked)"`,
    });
    expect(npx).toContain(
      "--package ./package.tgz retrain-plan generate --out my plans --min-replay",
    );
    expect(npx).toContain("--config $(touch hacked)");
    expect(status).toBe(2);
  });

  test("without arguments there are none", () => {
    expect(act({}).npx).toMatch(/retrain-plan check\n$/);
  });
});

test("the README's steps for GitLab write both reports, and fail where a rule does not hold", () => {
  const [, block = ""] =
    /```yaml\n# \.gitlab-ci\.yml\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8")) ?? [];
  const { retraining } = parse(block);
  const cwd = project();
  const { status } = shell(retraining.script.join("\n"), cwd, {});
  expect(status).toBe(1);
  const { junit, codequality } = retraining.artifacts.reports;
  expect(readFileSync(join(cwd, junit), "utf8")).toMatch(/<failure /);
  expect(JSON.parse(readFileSync(join(cwd, codequality), "utf8"))).not.toEqual([]);
});
