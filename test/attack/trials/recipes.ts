import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { run as runCommand } from "../../../src/cli/run.ts";
import { ENTRY_FORMATS, type EntryFormat } from "../../../src/config/choices.ts";
import { terminalText } from "../../../src/text/terminal-text.ts";
import {
  commandsOfAirflow,
  expressionsRead,
  installedWords,
  readByCron,
  shellWords,
  unitWords,
} from "../../scheduler-snippets/as-read.ts";
import { hostileNames } from "../../scheduler-snippets/hostile-names.ts";
import { fakeHost } from "../../support/host.ts";
import type { Trial } from "../trial.ts";
import { writeFiles } from "../write-files.ts";

/**
 * Names of a project and of its configuration that have a meaning to a scheduler. `cron` refuses them in one
 * line, or prints an entry that passes exactly these names to the program, as the scheduler reads it.
 */
export const trial: Trial = {
  name: "recipes",
  async run() {
    const repository = realpathSync(mkdtempSync(join(tmpdir(), "retrain-plan-attack-")));
    try {
      mkdirSync(join(repository, ".git"));
      const failures: string[] = [];
      let tried = 0;
      for (const format of ENTRY_FORMATS) {
        const printed: Printed[] = [];
        for (const name of hostileNames()) {
          const told = `${format} ${JSON.stringify(name)}`;
          const config = `${name}.yaml`;
          const cwd = join(repository, name);
          writeFiles(cwd, { [config]: "{}\n" });
          const { status, stdout, stderr } = await print(format, cwd, config);
          tried++;
          if (status === 0) {
            const words = ["generate", "--quiet", "--cwd", cwd, "--config", config];
            printed.push({ text: stdout, words, told });
          } else if (status !== 2 || stdout !== "" || !/^retrain-plan: [^\n]+\n$/.test(stderr)) {
            failures.push(`${told}: exit status ${status}: ${stdout}${stderr}`);
          }
        }
        const readings = READERS[format](
          printed.map(({ text }) => text),
          repository,
        );
        if (readings === null) {
          process.stdout.write(
            `attack recipes: entries of ${format} are not tried, for Python's jinja2 is not installed\n`,
          );
          tried -= printed.length;
        }
        for (const reading of readings ?? []) {
          for (const [k, { words, told }] of printed.entries()) {
            const read = reading[k];
            if (JSON.stringify(read) !== JSON.stringify(words)) {
              failures.push(`${told}: is read as ${JSON.stringify(read)}`);
            }
          }
        }
      }
      failures.push(...failuresOfAction());
      return { tried: tried + 1, failures };
    } finally {
      rmSync(repository, { recursive: true, force: true });
    }
  },
};

interface Printed {
  readonly text: string;
  /** The arguments that the program must get. */
  readonly words: readonly string[];
  readonly told: string;
}

/** Runs `cron`, and escapes its output as the streams of the process do. */
async function print(format: EntryFormat, cwd: string, config: string) {
  const { host, record } = fakeHost(cwd);
  const argv = ["cron", "--print", format, `--cwd=${cwd}`, `--config=${config}`];
  const status = await runCommand(argv, host);
  return { status, stdout: terminalText(record.stdout), stderr: terminalText(record.stderr) };
}

/** The program's arguments in one entry; a text that says why if they cannot be read. */
type Reading = readonly string[] | string;

/** Reads all entries of a format in each way that a scheduler may; null if the tool for it is not installed. */
type Reader = (texts: readonly string[], repository: string) => Reading[][] | null;

const READERS: Readonly<Record<EntryFormat, Reader>> = {
  crontab: (texts) => {
    const commands = texts.map((text) =>
      (text.split("\n").at(-2) ?? "").split(" ").slice(5).join(" "),
    );
    // Debian's cron, and those that also take away a backslash before a backslash.
    return ["%", "%\\"].map((unescaped) =>
      behindProgram(
        shellWords(
          commands.map((command) => readByCron(command, unescaped)),
          "sh",
        ),
      ),
    );
  },
  systemd: (texts) => [each(texts, (text) => unitWords(text).slice(2))],
  kubernetes: (texts) => [
    each(texts, (text) => {
      const { containers, volumes } = yamlOf(text).spec.jobTemplate.spec.template.spec;
      // As expand() of Kubernetes: $$ is a dollar sign; $(NAME) is a variable.
      const words: string[] = containers[0].command.map((word: string) =>
        word.replace(/\$\$|\$\([^)]*\)/g, (found) => (found === "$$" ? "$" : "a variable")),
      );
      const cwd = words[words.indexOf("--cwd") + 1];
      const mounted = [containers[0].volumeMounts[0].mountPath, volumes[0].hostPath.path];
      return mounted.every((path) => path === cwd) ? words.slice(2) : `mounts ${mounted}`;
    }),
  ],
  airflow: (texts) => {
    const commands = commandsOfAirflow(texts);
    return commands && [behindProgram(shellWords(commands))];
  },
  github: (texts, repository) => {
    const scripts = texts.map((text) => {
      const steps: { run?: string }[] = yamlOf(text).jobs.plan.steps;
      const [install = "", run = ""] = steps.flatMap((step) => step.run ?? []);
      return `${install}\n${expressionsRead(run)}`;
    });
    return [installedWords(scripts, { GITHUB_WORKSPACE: repository }).map(orUnread)];
  },
  gitlab: (texts, repository) => {
    const scripts = texts.map((text) => {
      const [job] = Object.values<{ script: string[] }>(yamlOf(text));
      return (job?.script ?? []).join("\n");
    });
    return [installedWords(scripts, { CI_PROJECT_DIR: repository }).map(orUnread)];
  },
};

/** @throws Error if a reader of YAML 1.1, as GitLab's is, and one of 1.2 differ */
function yamlOf(text: string) {
  const read = parse(text);
  if (JSON.stringify(parse(text, { version: "1.1" })) === JSON.stringify(read)) return read;
  throw new Error(`YAML 1.1 and 1.2 differ: ${text}`);
}

function behindProgram(commands: readonly (string[] | null)[]): Reading[] {
  return commands.map((words) => orUnread(words?.slice(2)));
}

function orUnread(words: readonly string[] | null | undefined): Reading {
  return words ?? "a command that the shell cannot read";
}

/** Reads each text; an error becomes its reading. */
function each(texts: readonly string[], read: (text: string) => Reading): Reading[] {
  return texts.map((text) => {
    try {
      return read(text);
    } catch (error) {
      return `${error}`;
    }
  });
}

/** The action installs the program outside of the checkout, and passes the arguments on as a shell reads them. */
function failuresOfAction(): string[] {
  const { runs, inputs } = parse(readFileSync("action.yml", "utf8"));
  const [words] = installedWords([runs.steps[0].run], {
    RETRAIN_PLAN_VERSION: inputs.version.default,
    RETRAIN_PLAN_COMMAND: "check",
    RETRAIN_PLAN_ARGUMENTS: "--fail-on 'a $(id) `id`'",
  });
  const isRight = JSON.stringify(words) === '["check","--fail-on","a $(id) `id`"]';
  return isRight ? [] : [`action.yml: is read as ${JSON.stringify(words)}`];
}
