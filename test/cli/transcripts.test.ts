import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { copySeed } from "../../fixtures/seed/make.mjs";
import { run } from "../../src/cli/run.ts";
import { writeDemo } from "../../src/demo/demo.ts";
import { toGolden } from "../support/golden.ts";
import { fakeHost } from "../support/host.ts";
import { setModified } from "../support/scratch.ts";

/**
 * Each `*.txt` beside this file is a session: `# project: NAME`, then commands behind `$`, each
 * with what it printed and its exit status. The commands are run again and must print the same; of
 * one that ends in `| head -N`, the first N lines.
 * `npx vitest run -u test/cli` writes them anew: read the difference.
 */
const directory = new URL("./", import.meta.url).pathname;
const transcripts = readdirSync(directory).filter((name) => name.endsWith(".txt"));

const fixture = (path: string) =>
  new URL(`../../fixtures/validation/${path}`, import.meta.url).pathname;

/** The demo, which many sessions copy. */
const demo = mkdtempSync(join(tmpdir(), "retrain-plan-demo-"));
beforeAll(() => writeDemo(demo));
afterAll(() => rmSync(demo, { recursive: true }));
const copyDemo = (target: string) =>
  cpSync(demo, target, { recursive: true, preserveTimestamps: true });

const PROJECTS: Record<string, (target: string) => unknown> = {
  none: (target) => mkdirSync(target),
  empty: (target) => mkdirSync(join(target, "data"), { recursive: true }),
  demo: copyDemo,
  seed: copySeed,
  evidently: (target) => {
    // The others have no time of their own.
    const filter = (path: string) => !/\/(columns|regression|share)\.json$/.test(path);
    cpSync(fixture("evidently/project"), target, { recursive: true, filter });
    mkdirSync(join(target, "data"));
  },
  expectations: (target) =>
    cpSync(fixture("great-expectations/project"), target, { recursive: true }),
  mlflow: (target) => cpSync(fixture("mlflow/files"), target, { recursive: true }),
  metrics: (target) => cpSync("fixtures/drift/project", target, { recursive: true }),
  policy: (target) => {
    cpSync(new URL("../../fixtures/policy/project", import.meta.url), target, { recursive: true });
    setModified(join(target, "data/events.csv"), "2025-08-13T10:00:00Z");
  },
  schedule: (target) => {
    copyDemo(target);
    cpSync(new URL("../../fixtures/schedule/project", import.meta.url), target, {
      recursive: true,
    });
  },
  review: (target) => {
    copyDemo(target);
    cpSync(new URL("../../fixtures/review/project", import.meta.url), target, { recursive: true });
  },
  nannyml: (target) => cpSync(fixture("nannyml/project"), target, { recursive: true }),
  tables: (target) => {
    cpSync(fixture("tables/project"), target, { recursive: true });
    setModified(join(target, "reports/metrics.csv"), "2025-08-14T10:00:00Z");
  },
  trees: (target) => cpSync(fixture("metrics/project"), target, { recursive: true }),
};

let scratch: string | undefined;
afterEach(() => {
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
});

describe("transcripts", () => {
  test.each(transcripts)("%s", async (name) => {
    const text = readFileSync(join(directory, name), "utf8");
    const project = /^# project: (\w+)$/m.exec(text)?.[1] ?? "";
    const head = text.slice(0, text.indexOf("\n$ ") + 1);
    scratch = mkdtempSync(join(tmpdir(), "retrain-plan-"));
    const cwd = join(scratch, "project");
    await PROJECTS[project]?.(cwd);

    let replayed = head;
    for (const [, line = ""] of text.matchAll(/^\$ (.*)$/gm)) {
      const [, command = "", lines] = /^(.*?)(?: \| head -(\d+))?$/.exec(line) as RegExpExecArray;
      const head = (text: string) =>
        lines === undefined ? text : `${text.split("\n", Number(lines)).join("\n")}\n`;
      const cat = /^cat (\S+)$/.exec(command)?.[1];
      if (cat !== undefined) {
        replayed += `$ ${line}\n${head(readFileSync(join(cwd, cat), "utf8"))}\n`;
        continue;
      }
      const { host, record } = fakeHost(cwd);
      const status = await run(wordsOf(command).slice(1), host);
      // A machine's own paths have no place in a transcript.
      const shown = head(record.both.replaceAll(cwd, "PROJECT").replaceAll("\r\n", "\n"));
      replayed += `$ ${line}\n${shown}Exit status: ${status}\n\n`;
    }
    await expect(toGolden(replayed)).toMatchFileSnapshot(join(directory, name));
  });
});

/** Splits a command line as a shell would, as far as the transcripts need: words and quotes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? "");
}
