import type { RunTimes } from "./run-times.ts";

/** The facts for a scheduler: what to run, and when. */
export interface Entry {
  /** The model, as people call it. */
  readonly title: string;
  /** The same in lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Absolute paths: of Node, of the program, and of the package that holds it. */
  readonly node: string;
  readonly program: string;
  readonly packageDirectory: string;
  readonly version: string;
  /** The project's directory, absolute; and as it is called within its repository, empty for its top. */
  readonly cwd: string;
  readonly below: string;
  /** Where plans are written, relative to the project or absolute. */
  readonly output: string;
  /** The arguments after `generate --cwd DIR`. */
  readonly arguments: readonly string[];
  readonly times: RunTimes;
  readonly zone: string;
  /** How far the zone's clocks are ahead of UTC today, in minutes. */
  readonly offsetMinutes: number;
}

/** The words of the command, with the project's directory as the scheduler sees it. */
export function commandLine({ node, program, cwd, arguments: rest }: Entry): string[] {
  return [node, program, "generate", "--quiet", "--cwd", cwd, ...rest];
}
