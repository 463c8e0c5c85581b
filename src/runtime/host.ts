import { realpathSync } from "node:fs";
import { UserError } from "../errors.ts";
import { terminalText } from "../text/terminal-text.ts";
import type { Instant } from "../time/instant.ts";

/** A stream that text is written to. */
export interface Output {
  /** Prints text, in which nothing has an effect on a terminal or a log but colours. */
  write(text: string): void;
  /** Prints what is to have an effect: the caller has made the names in it inert. */
  writeRaw(text: string): void;
  readonly isTTY: boolean;
  /** Width of the terminal; 80 where it is unknown. */
  readonly columns: number;
}

/** Everything ambient that the program may look at: tests hand in another. */
export interface Host {
  readonly cwd: string;
  /** The clock. Read once a run, and not at all where `--now` is given. */
  now(): Instant;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A text that cannot be guessed: 32 hexadecimal digits. */
  randomToken(): string;
  /** The command that runs this program: Node, and its script, both absolute. */
  readonly program: readonly [string, string];
  readonly stdout: Output;
  readonly stderr: Output;
}

/** The host of this process. */
export function processHost(): Host {
  return {
    get cwd() {
      try {
        return process.cwd();
      } catch (cause) {
        throw new UserError("the working directory is gone", {
          hint: "change to one that exists",
          cause,
        });
      }
    },
    // Date.now() has milliseconds only; the high-resolution clock has the rest.
    now: () => Math.floor((performance.timeOrigin + performance.now()) * 1000),
    env: process.env,
    randomToken: () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex"),
    get program() {
      return [process.execPath, realpathSync(process.argv[1] as string)] as const;
    },
    stdout: wrapOutput(process.stdout, true),
    stderr: wrapOutput(process.stderr, false),
  };
}

function wrapOutput(stream: NodeJS.WriteStream, isColoured: boolean): Output {
  const printing = { isColoured, isOnGitHub: process.env.GITHUB_ACTIONS === "true" };
  return {
    write: (text) => void stream.write(terminalText(text, printing)),
    writeRaw: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    columns: stream.columns || 80,
  };
}
