import type { Command } from "commander";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";

/** The function that runs a command with the words of its line; the host is its first argument. */
export type Action = (host: Host, ...rest: never[]) => Promise<ExitStatus>;

/** The command line that is being put together. */
export interface CommandLine {
  readonly program: Command;
  /** Adds a command with the examples of its help. */
  command(name: string, description: string, examples: readonly string[]): Command;
  /** Runs what `load` gives when the command is called, and not before, so that help is quick. */
  act(load: () => Promise<Action>): (...words: unknown[]) => Promise<void>;
}
