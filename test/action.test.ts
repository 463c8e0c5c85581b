import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { writeDemo } from "../src/demo/demo.ts";
import { allPages } from "./docs/pages.ts";
import { scratch } from "./support/scratch.ts";

/**
 * A shell like that of a runner, whose npm installs the built program instead of fetching it: what is
 * tested are the steps. That the package installs and runs is a test of the package.
 */
function shell(script: string, cwd: string, env: Record<string, string>) {
  const bin = scratch({
    npm: `#!/bin/bash
echo "$PWD: npm $*" >> "$NPM_LOG"
[ "$1 $2" = "install --prefix" ] || exit 1
mkdir -p "$3/node_modules/.bin"
ln -s "${realpathSync("dist/bin.js")}" "$3/node_modules/.bin/retrain-plan"
`,
  });
  chmodSync(join(bin, "npm"), 0o755);
  chmodSync("dist/bin.js", 0o755);
  const temp = realpathSync(scratch());
  const log = join(bin, "log");
  const result = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    encoding: "utf8",
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      NPM_LOG: log,
      HOME: bin,
      RUNNER_TEMP: temp,
      TMPDIR: temp,
      CI_PROJECT_DIR: cwd,
      ...env,
    },
  });
  const npm = existsSync(log) ? readFileSync(log, "utf8") : "";
  return { ...result, temp, npm };
}

async function project(): Promise<string> {
  const cwd = join(scratch(), "demo");
  await writeDemo(cwd);
  return cwd;
}

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

describe("action.yml", () => {
  const { inputs, outputs, runs } = parse(readFileSync("action.yml", "utf8"));
  const [step] = runs.steps;

  function act(given: Record<string, string>, cwd: string) {
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

  test("checks the project, fails where a rule does not hold, and gives its outputs", async () => {
    const { status, stdout, npm, temp, told } = act(
      { arguments: "--now 2025-08-14T08:00:00Z" },
      await project(),
    );
    expect(status).toBe(1);
    // In a directory of the runner, which is both where npm runs and where it installs.
    const [, place = "", prefix, rest] =
      /^(.*): npm install --prefix (\S+) (.*)\n$/.exec(npm) ?? [];
    expect(place.startsWith(`${temp}/retrain-plan-`)).toBe(true);
    expect(prefix).toBe(place);
    expect(rest).toBe(`--ignore-scripts --no-audit --no-fund -- retrain-plan@${version}`);
    expect(stdout).toContain("::error file=");
    const names = [...told.matchAll(/^([\w-]+)<</gm)].map(([, name]) => name);
    expect(names.sort()).toEqual(Object.keys(outputs).sort());
    for (const [name, { value }] of Object.entries<{ value: string }>(outputs)) {
      expect(value).toBe(`\${{ steps.${step.id}.outputs.${name} }}`);
    }
  });

  test("arguments are words, quotes and all, never code", () => {
    const { status, npm, stderr } = act(
      {
        command: "generate",
        version: "/srv/package.tgz",
        arguments: `--out 'my plans' --min-replay 1 --config "$(touch hacked)"`,
      },
      scratch(),
    );
    expect(npm).toContain("-- /srv/package.tgz\n");
    expect(stderr).toContain("$(touch hacked)");
    expect(status).toBe(2);
  });

  test.each(["./package.tgz", "owner/repository", ""])(
    "a package of the checkout is refused: %j",
    (given) => {
      const { status, npm, stderr } = act({ version: given }, scratch());
      expect(status).toBe(2);
      expect(npm).toBe("");
      expect(stderr).toMatch(/^retrain-plan: version: .*\n$/);
    },
  );

  test("without arguments there are none", async () => {
    const { stdout, stderr } = act({}, await project());
    expect(stderr).toBe("");
    expect(stdout).toContain("insufficient-data");
  });
});

test("the recipes name this version", () => {
  const pages = allPages().map(({ text }) => text);
  const named = [...pages.join("\n").matchAll(/retrain-plan@v?(\d[\w.-]*)/g)].map(([, one]) => one);
  expect(named).toEqual([version, version]);
  expect(parse(readFileSync("action.yml", "utf8")).inputs.version.default).toBe(version);
});

test("the documented steps for GitLab write both reports, and fail where a rule does not hold", async () => {
  const [, block = ""] =
    /```yaml\n# \.gitlab-ci\.yml\n([\s\S]*?)```/.exec(readFileSync("docs/ci.md", "utf8")) ?? [];
  const { retraining } = parse(block);
  const cwd = await project();
  // Whatever the clock says.
  const config = join(cwd, "retrain-plan.yaml");
  const text = readFileSync(config, "utf8");
  writeFileSync(config, text.replace(/^gate: .*$/m, "gate: { rules: { max_age_days: 0 } }"));
  const { status, stderr, npm } = shell(retraining.script.join("\n"), cwd, {});
  expect(npm).toMatch(/^(\S+): npm install --prefix \1 --ignore-scripts /);
  expect(stderr).toBe("");
  expect(status).toBe(1);
  const { junit, codequality } = retraining.artifacts.reports;
  expect(readFileSync(join(cwd, junit), "utf8")).toMatch(/<failure /);
  expect(JSON.parse(readFileSync(join(cwd, codequality), "utf8"))).not.toEqual([]);
});
