import { Argument, type Command, Option } from "commander";
import { ENTRY_FORMATS } from "../config/choices.ts";
import type { Host } from "../runtime/host.ts";
import type { CommandLine } from "./command-line.ts";
import { cadenceOption, commonOptions } from "./options.ts";
import { timeOfDay } from "./values.ts";

/** Commands that set a project up, or this program on a machine. */

export function cronCommand({ act, command, program }: CommandLine): void {
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
        const command = await import("../commands/cron.ts");
        const generate = program.commands.find((child) => child.name() === "generate");
        return (host: Host, flags: string[], options: never) => {
          checkFlags(generate as Command, flags);
          return command.cron(host, flags, options);
        };
      }),
    );
  cron.usage("--print <scheduler> [options] [-- flags...]");
}

export function demoCommand({ act, command }: CommandLine): void {
  command("demo", "write an example project", ["retrain-plan demo", "retrain-plan demo /tmp/churn"])
    .argument("[dir]", "where to", "retrain-plan-demo")
    .action(act(async () => (await import("../commands/demo.ts")).demo));
}

export function initCommand({ act, command }: CommandLine): void {
  commonOptions(
    command("init", "write a starting configuration from what is on disk", [
      "retrain-plan init",
      "retrain-plan init --cwd ../churn --timezone Europe/Berlin",
      "retrain-plan init --config staging.yaml --force",
    ]),
  )
    .option("--force", "replace an existing configuration")
    .option("--full", "write every key, with its default or an example")
    .action(act(async () => (await import("../commands/init.ts")).init));
}

export function templatesCommand({ act, command }: CommandLine): void {
  const templates = command("templates", "list or copy the built-in templates", [
    "retrain-plan templates list",
    "retrain-plan templates eject my-templates",
    "retrain-plan generate --template my-templates/brief.md.hbs",
  ]);
  templates
    .command("list", { isDefault: true })
    .description("print the names of the built-in templates")
    .action(act(async () => (await import("../commands/templates.ts")).listTemplates));
  templates
    .command("eject")
    .description("copy the built-in templates, to be changed and named with --template")
    .argument("[dir]", "where to", "templates")
    .action(act(async () => (await import("../commands/templates.ts")).ejectTemplates));
}

export function schemaCommand({ act, command }: CommandLine): void {
  command("schema", "print the JSON Schema of the configuration, a plan or a scan", [
    "retrain-plan schema > retrain-plan.schema.json",
    "retrain-plan schema plan",
  ])
    .addArgument(
      new Argument("[name]", "of what").choices(["config", "plan", "scan"]).default("config"),
    )
    .action(act(async () => (await import("../commands/schema.ts")).schema));
}

export function completionCommand({ act, command, program }: CommandLine): void {
  command("completion", "print a completion script for a shell", [
    "retrain-plan completion bash >> ~/.bashrc",
    "retrain-plan completion zsh > ~/.zfunc/_retrain-plan",
    "retrain-plan completion fish > ~/.config/fish/completions/retrain-plan.fish",
  ])
    .addArgument(new Argument("<shell>", "for which shell").choices(["bash", "zsh", "fish"]))
    .action(act(async () => (await import("../commands/completion.ts")).completion(program)));
}

/** Sees that a command knows flags: else an entry would fail for the first time on some night. */
function checkFlags(command: Command, flags: readonly string[]): void {
  const { operands, unknown } = command.parseOptions([...flags]);
  const [wrong] = [...unknown, ...operands];
  if (wrong !== undefined) command.error(`error: \`generate\` does not know '${wrong}'`);
}
