import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A run that has not ended then is killed, and counts as one that hangs. */
export const MOST_SECONDS = 20;

const CHILD = readFileSync(new URL("./shared-child.mjs", import.meta.url), "utf8");

/** How a run of the program ended. */
export interface Ended {
  /** null for a run that was killed, since it hung or by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The built program, run by run in one process, since most runs take less time than the start of a process. After
 * a run that hangs, or that ends the process, the next one gets another process.
 *
 * @example
 * const program = new SharedProcess(resolve("dist/bin.js"));
 * const { status } = await program.run(["scan", "--cwd", project]);
 * program.end();
 */
export class SharedProcess {
  readonly #program: string;
  readonly #uid: number | undefined;
  #child: ChildProcess | null = null;

  /**
   * @param program the path of the built `bin.js`, absolute
   * @param uid the user to run it as, for which this process must be root's; without it, this user
   */
  constructor(program: string, uid?: number) {
    this.#program = program;
    this.#uid = uid;
  }

  /**
   * Runs one command line; another may be run only when it has ended.
   *
   * @param env is set for this run, and for later ones that do not set it themselves
   */
  run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    this.#child ??= this.#start();
    const child = this.#child;
    const printed = { stdout: "", stderr: "" };
    return new Promise((resolve) => {
      const end = (status: number | null) => {
        clearTimeout(timer);
        child.removeAllListeners("close");
        child.stdout?.removeAllListeners("data");
        child.stderr?.removeAllListeners("data");
        const [stdout = "", stderr = ""] = [printed.stdout, printed.stderr].map(beforeEnd);
        resolve({ status, stdout, stderr });
      };
      // While other trials block this process the time runs out, too: the second in which it then reads what a
      // run has printed is not part of it.
      let timer = setTimeout(() => {
        timer = setTimeout(() => child.kill("SIGKILL"), 1000);
      }, MOST_SECONDS * 1000);
      child.once("close", (status) => {
        this.#child = null;
        end(status);
      });
      for (const name of ["stdout", "stderr"] as const) {
        child[name]?.on("data", (text: string) => {
          printed[name] += text;
          if (Object.values(printed).every(hasEnd)) end(Number(printed.stdout.split("\0")[1]));
        });
      }
      child.send({ words, env });
    });
  }

  /** Ends the process. */
  end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = null;
  }

  #start(): ChildProcess {
    const user = this.#uid === undefined ? {} : { uid: this.#uid, gid: this.#uid };
    // Its text, not its file, which another user may not be allowed to read.
    const child = spawn(process.execPath, ["--input-type=module", "-e", CHILD, this.#program], {
      ...user,
      cwd: "/",
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    child.stdout?.setEncoding("utf8");
    child.stderr?.setEncoding("utf8");
    return child;
  }
}

/** Whether a stream has the end of a run: its status between two NULs, which the program itself never prints. */
function hasEnd(printed: string): boolean {
  return printed.split("\0").length > 2;
}

function beforeEnd(printed: string): string {
  return printed.split("\0", 1)[0] ?? "";
}
