import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import type { Trial } from "./trial.ts";

/**
 * `npm run attack`: what the files of a pull request, or another user of the machine, must not bring
 * about. Each file of `trials` is one test; a trial starts the built command line, in `dist`.
 */
const files = readdirSync(new URL("./trials", import.meta.url)).filter((f) => f.endsWith(".ts"));

test.for(files)("%s", { timeout: 300_000, concurrent: true }, async (file) => {
  const { trial } = (await import(`./trials/${basename(file, ".ts")}.ts`)) as { trial: Trial };
  const { tried, failures } = await trial.run();
  process.stdout.write(`attack ${trial.name}: ${tried} tried, ${failures.length} failures\n`);
  expect(failures).toEqual([]);
  expect(tried).toBeGreaterThan(0);
});
