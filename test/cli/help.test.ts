import { afterEach, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";

afterEach(() => {
  process.exitCode = undefined;
});

test.each([
  ["help", 0],
  ["help generate", 0],
  ["generate --help", 0],
  ["templates help", 0],
  ["help nosuch", 2],
  ["", 2],
])(
  "retrain-plan %s: exit status %i, in a process whose status is 2 until it has judged",
  async (line, status) => {
    process.exitCode = 2;
    const { host } = fakeHost("/");
    expect(await run(line.split(" ").filter(Boolean), host)).toBe(status);
  },
);
