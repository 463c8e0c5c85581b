import { cpSync, existsSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createZone, formatInstant } from "../../src/time/instant.ts";
import type { Evidence } from "../../src/validation/evidence.ts";
import { readEvidence } from "../../src/validation/read.ts";
import { scratch } from "../support/scratch.ts";
import { configOf, instant } from "../support/values.ts";

const fixtures = new URL("../../fixtures/validation/", import.meta.url).pathname;
const tools = readdirSync(fixtures).filter((name) => existsSync(join(fixtures, name, "project")));

/** What a tool left in `project/` is found there without a configuration, as `expected.json` says. */
describe("what the tools themselves wrote", () => {
  test.each(tools)("%s", async (tool) => {
    const evidence = await read(projectOf(tool));
    await expect(`${JSON.stringify(shown(evidence), null, 2)}\n`).toMatchFileSnapshot(
      join(fixtures, tool, "expected.json"),
    );
  });
});

/** A copy, for git keeps no modification times, and its own history must not be found. */
function projectOf(tool: string): string {
  const cwd = scratch();
  cpSync(join(fixtures, tool, "project"), cwd, { recursive: true, verbatimSymlinks: true });
  const modified = instant("2026-01-02T03:04:05Z") / 1e6;
  for (const entry of readdirSync(cwd, { recursive: true, encoding: "utf8" })) {
    utimesSync(join(cwd, entry), modified, modified);
  }
  return cwd;
}

function read(cwd: string): Promise<Evidence> {
  const now = instant("2027-01-01T00:00:00Z");
  return readEvidence({ cwd, now, zone: createZone("UTC"), config: configOf().validation });
}

/** As JSON, in which NaN and infinities are texts. */
function shown({ series, runs, alerts, problems }: Evidence) {
  return {
    series: series.map(({ points, ...rest }) => ({
      ...rest,
      points: points.map(({ at, value, ...point }) => ({
        time: formatInstant(at, createZone("UTC")),
        value: Number.isFinite(value) ? value : `${value}`,
        ...point,
      })),
    })),
    ...{ runs, alerts, problems },
  };
}
