import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ENTRY_FORMATS, type EntryFormat } from "../../src/config/choices.ts";
import type { Entry } from "../../src/scheduler-snippets/entry.ts";
import { loadEntryRenderer } from "../../src/scheduler-snippets/renderer.ts";
import { runTimesOfCron } from "../../src/scheduler-snippets/run-times.ts";
import { scratch } from "../support/scratch.ts";
import {
  commandsOfAirflow,
  expressionsRead,
  installedWords,
  readByCron,
  shellWords,
  unitWords,
} from "./as-read.ts";
import { cronSays, isCronThere, systemdWords } from "./by-the-tools.ts";
import { hostileNames } from "./hostile-names.ts";

/** A name that means something to every one of them. */
const NASTY = `a b%d%%c'd"e$HOME\\f{{x}}\${{y}}$(z)é;&|`;

function entryOf(changes: Partial<Entry> = {}): Entry {
  return {
    title: 'Churn % "model"',
    name: "churn-model",
    node: process.execPath,
    program: "/usr/lib/retrain-plan/dist/bin.js",
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
  return (await loadEntryRenderer(format))(entryOf(changes));
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

  test("Debian's cron gives the program each hostile path, where it can be started", async (context) => {
    if (!isCronThere()) context.skip("cron needs root, unshare and no user's table");
    const directory = scratch();
    // Each line starts its own program, which writes its arguments to a file beside itself.
    const lines: string[] = [];
    const expected: string[][] = [];
    for (const [k, name] of [NASTY, ...hostileNames()].entries()) {
      const cwd = `/srv/${name}`;
      const node = join(directory, `${k} ${name}`.replaceAll("/", ""));
      try {
        lines.push(await line({ node, cwd }));
      } catch (error) {
        expect(`${error}`).toMatch(/control character/);
        continue;
      }
      writeFileSync(node, '#!/bin/sh\nprintf "%s\\0" "$0" "$@" > "$0.said"\n', { mode: 0o755 });
      expected.push(expectedWords({ node, cwd }));
    }
    expect(
      await cronSays(
        lines,
        expected.map(([node]) => `${node}.said`),
      ),
    ).toEqual(expected);
    expect(expected.length).toBeGreaterThan(100);
  });

  test.each(["a\\%b", "a\\\\%b", "%", "\\", "'\\'%'", "\\\\\\%%\\'", "a{% b\\%"])(
    "a path with %j stays what it is, in every cron",
    async (path) => {
      const command = (await line({ cwd: `/srv/${path}` })).split(" ").slice(5).join(" ");
      for (const isUnescaped of ["%", "%\\"]) {
        const [words] = shellWords([readByCron(command, isUnescaped)], "sh");
        expect(words?.slice(2, 6)).toEqual(["generate", "--quiet", "--cwd", `/srv/${path}`]);
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

  test("systemd gives the program each hostile path, where that is there", async (context) => {
    const expected: string[][] = [];
    const services: string[] = [];
    for (const name of [NASTY, ...hostileNames()]) {
      // systemd cannot start a program with these characters in its path; the entry is refused, see below.
      const node = `/opt/${name.replace(/["'\\]|\p{Cc}/gu, "")}/node`;
      const changes = { node, cwd: `/srv/${name}` };
      const [service = ""] = Object.values(await units(changes));
      expected.push(expectedWords(changes));
      services.push(service);
    }
    expect(services.map(unitWords)).toEqual(expected);
    const words = systemdWords(services);
    if (words === null) context.skip("systemd is not installed");
    expect(words).toEqual(expected);
  });

  test.each(["/a'b", '/a"b', "/a\\b", "/a\tb"])("a program %j is refused", async (node) => {
    await expect(units({ node })).rejects.toThrow(/systemd cannot start a program/);
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
    const texts = await Promise.all(
      [NASTY, ...hostileNames()]
        .filter((name) => !name.includes(":"))
        .map((name) => printed("kubernetes", { cwd: `/srv/${name}` })),
    );
    const file = join(scratch(), "jobs.yaml");
    writeFileSync(file, texts.map((text) => `---\n${text}`).join(""));
    // kubectl reads each document as its kind, and silently drops the keys that this kind lacks.
    const words = ["patch", "--local", "-f", file, "--type=merge", "-p", "{}", "-o", "json"];
    const said = execFileSync(KUBECTL, words, { encoding: "utf8" }).split(/(?<=^\})\n/m);
    expect(said.filter(Boolean).map((each) => JSON.parse(each))).toEqual(
      texts.map((text) => parse(text)),
    );
  });

  test("a DAG of Airflow compiles, and its command is what was meant", async (context) => {
    const paths = [
      `/srv/${NASTY}`,
      "/{% endraw %}{{ 7 * 7 }}{# x #}",
      "/a{{{{%{{'x'}}\\{",
      "/a\rb\r\n{%c\t\u2028\u202e",
      "/a\rb",
      "/x.sh",
    ];
    const title = 'a """ b\\';
    const texts = await Promise.all(paths.map((cwd) => printed("airflow", { title, cwd })));
    for (const text of texts) expect(text).toContain('schedule="0 6 * * 1"');
    const commands =
      commandsOfAirflow(texts) ?? context.skip("Python or its jinja2 is not installed");
    expect(shellWords(commands)).toEqual(paths.map((cwd) => expectedWords({ cwd })));
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
    const run = expressionsRead(steps[3]?.run ?? "");
    expect(
      installedWords([`${steps[2]?.run}\n${run}`], { GITHUB_WORKSPACE: "/home/runner/x y" }),
    ).toEqual([["generate", "--quiet", "--cwd", `/home/runner/x y/${NASTY}`, "--keep", "5"]]);
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
  ])("GitHub uses UTC: %s of a zone %d minutes ahead is %s", async (text, offset, utc) => {
    const entry = { times: runTimesOfCron(text), offsetMinutes: offset };
    expect(parse(await printed("github", entry)).on.schedule[0].cron).toBe(utc);
  });

  test.each(["0 1 1 * *", "0 1,6 * * 1"])("what cannot be said so is refused: %s", async (text) => {
    const entry = { times: runTimesOfCron(text), offsetMinutes: 120 };
    await expect(printed("github", entry)).rejects.toThrow(/GitHub uses UTC/);
  });

  test("a job of GitLab", async () => {
    const text = await printed("gitlab");
    expect(text).toContain('--cron "0 6 * * 1" --cronTimeZone Europe/Berlin');
    const [job] = Object.values<{ rules: object[]; script: string[]; artifacts: object }>(
      parse(text),
    );
    expect(job?.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "schedule"' }]);
    const [words] = installedWords([(job?.script ?? []).join("\n")], {
      CI_PROJECT_DIR: "/builds/x y",
    });
    expect(words).toEqual(["generate", "--quiet", "--cwd", `/builds/x y/${NASTY}`, "--keep", "5"]);
  });

  test.each(ENTRY_FORMATS)("%s: a plain path needs no quotes", async (format) => {
    const text = await printed(format, { cwd: "/srv/churn", below: "churn", title: "churn" });
    expect(text).toContain(format === "github" ? '"$GITHUB_WORKSPACE/churn"' : "/churn");
    expect(text.endsWith("\n")).toBe(true);
  });
});

function expectedWords(changes: Partial<Entry> = {}): string[] {
  const { node, program, cwd } = entryOf(changes);
  return [node, program, "generate", "--quiet", "--cwd", cwd, "--keep", "5"];
}

/** All texts of a value, in order: numbers and booleans as they are written. */
function leavesOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [`${value}`];
  return Object.entries(value).flatMap(([key, each]) => [key, ...leavesOf(each)]);
}
