import type { Command } from "commander";
import { similarTo } from "../text/similar.ts";

/**
 * The words of a command line with the flags that stand before the command put behind it:
 * `--quiet check` is `check --quiet`. Flags of the program itself, and unknown ones, stay where they are.
 */
export function commandFirst(program: Command, words: readonly string[]): string[] {
  const options = program.commands.flatMap((command) => command.options);
  let at = 0;
  while (words[at]?.startsWith("-")) {
    const [flag, value] = (words[at] as string).split("=", 2);
    const option = options.find(({ short, long }) => flag === short || flag === long);
    if (option === undefined) return [...words];
    at += option.required && value === undefined ? 2 : 1;
  }
  const command = words[at];
  if (command === undefined || command === "help") return [...words];
  return [command, ...words.slice(0, at), ...words.slice(at + 1)];
}

/**
 * Sees that the words which name a command name one. Commander does it at the outermost, but neither
 * behind `help` nor in a group that has a default.
 *
 * @throws CommanderError, with what was likely meant
 */
export function checkCommand(program: Command, words: readonly string[]): void {
  let command = program;
  for (const word of words) {
    if (command.commands.length === 0 || word.startsWith("-")) return;
    if (word === "help") continue;
    const next = command.commands.find((child) => child.name() === word);
    if (next === undefined) {
      const meant = similarTo(word, commandNames(command));
      const suggestion = meant === undefined ? "" : `; did you mean ${meant}?`;
      command.error(`error: unknown command '${word}'${suggestion}`);
    } else {
      command = next;
    }
  }
}

function commandNames(command: Command): string[] {
  return [...command.commands.map((child) => child.name()), "help"];
}
