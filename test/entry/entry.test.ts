import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ENTRY_FORMATS, type EntryFormat } from "../../src/config/choices.ts";
import type { Entry } from "../../src/entry/entry.ts";
import { entryRendererOf } from "../../src/entry/renderer.ts";
import { runTimesOfCron } from "../../src/entry/run-times.ts";
import { scratch } from "../support/scratch.ts";

/** A name that means something to every one of them. */
const NASTY = `a b%d%%c'd"e$HOME\\f{{x}}\${{y}}$(z)é;&|`;

function entryOf(changes: Partial<Entry> = {}): Entry {
  return {
    title: 'Churn % "model"',
    name: "churn-model",
    node: process.execPath,
    program: "/usr/lib/retrain-plan/dist/bin.cjs",
    packageDirectory: "/usr/lib/retrain-plan",
    version: "0.1.0",
    cwd: `/srv/${NASTY}`,
    below: NASTY,
    output: "artifacts/retraining",
    arguments: ["--keep", "5"],
    times: runTimesOfCron("0 6 * * 1"),
    zone: "Europe/Berlin",
    offsetMinutes: 0,
    ...changes,
  };
}

async function printed(format: EntryFormat, changes: Partial<Entry> = {}): Promise<string> {
  return (await entryRendererOf(format))(entryOf(changes));
}

function isThere(tool: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;
}

/** What ends a line in YAML 1.1, turns text around, or has no width. */
const STRANGE = "a\u2028b\u202ec\u{e0041}\u200d\ufeff é #x";

const CRONTAB = "crontab";
const ANALYZE = "systemd-analyze";
const KUBECTL = "kubectl";

