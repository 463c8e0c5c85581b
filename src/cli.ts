import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { checkCommand, commandFirst } from "./command-words.ts";
import {
  CADENCE_CHOICES,
  CHECK_FORMATS,
  DECISIONS,
  ENTRY_FORMATS,
  FAIL_ON,
  FORMATS,
  HORIZON,
} from "./config/choices.ts";
import { isSystemError, messageOf, UserError } from "./errors.ts";
import type { ExitStatus } from "./exit-status.ts";
import { type Host, processHost } from "./host.ts";
import { packageVersion } from "./package.ts";
import { withoutSecrets } from "./without-secrets.ts";

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
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
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
    say(`retrain-plan: ${what}: ${messageOf(error)}; ${hint}\n`);
  } else {
    const advice = verbose
      ? "please report this"
      : "run it again with --verbose and report what it says";
    say(`retrain-plan: internal error: ${messageOf(error)}; ${advice}\n`);
  }
  if (verbose && error instanceof Error) say(`${error.stack}\n`);
}

type Action = (host: Host, ...rest: never[]) => Promise<ExitStatus>;

/** The whole command line. Each action loads its command when it is called, so that help is quick. */
export function buildProgram(host: Host, done: (status: ExitStatus) => void): Command {
  /** Runs a command with the words of its line: its arguments, then its options. */
  const act =
    (load: () => Promise<Action>) =>
    async (...words: unknown[]) => {
      const action = (await load()) as (host: Host, ...rest: unknown[]) => Promise<ExitStatus>;
      done(await action(host, ...words.slice(0, -1)));
    };

  const program = new Command("retrain-plan")
    .description("Plans the retraining of machine-learning models from what is already on disk.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      getOutHelpWidth: () => Math.min(host.stdout.columns, 100),
      getErrHelpWidth: () => Math.min(host.stderr.columns, 100),
      outputError: (text, write) =>
        write(withoutSecrets(text.replace(/^error: /, "retrain-plan: "))),
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

  const command = (name: string, description: string, examples: string[]) =>
    program
      .command(name)
      .description(description)
      .helpOption("-h, --help", "print this help")
      .addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);

  planOptions(
    command("generate", "write the retraining plan", [
      "retrain-plan generate",
      "retrain-plan generate --horizon 6mo --format md,html,json --out plans",
      "retrain-plan generate --template brief --dry-run",
    ]),
  )
    .option("--out <dir>", "where plans are written (default: artifacts/retraining)")
    .addOption(listOption("--format <list>", "formats, with commas (default: md,json)", FORMATS))
    .option(
      "--template <name|file>",
      "default, brief, pccp, classic, or a file such as mine.md.hbs",
    )
    .option("--dry-run", "print the document in the one named format, write nothing")
    .option(
      "--previous <file>",
      "the plan to compare with: its JSON or directory (default: the latest in --out)",
    )
    .option(
      "--notify-url <url>",
      "post start, success and failure there, as to healthchecks.io; secret, so rather set RETRAIN_PLAN_NOTIFY_URL",
    )
    .option("--if-changed", "write no plan where nothing but the clock has changed")
    .option("--keep <n>", "remove all plans but the newest n and approved ones", wholeNumber)
    .option(
      "--wait <time>",
      "wait so long for another run that writes there: 0s, 90s, 10m (default: 60s)",
      duration,
    )
    .addOption(listOption("--fail-on <list>", "exit with 1 on these, with commas", FAIL_ON))
    .action(act(async () => (await import("./commands/generate.ts")).generate));

  planOptions(
    command("check", "judge the data and the model by rules, for CI; writes nothing", [
      "retrain-plan check",
      "retrain-plan check --fail-on insufficient-data,unreadable,unknown",
      "retrain-plan check --format junit > retrain-plan.xml",
    ]),
  )
    .addOption(
      listOption(
        "--fail-on <list>",
        "rules, with commas (default: insufficient-data,urgent)",
        FAIL_ON,
      ),
    )
    .addOption(formatOption(CHECK_FORMATS))
    .option("--exit-zero", "exit with 0 where a rule does not hold, too")
    .action(act(async () => (await import("./commands/check.ts")).check));

  writtenPlanOptions(
    command("approve", "record a decision about a plan, beside it", [
      'retrain-plan approve latest --as "M. Okafor" --role "Model owner"',
      'retrain-plan approve latest --as "A. Chen" --role Validator --until 2025-12-31 --note "for Q4"',
      'retrain-plan approve latest --as "A. Chen" --role Validator --decision reject',
    ]),
  )
    .requiredOption("--as <name>", "who decides")
    .requiredOption("--role <role>", "in which role")
    .option("--until <date>", "the last day on which the approval holds")
    .option("--note <text>", "why, or on which conditions")
    .addOption(
      new Option("--decision <decision>", "what is decided").choices(DECISIONS).default("approve"),
    )
    .action(act(async () => (await import("./commands/approve.ts")).approve));

  writtenPlanOptions(
    command("verify", "say whether a plan, its evidence and its data are what was approved", [
      "retrain-plan verify latest",
      "retrain-plan verify artifacts/retraining/20250814_080000Z --format json",
    ]),
  )
    .addOption(formatOption(["text", "json"]))
    .action(act(async () => (await import("./commands/verify.ts")).verify));

  dataOptions(
    command("scan", "count files, bytes and samples of the data", [
      "retrain-plan scan",
      "retrain-plan scan data/events --files --format json",
      "retrain-plan scan --since 2025-08-01 --by week",
    ]),
  )
    .argument("[paths...]", "directories or files, instead of the configured sources")
    .option("--files", "list each file, too")
    .option(
      "--since <instant>",
      "leave out samples known to have happened before this day (ISO 8601; of an instant its day " +
        "in the zone), and files with no others; what is of unknown day stays, and is said",
    )
    .addOption(
      new Option("--by <period>", "sum samples by days, or by ISO weeks from Monday")
        .choices(["day", "week"])
        .default("day"),
    )
    .addOption(formatOption(["text", "json"]))
    .action(act(async () => (await import("./commands/scan.ts")).scan));

  commonOptions(
    command("drift", "judge metrics, validation results and alerts", [
      "retrain-plan drift",
      "retrain-plan drift --explain val_auc",
      "retrain-plan drift --format json",
    ]),
  )
    .option("--explain <metric>", "print every number and rule that led to its verdict")
    .addOption(formatOption(["text", "json"]))
    .action(act(async () => (await import("./commands/drift.ts")).drift));

  scheduleOptions(
    dataOptions(
      command("schedule", "list the planned retrainings", [
        "retrain-plan schedule --cadence monthly --horizon 1y",
        "retrain-plan schedule --cadence '0 6 * * 1' --format json",
        "retrain-plan schedule --format ics > retraining.ics",
      ]),
    ),
  )
    .addOption(formatOption(["table", "json", "ics", "csv"]))
    .action(act(async () => (await import("./commands/schedule.ts")).schedule));

  command("diff", "say what has changed from one plan to another", [
    "retrain-plan diff artifacts/retraining/20250807_080000Z latest",
    "retrain-plan diff main/retrain_plan.json latest --format md",
    "retrain-plan diff old.json new.json --exit-code --quiet",
  ])
    .argument("<old>", "a plan: its directory, its retrain_plan.json, or `latest`")
    .argument("<new>", "the other one")
    .option("--cwd <dir>", "the model's repository (default: the working directory)")
    .option("--config <file>", "configuration, which names where `latest` is looked for")
    .option("--out <dir>", "where `latest` is looked for (default: artifacts/retraining)")
    .option("--exit-code", "exit with 1 where something has changed")
    .option("-q, --quiet", "print nothing but errors")
    .option("--verbose", "print the stack of an error")
    .option("--no-color", "print without colour")
    .addOption(formatOption(["text", "md", "json"]))
    .addHelpText(
      "after",
      "\nExit status: 0 done; 1 with --exit-code, something has changed; 2 a plan cannot be read.",
    )
    .action(act(async () => (await import("./commands/diff.ts")).diff));

  const cron = commonOptions(
    command("cron", "print an entry for a scheduler that writes the plan of this project", [
      "retrain-plan cron --print crontab >> my-crontab && crontab my-crontab",
      "retrain-plan cron --print systemd --at 05:30",
      "retrain-plan cron --print kubernetes -- --if-changed --keep 52",
    ]),
  )
    .argument("[flags...]", "behind --: what the entry gives `generate`")
    .addOption(
      new Option("--print <scheduler>", "for which scheduler")
        .choices(ENTRY_FORMATS)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--at <time>", "time of day in the zone, of cadences that name none")
        .argParser(timeOfDay)
        .default("06:00"),
    )
    .addOption(cadenceOption())
    .action(
      act(async () => {
        const command = await import("./commands/cron.ts");
        const generate = program.commands.find((child) => child.name() === "generate");
        return (host: Host, flags: string[], options: never) => {
          checkFlags(generate as Command, flags);
          return command.cron(host, flags, options);
        };
      }),
    );
  cron.usage("--print <scheduler> [options] [-- flags...]");

  command("backtest", "replay policies of retraining over losses of models by age", [
    "retrain-plan backtest losses.json --cost 0.1,0.5",
    "retrain-plan backtest log.csv --cost 0.1 --policy auto every:4 oracle --format json",
  ])
    .argument("<files...>", "loss matrices (.json), or tables with the columns i, t, loss (.csv)")
    .requiredOption(
      "--cost <list>",
      "costs of a retraining, in loss × blocks, with commas",
      positiveNumbers,
    )
    .option(
      "--policy <names...>",
      "every:N, never, page-hinkley, adwin, cumulative-excess, aging, auto, cara-threshold, " +
        "cara-cumulative, upf, oracle (default: all, with every:1, every:4, every:13)",
    )
    .addOption(formatOption(["table", "json"]))
    .action(act(async () => (await import("./commands/backtest.ts")).backtest));

  command("demo", "write an example project", ["retrain-plan demo", "retrain-plan demo /tmp/churn"])
    .argument("[dir]", "where to", "retrain-plan-demo")
    .action(act(async () => (await import("./commands/demo.ts")).demo));

  commonOptions(
    command("init", "write a starting configuration from what is on disk", [
      "retrain-plan init",
      "retrain-plan init --cwd ../churn --timezone Europe/Berlin",
      "retrain-plan init --config staging.yaml --force",
    ]),
  )
    .option("--force", "replace an existing configuration")
    .action(act(async () => (await import("./commands/init.ts")).init));

  const templates = command("templates", "list or copy the built-in templates", [
    "retrain-plan templates list",
    "retrain-plan templates eject my-templates",
    "retrain-plan generate --template my-templates/brief.md.hbs",
  ]);
  templates
    .command("list", { isDefault: true })
    .description("print the names of the built-in templates")
    .action(act(async () => (await import("./commands/templates.ts")).listTemplates));
  templates
    .command("eject")
    .description("copy the built-in templates, to be changed and named with --template")
    .argument("[dir]", "where to", "templates")
    .action(act(async () => (await import("./commands/templates.ts")).ejectTemplates));

  command("schema", "print the JSON Schema of the configuration, a plan or a scan", [
    "retrain-plan schema > retrain-plan.schema.json",
    "retrain-plan schema plan",
  ])
    .addArgument(
      new Argument("[name]", "of what").choices(["config", "plan", "scan"]).default("config"),
    )
    .action(act(async () => (await import("./commands/schema.ts")).schema));

  command("completion", "print a completion script for a shell", [
    "retrain-plan completion bash >> ~/.bashrc",
    "retrain-plan completion zsh > ~/.zfunc/_retrain-plan",
    "retrain-plan completion fish > ~/.config/fish/completions/retrain-plan.fish",
  ])
    .addArgument(new Argument("<shell>", "for which shell").choices(["bash", "zsh", "fish"]))
    .action(act(async () => (await import("./commands/completion.ts")).completion(program)));

  return program;
}

