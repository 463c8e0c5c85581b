import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorMessage } from "../src/errors.ts";
import { scratch } from "./support/scratch.ts";

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

describe("errorMessage", () => {
  test("of the file system's errors has the reason alone", () => {
    const cwd = scratch({ file: "" });
    const path = join(cwd, "a, b 'c'");
    expect(errorMessage(thrownBy(() => readFileSync(path)))).toBe("no such file or directory");
    expect(errorMessage(thrownBy(() => readFileSync(join(cwd, "file/x"))))).toBe("not a directory");
    expect(errorMessage(thrownBy(() => writeFileSync(cwd, "")))).toBe(
      "illegal operation on a directory",
    );
  });

  test("of others is their text on one line", () => {
    expect(errorMessage(new Error("EACCES: permission denied, open 'x'\n  at y"))).toBe(
      "EACCES: permission denied, open 'x' at y",
    );
    expect(errorMessage("text")).toBe("text");
  });
});
