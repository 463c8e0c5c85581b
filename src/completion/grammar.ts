import type { Argument, Command, Help, Option } from "commander";

/** The words that may follow one command. The shells' scripts are written from it. */
export interface Grammar {
  /** The words up to here: `retrain-plan templates eject`. */
  readonly line: string;
  readonly description: string;
  readonly commands: readonly Grammar[];
  readonly flags: readonly Flag[];
  readonly values: readonly Value[];
}

export interface Flag {
  /** As typed, the short one first: `-q`, `--quiet`. */
  readonly names: readonly string[];
  readonly description: string;
  /** The value after the flag; null without one. */
  readonly value: Value | null;
}

/** An argument of a command, or what follows a flag. */
export interface Value {
  /** As the help calls it: `dir`. */
  readonly name: string;
  readonly choices: readonly string[];
  /** Several of the choices, with commas. */
  readonly isList: boolean;
  readonly paths: "files" | "directories" | null;
  /** Whether every further argument is alike. */
  readonly isVariadic: boolean;
}

/** Reads the grammar off commander's own tree, so that completion knows what the help knows. */
export function readGrammar(program: Command): Grammar {
  return read(program, program.name(), program.createHelp(), []);
}

function read(command: Command, line: string, help: Help, siblings: readonly string[]): Grammar {
  const commands = help.visibleCommands(command);
  const names = commands.map((child) => child.name());
  return {
    line,
    description: command.description(),
    commands: commands.map((child) => read(child, `${line} ${child.name()}`, help, names)),
    flags: help.visibleOptions(command).map(readFlag),
    values: command.registeredArguments.map((argument) => readArgument(argument, siblings)),
  };
}

function readFlag(option: Option): Flag {
  const { short, long, description } = option;
  const name = /[<[]([^<[\]>]+)[\]>]/.exec(option.flags)?.[1];
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    value: name === undefined ? null : valueNamed(name, option),
  };
}

function readArgument(argument: Argument, siblings: readonly string[]): Value {
  const value = valueNamed(argument.name(), argument);
  // The argument of `help` is the one that commander declares itself.
  return value.name === "command" ? { ...value, choices: siblings } : value;
}

/** The value that the placeholder in a help text names: `<dir>`, `<file>`, `<name|file>`, `<list>`, `[paths...]`. */
function valueNamed(name: string, { argChoices = [], variadic }: Option | Argument): Value {
  const words = name.split(/\W+/);
  return {
    name,
    choices: argChoices,
    isList: words.includes("list"),
    paths: words.includes("dir")
      ? "directories"
      : words.some((word) => /^(file|path)s?$/.test(word))
        ? "files"
        : null,
    isVariadic: variadic,
  };
}