function commonOptions(command: Command): Command {
  return command
    .option("--cwd <dir>", "the model's repository (default: the working directory)")
    .option("--config <file>", "configuration (default: retrain-plan.yaml, .yml or .json)")
    .option("--now <instant>", "plan as of this instant, ISO 8601 (default: the clock)")
    .option("--allow-outside", "let the configuration name paths outside of the repository")
    .option("--timezone <zone>", "IANA zone of dates (default: UTC)")
    .option("-q, --quiet", "print nothing but errors")
    .option("--verbose", "print the stack of an error")
    .option("--no-color", "print without colour");
}

/** Of commands about a plan that is written. */
function writtenPlanOptions(command: Command): Command {
  return commonOptions(command)
    .argument("<plan>", "latest, a plan's directory, or its retrain_plan.json")
    .option("--out <dir>", "where plans are written (default: artifacts/retraining)");
}

/** Of commands that read the data. */
function dataOptions(command: Command): Command {
  return commonOptions(command).option("--no-cache", "count every file anew, and keep no counts");
}

function scheduleOptions(command: Command): Command {
  return command
    .addOption(cadenceOption())
    .addOption(
      new Option("--cycles <n>", "how many cycles (default: 6)")
        .argParser(wholeNumber)
        .conflicts("horizon"),
    )
    .option("--horizon <time>", "every cycle in this time: 90d, 26w, 6mo, 1y", horizon)
    .option("--full-every <n>", "every n-th cycle is full (default: 4)", wholeNumber);
}

