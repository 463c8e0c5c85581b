import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";
import { fencedBlocks, readPage, tableRows } from "./pages.ts";

const readme = readPage("README.md");

async function call(cwd: string, ...words: string[]) {
  const { host, record } = fakeHost(cwd);
  expect(await run(words, host)).toBe(0);
  return record.stdout;
}

describe("README", () => {
  test("shows the summary of the example project as it is printed", async () => {
    const cwd = scratch();
    await call(cwd, "demo", "example");
    const now = "2025-08-14T08:00:00Z";
    const printed = await call(cwd, "generate", "--cwd", "example", "--now", now);
    const shown = fencedBlocks(readme, "").find((text) => text.startsWith("CANNOT DECIDE"));
    expect(printed.replaceAll("example/artifacts", "artifacts").trim()).toBe(shown);
  });

  test("lists every command, and no other", async () => {
    const help = await call(scratch(), "--help");
    const commands = [...help.matchAll(/^ {2}([a-z]+) .*? {2}/gm)].map(([, name]) => name);
    const listed = tableRows(readme, "Commands").map(([cell]) => /`([a-z]+)/.exec(`${cell}`)?.[1]);
    expect(listed.sort()).toEqual(
      commands.filter((name) => !/help|retrain/.test(`${name}`)).sort(),
    );
  });

  test("can be read on the way: 200 lines at most", () => {
    expect(readme.text.trimEnd().split("\n").length).toBeLessThanOrEqual(200);
  });
});
