#!/usr/bin/env node
import { run } from "./cli.ts";
import { processHost } from "./host.ts";

// The status until something has been judged: a process that dies on its way says "could not judge".
process.exitCode = 2;

// A reader that closes the pipe early, such as `head`, has seen enough: that is no error to report.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") process.stderr.write(`retrain-plan: ${error.message}\n`);
  process.exit(2);
});

process.exitCode = await run(process.argv.slice(2), processHost());