function cadenceOption(): Option {
  return wordsOption(
    "--cadence <cadence>",
    "time between cycles: a name (auto: what costs least), an ISO 8601 duration such as P10D, or a cron expression " +
      "(default: weekly)",
    CADENCE_CHOICES,
  );
}

function planOptions(command: Command): Command {
  return scheduleOptions(dataOptions(command)).option(
    "--min-replay <n>",
    "samples that a retraining needs (default: 100000)",
    wholeNumber,
  );
}

function formatOption(formats: readonly string[]): Option {
  return new Option("--format <format>", "how to print it").choices(formats).default(formats[0]);
}

function timeOfDay(text: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) {
    throw new InvalidArgumentError("Expected a time of day such as 06:00.");
  }
  return text;
}

/** Sees that a command knows flags: else an entry would fail for the first time on some night. */
function checkFlags(command: Command, flags: readonly string[]): void {
  const { operands, unknown } = command.parseOptions([...flags]);
  const [wrong] = [...unknown, ...operands];
  if (wrong !== undefined) command.error(`error: \`generate\` does not know '${wrong}'`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError("Expected a whole number from 1.");
  }
  return value;
}

function positiveNumbers(text: string): number[] {
  const values = text.split(",").map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
  if (values.some((value) => !(value > 0 && Number.isFinite(value)))) {
    throw new InvalidArgumentError("Expected numbers above 0, with commas.");
  }
  return [...new Set(values)];
}

function horizon(text: string): string {
  if (!HORIZON.test(text))
    throw new InvalidArgumentError("Expected a time such as 90d, 26w, 6mo or 1y.");
  return text;
}

function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  if (digits === undefined)
    throw new InvalidArgumentError("Expected a time such as 90s, 10m or 2h.");
  return Number(digits) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as "s" | "m" | "h"];
}

/** Words that shell completion offers; the configuration's own rule judges what is given. */
function wordsOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description).argParser((text) => text);
  option.argChoices = [...choices];
  return option;
}

/** Several of some words, with commas. Its choices are for the help and for shell completion. */
function listOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description).argParser(listOf(choices));
  option.argChoices = [...choices];
  return option;
}

function listOf(choices: readonly string[]): (text: string) => string[] {
  return (text) => {
    const items = text.split(",").map((item) => item.trim());
    const wrong = items.find((item) => !choices.includes(item));
    if (wrong !== undefined) {
      throw new InvalidArgumentError(`"${wrong}" is none of ${choices.join(", ")}.`);
    }
    return [...new Set(items)];
  };
}
