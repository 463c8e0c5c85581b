import { Option } from "commander";
import type { CommandLine } from "./command-line.ts";
import { dataOptions, formatOption, scheduleOptions } from "./options.ts";
import { positiveNumbers } from "./values.ts";

/** Commands that print a part of what a plan stands on. */

export function scanCommand({ act, command }: CommandLine): void {
  dataOptions(
    command("scan", "count files, bytes and samples of the data", [
      "retrain-plan scan",
      "retrain-plan scan data/events --files --format json",
      "retrain-plan scan --explain data/events/2025-08-01.csv",
      "retrain-plan scan --since 2025-08-01 --by week",
    ]),
  )
    .argument("[paths...]", "directories or files, instead of the configured sources")
    .option("--files", "list each file, too, and what is unusual in how it was read")
    .option(
      "--explain <file>",
      "print how one file was read, and what to state where that is wrong",
    )
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
    .action(act(async () => (await import("../commands/scan.ts")).scan));
}

export function driftCommand({ act, command }: CommandLine): void {
  dataOptions(
    command("drift", "judge metrics, validation results, alerts and the columns of the data", [
      "retrain-plan drift",
      "retrain-plan drift --explain val_auc",
      "retrain-plan drift --explain amount",
      "retrain-plan drift --format json",
    ]),
  )
    .option("--explain <name>", "print every number that led to the verdict on a metric or column")
    .addOption(formatOption(["text", "json"]))
    .action(act(async () => (await import("../commands/drift.ts")).drift));
}

export function profileCommand({ act, command }: CommandLine): void {
  dataOptions(
    command("profile", "compare the columns of the data with those that the model was trained on", [
      "retrain-plan profile",
      "retrain-plan profile data/events --format html > profile.html",
    ]),
  )
    .argument("[data-set]", "a data set, as `scan` names it, instead of the training set")
    .addOption(formatOption(["table", "json", "html"]))
    .action(act(async () => (await import("../commands/profile.ts")).profile));
}

export function scheduleCommand({ act, command }: CommandLine): void {
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
    .action(act(async () => (await import("../commands/schedule.ts")).schedule));
}

export function backtestCommand({ act, command }: CommandLine): void {
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
      "every:N, never, cumulative-excess, aging, auto, cara-threshold, cara-cumulative, upf, " +
        "oracle (default: all, with every:1, every:4, every:13)",
    )
    .addOption(formatOption(["table", "json"]))
    .action(act(async () => (await import("../commands/backtest.ts")).backtest));
}
