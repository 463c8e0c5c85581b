#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";

// The status until something has been judged: a process that dies on its way says "could not judge".
// Node itself would exit with 1, which means that a rule does not hold.
process.exitCode = 2;
process.on("uncaughtException", die);
process.on("unhandledRejection", die);

// A reader that closes the pipe early, such as `head`, has seen enough: that is no error to report.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(2);
  die(error);
});
process.stderr.on("error", () => process.exit(2));

// Not imported from above: what fails there would be out of reach of the lines before.
void start();

async function start(): Promise<void> {
  // A plan of little data is over before what V8 does for long runs has paid: it grows its nursery by
  // doubling it, seven collections instead of three, and optimises functions that are soon done.
  // Of a flag that it does not know V8 complains on stderr: 11 is Node 20's, 13 Node 24's.
  const v8 = Number.parseInt(process.versions.v8, 10);
  if (v8 <= 13) setFlagsFromString("--semi-space-growth-factor=16");
  if (v8 <= 11) setFlagsFromString("--interrupt-budget=1000000");
  const { cacheDirectoryOf, keepCompiled } = await import("./compile-cache.ts");
  const cache = cacheDirectoryOf(process.env, process.platform);
  if (cache !== null) keepCompiled(`${cache}/code/${commandOf(process.argv)}`);
  const { run } = await import("./cli.ts");
  process.exitCode = await run(process.argv.slice(2));
}

/** What one command compiles another has little use for, and what is kept once is not added to. */
function commandOf([, , command = ""]: readonly string[]): string {
  return /^[a-z]{1,16}$/.test(command) ? command : "other";
}

function die(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  const what = (error as NodeJS.ErrnoException)?.syscall === "write" ? "output" : "internal error";
  process.stderr.write(`retrain-plan: ${what}: ${text}\n`);
  process.exit(2);
}
