import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const BIN = fileURLToPath(new URL("../dist/bin.cjs", import.meta.url));

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "compiled-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function schedule(env: Record<string, string> = {}): string {
  return execFileSync(process.execPath, [BIN, "schedule", "--now", "2025-08-14"], {
    cwd: home,
    encoding: "utf8",
    env: { XDG_CACHE_HOME: home, LOCALAPPDATA: home, HOME: home, ...env },
  });
}

const cache = () => join(home, "retrain-plan", "code");
/** Node since 22.1 keeps them a directory deeper. */
const kept = () =>
  readdirSync(cache(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

describe("what was compiled", () => {
  test("is kept for the next run, for this user alone", () => {
    const first = schedule();
    const files = kept();
    expect(files.length).toBeGreaterThan(1);
    if (process.platform !== "win32") expect(statSync(cache()).mode & 0o077).toBe(0);
    const written = files.map((file) => statSync(file).mtimeMs);
    expect(schedule()).toBe(first);
    expect(kept()).toEqual(files);
    expect(files.map((file) => statSync(file).mtimeMs)).toEqual(written);
  });

  test("has a place for each command, and one for what is none", () => {
    schedule();
    for (const word of ["../../evil", "--version"]) {
      spawnSync(process.execPath, [BIN, word], { env: { ...process.env, XDG_CACHE_HOME: home } });
    }
    if (process.platform === "linux")
      expect(readdirSync(cache()).sort()).toEqual(["other", "schedule"]);
  });

  test("is made anew where it is broken", () => {
    const first = schedule();
    for (const file of kept()) {
      const bytes = readFileSync(file);
      bytes.fill(0x5a, bytes.length >> 1);
      writeFileSync(file, bytes);
    }
    expect(schedule()).toBe(first);
    for (const file of kept()) writeFileSync(file, "");
    expect(schedule()).toBe(first);
  });

  test("may import ES modules, without a warning", () => {
    for (let run = 0; run < 2; run++) {
      const { status, stderr } = spawnSync(process.execPath, [BIN, "demo", `demo-${run}`], {
        cwd: home,
        encoding: "utf8",
        env: { XDG_CACHE_HOME: home, LOCALAPPDATA: home, HOME: home },
      });
      expect([status, stderr]).toEqual([0, ""]);
    }
  });

  test("is not kept where nobody wants it, or nothing can be written", () => {
    const first = schedule({ NODE_DISABLE_COMPILE_CACHE: "1" });
    expect(readdirSync(home)).toEqual([]);
    writeFileSync(join(home, "retrain-plan"), "in the way");
    expect(schedule()).toBe(first);
  });
});
