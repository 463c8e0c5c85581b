import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { messageOf } from "../src/errors.ts";
import { scratch } from "./support/scratch.ts";

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("messageOf", () => {
  test("of the file system's errors has the reason alone", () => {
    const cwd = scratch({ file: "" });
    const path = join(cwd, "a, b 'c'");
    expect(messageOf(thrownBy(() => readFileSync(path)))).toBe("no such file or directory");
    expect(messageOf(thrownBy(() => readFileSync(join(cwd, "file/x"))))).toBe("not a directory");
    expect(messageOf(thrownBy(() => writeFileSync(cwd, "")))).toBe(
      "illegal operation on a directory",
    );
  });

  test("of others is their text on one line", () => {
    expect(messageOf(new Error("EACCES: permission denied, open 'x'\n  at y"))).toBe(
      "EACCES: permission denied, open 'x' at y",
    );
    expect(messageOf("text")).toBe("text");
  });
});