describe("crontab", () => {
  const line = async (changes?: Partial<Entry>) =>
    (await printed("crontab", changes)).split("\n").at(-2) ?? "";

  test("gives the command what was meant, when cron and the shell have read it", async () => {
    const cwd = scratch();
    const node = join(cwd, `${NASTY.replaceAll("/", "")}.sh`);
    writeFileSync(node, '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const command = (await line({ node })).split(" ").slice(5).join(" ");
    // As crontab(5) says: an unescaped % is a line break, and the backslash before others goes away.
    expect(command.replaceAll("\\%", "")).not.toContain("%");
    const read = command.replaceAll("\\%", "%");
    const said = execFileSync("/bin/sh", ["-c", read], { encoding: "utf8" });
    expect(said.split("\n").slice(1, 6)).toEqual([
      "generate",
      "--quiet",
      "--cwd",
      `/srv/${NASTY}`,
      "--keep",
    ]);
  });

  test("is read by crontab(1), where that is there", async (context) => {
    if (!isThere(CRONTAB)) context.skip("crontab is not installed");
    const file = join(scratch(), "crontab");
    writeFileSync(file, await printed("crontab"));
    // -n only checks; older ones do not know it, and read the file before they refuse it.
    const { status, stderr } = spawnSync(CRONTAB, ["-n", file], { encoding: "utf8" });
    expect(stderr).not.toMatch(/bad (minute|hour|day|month|command)/);
    if (!/invalid option/.test(stderr)) expect(status).toBe(0);
    writeFileSync(file, (await printed("crontab")).replace("0 6 ", "0 66 "));
    const wrong = spawnSync(CRONTAB, ["-n", file], { encoding: "utf8" });
    if (!/invalid option/.test(wrong.stderr)) expect(wrong.status).not.toBe(0);
  });

  test.each(["a\\%b", "a\\\\%b", "%", "\\", "'\\'%'", "\\\\\\%%\\'", "a{% b\\%"])(
    "a path with %j stays what it is, in every cron",
    async (path) => {
      const command = (await line({ cwd: `/srv/${path}` })).split(" ").slice(5).join(" ");
      for (const isUnescaped of ["%", "%\\"]) {
        const words = shellWords(readByCron(command, isUnescaped));
        expect(words.slice(2, 6)).toEqual(["generate", "--quiet", "--cwd", `/srv/${path}`]);
      }
    },
  );

  test.each(["/a\nb", "/a\tb", "/a\u001bb", "/a\u2028b", "/a\u202eb"])(
    "%j is refused",
    async (cwd) => {
      await expect(line({ cwd })).rejects.toThrow(/control character/);
    },
  );

  test("what it cannot hold is refused", async () => {
    await expect(line({ cwd: `/${"a".repeat(1000)}` })).rejects.toThrow(/more than the 990 bytes/);
  });
});

describe("systemd", () => {
  const units = async (changes?: Partial<Entry>) => {
    const text = await printed("systemd", changes);
    const parts = text.split(/^# ~\/\.config\/systemd\/user\/(\S+\.(?:service|timer))$/m).slice(1);
    return { [`${parts[0]}`]: parts[1] ?? "", [`${parts[2]}`]: parts[3] ?? "" };
  };

  test("writes control characters as characters: of systemd \\x is a byte", async () => {
    const text = Object.values(await units({ cwd: "/srv/a\u0085b\tc" })).join("\n");
    expect(text).toContain('"/srv/a\\u0085b\\u0009c"');
    expect(text).not.toContain("\\x");
  });

  test("verifies both units, where systemd is there", async (context) => {
    if (!isThere(ANALYZE)) context.skip("systemd-analyze is not installed");
    const files = scratch(await units());
    const verify = (): string => {
      const paths = ["churn-model.service", "churn-model.timer"].map((name) =>
        join(files, `retrain-plan-${name}`),
      );
      const { status, stderr, stdout } = spawnSync(
        ANALYZE,
        ["verify", "--user", "--man=no", "--recursive-errors=no", ...paths],
        { encoding: "utf8", env: { ...process.env, XDG_RUNTIME_DIR: files } },
      );
      return status === 0 ? "" : `${status} ${stdout}${stderr}`;
    };
    expect(verify()).toBe("");
    const timer = join(files, "retrain-plan-churn-model.timer");
    writeFileSync(timer, readFileSync(timer, "utf8").replace("Mon *-", "Mun *-"));
    expect(verify()).not.toBe("");
  });

  test.for([
    ["0 6 * * 1", "Mon *-*-* 06:00:00"],
    ["*/30 6,18 * * *", "*-*-* 06,18:00,30:00"],
    ["0 6 1 1,7 *", "*-01,07-01 06:00:00"],
  ] as const)("%s, where systemd is there", async ([expression, event], context) => {
    const text = Object.values(await units({ times: runTimesOfCron(expression) })).join("");
    expect(text).toContain(`OnCalendar=${event} Europe/Berlin\n`);
    if (!isThere(ANALYZE)) context.skip("systemd-analyze is not installed");
    expect(spawnSync(ANALYZE, ["calendar", `${event} Europe/Berlin`]).status).toBe(0);
  });

  test("a day of the month or a weekday are two events", async () => {
    const text = Object.values(await units({ times: runTimesOfCron("0 6 13 * 5") })).join("");
    expect(text.match(/OnCalendar=.*/g)).toEqual([
      "OnCalendar=*-*-13 06:00:00 Europe/Berlin",
      "OnCalendar=Fri *-*-* 06:00:00 Europe/Berlin",
    ]);
  });
});

describe("the others", () => {
  test("a CronJob of Kubernetes", async () => {
    const name = z.string().regex(/^[a-z\d]([a-z\d-]{0,50}[a-z\d])?$/);
    const volume = z.strictObject({
      name,
      hostPath: z.strictObject({ path: z.string().startsWith("/"), type: z.literal("Directory") }),
    });
    // The parts of batch/v1 that it has, by the API reference of Kubernetes 1.27, where timeZone is stable.
    const cronJob = z.strictObject({
      apiVersion: z.literal("batch/v1"),
      kind: z.literal("CronJob"),
      metadata: z.strictObject({ name }),
      spec: z.strictObject({
        schedule: z.string().regex(/^(\S+ ){4}\S+$/),
        timeZone: z.string(),
        concurrencyPolicy: z.enum(["Allow", "Forbid", "Replace"]),
        startingDeadlineSeconds: z.int(),
        jobTemplate: z.strictObject({
          spec: z.strictObject({
            backoffLimit: z.int(),
            template: z.strictObject({
              spec: z.strictObject({
                restartPolicy: z.enum(["Never", "OnFailure"]),
                containers: z.tuple([
                  z.strictObject({
                    name,
                    image: z.string(),
                    command: z.array(z.string()),
                    env: z.array(z.looseObject({ name: z.string() })),
                    volumeMounts: z.array(
                      z.strictObject({
                        name,
                        mountPath: z.string().startsWith("/"),
                        readOnly: z.boolean().optional(),
                      }),
                    ),
                  }),
                ]),
                volumes: z.array(volume),
              }),
            }),
          }),
        }),
      }),
    });
    const job = cronJob.parse(parse(await printed("kubernetes")));
    const { containers, volumes } = job.spec.jobTemplate.spec.template.spec;
    expect(containers[0].command).toContain(`/srv/${NASTY.replaceAll("$", () => "$$")}`);
    expect(containers[0].volumeMounts.map((mount) => mount.name)).toEqual(
      volumes.map((one) => one.name),
    );
  });

  test("Kubernetes mounts no path with a colon", async () => {
    await expect(printed("kubernetes", { cwd: "/a:b" })).rejects.toThrow(/no path with a colon/);
  });

  test.for(["kubernetes", "github", "gitlab"] as const)(
    "%s: a reader of YAML 1.1 reads what one of 1.2 reads, where PyYAML is there",
    async (format, context) => {
      const path = format === "kubernetes" ? `${STRANGE}\ta\n\u0085` : STRANGE;
      const text = await printed(format, {
        cwd: `/srv/${path}`,
        below: path,
        arguments: ["yes", "1_0", "012", "- a: b", "# c"],
      });
      expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u);
      const read = parse(text);
      expect(JSON.stringify(read)).toContain(JSON.stringify(STRANGE).slice(1, -1));
      expect(parse(text, { version: "1.1" })).toEqual(read);
      const script =
        "import json, sys, yaml; print(json.dumps(yaml.load(sys.stdin.buffer, yaml.BaseLoader)))";
      if (!isThere("python3") || spawnSync("python3", ["-c", "import yaml"]).status !== 0) {
        context.skip("PyYAML is not installed");
      }
      const said = execFileSync("python3", ["-c", script], { input: text, encoding: "utf8" });
      expect(leavesOf(JSON.parse(said))).toEqual(leavesOf(read));
    },
  );

  test("kubectl knows every key of it, where that is there", async (context) => {
    if (!isThere(KUBECTL)) context.skip("kubectl is not installed");
    const file = join(scratch(), "job.yaml");
    const text = await printed("kubernetes");
    writeFileSync(file, text);
    // It reads the file as what it says it is, and drops without a word what that has not.
    const words = ["patch", "--local", "-f", file, "--type=merge", "-p", "{}", "-o", "json"];
    expect(JSON.parse(execFileSync(KUBECTL, words, { encoding: "utf8" }))).toEqual(parse(text));
  });

  test("a DAG of Airflow compiles, and its command is what was meant", async (context) => {
    if (!isThere("python3")) context.skip("python3 is not installed");
    const text = await printed("airflow", { title: 'a """ b\\' });
    // Stands in for Airflow: takes what the operator is given.
    const stub = `
import sys, types
for name in ("pendulum", "airflow", "airflow.operators", "airflow.operators.bash"):
    sys.modules[name] = types.ModuleType(name)
class DAG:
    def __init__(self, **given): print(given["schedule"])
    def __enter__(self): return self
    def __exit__(self, *_): pass
sys.modules["airflow"].DAG = DAG
sys.modules["pendulum"].datetime = lambda *_, **__: None
sys.modules["airflow.operators.bash"].BashOperator = lambda task_id, bash_command: print(bash_command)
exec(compile(sys.stdin.read(), "dag.py", "exec"))
`;
    const { stdout, stderr } = spawnSync("python3", ["-c", stub], {
      input: text,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const [schedule, command = ""] = stdout.split("\n");
    expect(schedule).toBe("0 6 * * 1");
    const hasJinja = spawnSync("python3", ["-c", "import jinja2"]).status === 0;
    if (!hasJinja) context.skip("jinja2 is not installed");
    const render = "import sys, jinja2; sys.stdout.write(jinja2.Template(sys.argv[1]).render())";
    const rendered = (template: string) =>
      execFileSync("python3", ["-c", render, template], { encoding: "utf8" });
    expect(shellWords(rendered(command))).toEqual(expectedWords());
    const stubbed = (cwd: string, text: string) => {
      const said = execFileSync("python3", ["-c", stub], { input: text, encoding: "utf8" });
      expect(shellWords(rendered(said.slice(said.indexOf("\n") + 1, -1)))[5]).toBe(cwd);
    };
    for (const cwd of [
      "/{% endraw %}{{ 7 * 7 }}{# x #}",
      "/a{{{{%{{'x'}}\\{",
      "/a\rb\r\n{%c\t\u2028\u202e",
      "/a\rb",
      "/x.sh",
    ]) {
      stubbed(cwd, await printed("airflow", { cwd }));
    }
  });

  test("a workflow of GitHub, whose command gets what was meant", async () => {
    const { on, jobs } = parse(await printed("github"));
    expect(on.schedule).toEqual([{ cron: "0 6 * * 1" }]);
    const steps: { uses?: string; run?: string }[] = jobs.plan.steps;
    expect(steps.map(({ uses }) => uses?.split("@")[0])).toEqual([
      "actions/checkout",
      "actions/setup-node",
      undefined,
      undefined,
      "actions/upload-artifact",
    ]);
    expect(jobs.plan.steps[0].with).toEqual({ "fetch-depth": 0 });
    // The step that installs sees no secret, and runs outside of the checkout.
    expect(steps[2]).toEqual({
      "working-directory": "${".concat("{ runner.temp }}"),
      run: 'npm install --prefix "$RUNNER_TEMP/retrain-plan" --ignore-scripts --no-audit --no-fund retrain-plan@0.1.0',
    });
    // What GitHub makes of an expression that is a text.
    const run = (steps[3]?.run ?? "").replaceAll("${".concat("{ '${", "{' }}"), "${".concat("{"));
    const temp = scratch();
    expect(
      wordsOfScript([steps[2]?.run, run], {
        GITHUB_WORKSPACE: "/home/runner/x y",
        RUNNER_TEMP: temp,
      }),
    ).toEqual([
      `${temp}/retrain-plan/node_modules/.bin/retrain-plan`,
      ...["generate", "--quiet", "--cwd", `/home/runner/x y/${NASTY}`, "--keep", "5"],
    ]);
  });

  test.each(["github", "gitlab"] as const)(
    "%s asks for a minimum, unless there is one",
    async (format) => {
      expect(await printed(format)).toContain("-- --min-replay N");
      expect(await printed(format, { arguments: ["--min-replay", "5"] })).not.toContain(
        "--min-replay N",
      );
    },
  );

  test.each(["github", "gitlab"] as const)(
    "%s: a path with a line break is refused",
    async (format) => {
      await expect(printed(format, { below: "a\n/etc" })).rejects.toThrow(/line break/);
    },
  );

  test.each([
    ["0 6 * * 1", 120, "0 4 * * 1"],
    ["0 1 * * 1", 120, "0 23 * * 0"],
    ["30 22 * * *", -180, "30 1 * * *"],
    ["0 * * * *", 60, "0 * * * *"],
    ["0 6 * * 1", 345, "15 0 * * 1"],
  ])("GitHub goes by UTC: %s of a zone %d minutes ahead is %s", async (text, offset, utc) => {
    const entry = { times: runTimesOfCron(text), offsetMinutes: offset };
    expect(parse(await printed("github", entry)).on.schedule[0].cron).toBe(utc);
  });

  test.each(["0 1 1 * *", "0 1,6 * * 1"])("what cannot be said so is refused: %s", async (text) => {
    const entry = { times: runTimesOfCron(text), offsetMinutes: 120 };
    await expect(printed("github", entry)).rejects.toThrow(/GitHub goes by UTC/);
  });

  test("a job of GitLab", async () => {
    const text = await printed("gitlab");
    expect(text).toContain('--cron "0 6 * * 1" --cronTimeZone Europe/Berlin');
    const [job] = Object.values<{ rules: object[]; script: string[]; artifacts: object }>(
      parse(text),
    );
    expect(job?.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "schedule"' }]);
    const [program, ...words] = wordsOfScript(job?.script ?? [], { CI_PROJECT_DIR: "/builds/x y" });
    expect(program).toMatch(/^\/.*\/node_modules\/\.bin\/retrain-plan$/);
    expect(words).toEqual(["generate", "--quiet", "--cwd", `/builds/x y/${NASTY}`, "--keep", "5"]);
  });

  test.each(ENTRY_FORMATS)("%s: a plain path needs no quotes", async (format) => {
    const text = await printed(format, { cwd: "/srv/churn", below: "churn", title: "churn" });
    expect(text).toContain(format === "github" ? '"$GITHUB_WORKSPACE/churn"' : "/churn");
    expect(text.endsWith("\n")).toBe(true);
  });
});

function expectedWords(): string[] {
  const { node, program, cwd } = entryOf();
  return [node, program, "generate", "--quiet", "--cwd", cwd, "--keep", "5"];
}

/** What a shell gives the program that the script has installed: its path, and its words. */
function wordsOfScript(
  script: readonly (string | undefined)[],
  env: Record<string, string>,
): string[] {
  // Installs a program that prints what it is given, and refuses any other place than a free one.
  const npm = `#!/bin/sh
[ "$1 $2 $4" = "install --prefix --ignore-scripts" ] || exit 1
mkdir -p "$3/node_modules/.bin"
printf '#!/bin/sh\nprintf "%%s\\n" "$0" "$@"\n' > "$3/node_modules/.bin/retrain-plan"
chmod +x "$3/node_modules/.bin/retrain-plan"
`;
  const bin = scratch({ npm });
  chmodSync(join(bin, "npm"), 0o755);
  const said = execFileSync("bash", ["-ec", script.join("\n")], {
    encoding: "utf8",
    env: { ...env, TMPDIR: scratch(), PATH: `${bin}:${process.env.PATH}` },
  });
  return said.trimEnd().split("\n");
}

/** The words of a command, as a shell reads them. */
function shellWords(command: string): string[] {
  const said = execFileSync("bash", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" });
  return said.split("\0").slice(0, -1);
}

/**
 * A command as cron gives it to the shell: child_process of do_command.c in Debian's cron 3.0pl1.
 *
 * @param unescaped before which a backslash is taken away: of Debian "%"; of others the backslash, too
 */
function readByCron(command: string, unescaped: string): string {
  let read = "";
  let isEscaped = false;
  for (const character of command) {
    if (isEscaped) {
      if (unescaped.includes(character)) read = read.slice(0, -1);
      isEscaped = false;
    } else if (character === "%") {
      return read;
    } else {
      isEscaped = character === "\\";
    }
    read += character;
  }
  return read;
}

/** All texts of a value, in order: numbers and booleans as they are written. */
function leavesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [`${value}`];
  return Object.entries(value).flatMap(([key, each]) => [key, ...leavesOf(each)]);
}
