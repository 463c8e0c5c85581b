import type { Entry } from "./entry.ts";
import { shellWord } from "./shell.ts";

/**
 * The command by which a shell installs the program, in a directory outside of the checkout: there it reads no `.npmrc`,
 * `package.json` or `node_modules` that a pull request may have brought.
 *
 * @param place the directory, as the shell reads it
 */
export function installCommand({ version }: Entry, place: string): string {
  const flags = "--ignore-scripts --no-audit --no-fund";
  return `npm install --prefix ${place} ${flags} ${shellWord(`retrain-plan@${version}`)}`;
}

/** The program that it installs there. */
export function installedProgram(place: string): string {
  return `${place}/node_modules/.bin/retrain-plan`;
}

/** A comment, where the entry itself names no minimum of samples. */
export function minimumComment({ arguments: words }: Entry): string[] {
  return words.some((word) => /^--min-replay(?:=|$)/.test(word))
    ? []
    : [
        "# The minimum of samples is the configuration's (requirements.minimum_replay_size); to state it here,",
        "# print this again and end with: -- --min-replay N",
      ];
}
