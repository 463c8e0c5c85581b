import { Option } from "commander";
import { CHECK_FORMATS, DECISIONS, FAIL_ON, FORMATS } from "../config/choices.ts";
import type { CommandLine } from "./command-line.ts";
import { formatOption, listOption, planOptions, writtenPlanOptions } from "./options.ts";
import { duration, wholeNumber } from "./values.ts";

/** Commands that write, judge, approve or compare plans. */

export function generateCommand({ act, command }: CommandLine): void {
  planOptions(
    command("generate", "write the retraining plan", [
      "retrain-plan generate",
      "retrain-plan generate --horizon 6mo --format md,html,json --out plans",
      "retrain-plan generate --template brief --dry-run",
    ]),
  )
    .option("--out <dir>", "where plans are written (default: artifacts/retraining)")
    .addOption(
      listOption("--format <list>", "formats, with commas (default: md,html,json)", FORMATS),
    )
    .option(
      "--template <name|file>",
      "default, brief, pccp, sr11-7, classic, or a file such as mine.md.hbs",
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
    .action(act(async () => (await import("../commands/generate.ts")).generate));
}

export function checkCommand({ act, command }: CommandLine): void {
  planOptions(
    command("check", "check the data and the model against rules, for CI; writes nothing", [
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
    .action(act(async () => (await import("../commands/check.ts")).check));
}

export function approveCommand({ act, command }: CommandLine): void {
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
    .action(act(async () => (await import("../commands/approve.ts")).approve));
}

export function verifyCommand({ act, command }: CommandLine): void {
  writtenPlanOptions(
    command("verify", "say whether a plan, its evidence and its data are what was approved", [
      "retrain-plan verify latest",
      "retrain-plan verify artifacts/retraining/20250814_080000Z --format json",
    ]),
  )
    .addOption(formatOption(["text", "json"]))
    .action(act(async () => (await import("../commands/verify.ts")).verify));
}

export function diffCommand({ act, command }: CommandLine): void {
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
    .action(act(async () => (await import("../commands/diff.ts")).diff));
}
