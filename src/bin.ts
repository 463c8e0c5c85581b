#!/usr/bin/env node

import { terminalText } from "./text/terminal-text.ts";

// The status until something has been judged: a process that dies on its way says "could not judge".
// Node itself would exit with 1, which means that a rule does not hold.
process.exitCode = 2;
process.on("uncaughtException", die);
process.on("unhandledRejection", die);

// A reader that closes the pipe early, such as `head`, has seen enough: there is nothing to report.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(2);
  die(error);
});
process.stderr.on("error", () => process.exit(2));

// Not imported above: an error in there would be out of reach of these handlers.
void start();

async function start(): Promise<void> {
  const { run } = await import("./cli/run.ts");
  process.exitCode = await run(process.argv.slice(2));
}

function die(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  const what = (error as NodeJS.ErrnoException)?.syscall === "write" ? "output" : "internal error";
  const isOnGitHub = process.env.GITHUB_ACTIONS === "true";
  process.stderr.write(terminalText(`retrain-plan: ${what}: ${text}\n`, { isOnGitHub }));
  process.exit(2);
}
