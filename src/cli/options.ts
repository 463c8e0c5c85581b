import { type Command, Option } from "commander";
import { CADENCE_CHOICES } from "../config/choices.ts";
import { createListParser, horizon, wholeNumber } from "./values.ts";

/** Of nearly every command. */
export function commonOptions(command: Command): Command {
  return command
    .option("--cwd <dir>", "the model's repository (default: the working directory)")
    .option("--config <file>", "configuration (default: retrain-plan.yaml, .yml or .json)")
    .option("--now <instant>", "plan as of this instant, ISO 8601 (default: the clock)")
    .option("--allow-outside", "let the configuration name paths outside of the repository")
    .option("--offline", "contact no server: what only servers hold is unknown")
    .option("--timezone <zone>", "IANA zone of dates (default: UTC)")
    .option("-q, --quiet", "print nothing but errors")
    .option("--verbose", "print the stack of an error, and why no counts are kept")
    .option("--no-color", "print without colour");
}

/** Of commands about a plan that is written. */
export function writtenPlanOptions(command: Command): Command {
  return commonOptions(command)
    .argument("<plan>", "latest, a plan's directory, or its retrain_plan.json")
    .option("--out <dir>", "where plans are written (default: artifacts/retraining)");
}

/** Of commands that read the data. */
export function dataOptions(command: Command): Command {
  return commonOptions(command).option(
    "--no-cache",
    "count every file again, and do not cache counts",
  );
}

/** Of commands that plan cycles. */
export function scheduleOptions(command: Command): Command {
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

/** Of commands that make a plan. */
export function planOptions(command: Command): Command {
  return scheduleOptions(dataOptions(command)).option(
    "--min-replay <n>",
    "samples that a retraining needs",
    wholeNumber,
  );
}

export function cadenceOption(): Option {
  return wordsOption(
    "--cadence <cadence>",
    "time between cycles: a name (auto: what costs least), an ISO 8601 duration such as P10D, or a cron expression " +
      "(default: weekly)",
    CADENCE_CHOICES,
  );
}

/** One of some formats, by default the first. */
export function formatOption(formats: readonly string[]): Option {
  return new Option("--format <format>", "how to print it").choices(formats).default(formats[0]);
}

/** Words that shell completion offers; the configuration's own rule judges what is given. */
function wordsOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description).argParser((text) => text);
  option.argChoices = [...choices];
  return option;
}

/** Several of some words, with commas. Its choices are for the help and for shell completion. */
export function listOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description).argParser(createListParser(choices));
  option.argChoices = [...choices];
  return option;
}
