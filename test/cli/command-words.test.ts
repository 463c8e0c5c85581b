import { describe, expect, test } from "vitest";
import { commandFirst } from "../../src/cli/command-words.ts";
import { buildProgram } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";

describe("commandFirst", () => {
  const program = buildProgram(fakeHost("/").host, () => {});

  test.each([
    ["--quiet check", "check --quiet"],
    ["-q --cwd check check --verbose", "check -q --cwd check --verbose"],
    ["--now=2025-08-14 scan data", "scan --now=2025-08-14 data"],
    ["--no-color genrate", "genrate --no-color"],
    ["check --quiet", "check --quiet"],
    // These are the program's own.
    ["--help check", "--help check"],
    ["-V", "-V"],
    ["--quiet help check", "--quiet help check"],
    // Nobody's, or of nothing.
    ["--bogus check", "--bogus check"],
    ["--quiet", "--quiet"],
    ["--cwd", "--cwd"],
    ["", ""],
  ])("%s is %s", (words, same) => {
    expect(commandFirst(program, words.split(" ").filter(Boolean)).join(" ")).toBe(same);
  });
});
