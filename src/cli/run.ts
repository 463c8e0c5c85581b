import { Command, CommanderError } from "commander";
import { errorMessage, isSystemError, UserError } from "../errors.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import { type Host, processHost } from "../runtime/host.ts";
import { packageVersion } from "../runtime/package.ts";
import { withoutSecrets } from "../text/redact-urls.ts";
import type { Action, CommandLine } from "./command-line.ts";
import { checkCommand, commandFirst } from "./command-words.ts";
import * as evidence from "./evidence-commands.ts";
import { faultLine } from "./fault-line.ts";
import * as plans from "./plan-commands.ts";
import * as project from "./project-commands.ts";

/**
 * Runs one command line.
 *
 * @param argv the arguments after `node` and the script
 * @returns the exit status; errors are printed, never thrown
 */
export async function run(
  argv: readonly string[],
  host: Host = processHost(),
): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = buildProgram(host, (result) => {
    status = result;
  });
  try {
    const words = commandFirst(program, argv);
    checkCommand(program, words);
    await program.parseAsync(words, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      // For help, commander sets the status of the process, which is 2 from the start.
      const isAsked = error.code === "commander.help" && argv.includes("help");
      return isAsked || error.exitCode === 0 ? 0 : 2;
    }
    report(error, argv.includes("--verbose"), host);
    return 2;
  }
}

function report(error: unknown, verbose: boolean, { stderr }: Host): void {
  const say = (text: string) => stderr.write(withoutSecrets(text));
  if (error instanceof UserError) {
    const [first, ...rest] = error.message.split("\n");
    const hint = error.hint === undefined ? "" : `; ${error.hint}`;
    const lines = rest.length === 0 ? [`${first}${hint}`] : [first, ...rest, error.hint ?? ""];
    for (const line of lines) if (line) say(`retrain-plan: ${line}\n`);
  } else if (isSystemError(error)) {
    const what = error.path ?? (error.syscall === "write" ? "output" : error.syscall);
    const hint = "see that it is there, readable and writable, and has room";
    say(`retrain-plan: ${what}: ${errorMessage(error)}; ${hint}\n`);
  } else {
    const advice = verbose
      ? "please report this"
      : "run it again with --verbose and report what it says";
    say(`retrain-plan: internal error: ${errorMessage(error)}; ${advice}\n`);
  }
  if (verbose && error instanceof Error) say(`${error.stack}\n`);
}

/** The whole command line. Each action loads its command when it is called, so that help is quick. */
export function buildProgram(host: Host, done: (status: ExitStatus) => void): Command {
  /** Runs a command with the words of its line: its arguments, then its options. */
  const act =
    (load: () => Promise<Action>) =>
    async (...words: unknown[]) => {
      const action = (await load()) as (host: Host, ...rest: unknown[]) => Promise<ExitStatus>;
      done(await action(host, ...words.slice(0, -1)));
    };

  const program = createProgram(host);
  const command: CommandLine["command"] = (name, description, examples) =>
    program
      .command(name)
      .description(description)
      .helpOption("-h, --help", "print this help")
      .addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);

  const line: CommandLine = { program, command, act };
  for (const add of COMMANDS) add(line);
  return program;
}

/** The program without its commands. */
function createProgram(host: Host): Command {
  return new Command("retrain-plan")
    .description("Plans the retraining of machine-learning models from what is already on disk.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      getOutHelpWidth: () => Math.min(host.stdout.columns, 100),
      getErrHelpWidth: () => Math.min(host.stderr.columns, 100),
      outputError: (text, write) => write(withoutSecrets(faultLine(text))),
    })
    .exitOverride()
    .addHelpText(
      "after",
      `
Examples:
  retrain-plan demo
  retrain-plan generate --cwd retrain-plan-demo --now 2025-08-14T08:00Z
  retrain-plan generate --cadence monthly --min-replay 50000
  retrain-plan check --fail-on insufficient-data,urgent

Exit status: 0 done, or every rule holds; 1 a rule does not hold; 2 could not judge.`,
    );
}

/** In the order of the help. */
const COMMANDS = [
  plans.generateCommand,
  plans.checkCommand,
  plans.approveCommand,
  plans.verifyCommand,
  evidence.scanCommand,
  evidence.driftCommand,
  evidence.profileCommand,
  evidence.scheduleCommand,
  plans.diffCommand,
  project.cronCommand,
  evidence.backtestCommand,
  project.demoCommand,
  project.initCommand,
  project.templatesCommand,
  project.schemaCommand,
  project.completionCommand,
];
