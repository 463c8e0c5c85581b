import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Trial } from "../trial.ts";

/** What is printed of hostile names must be inert on a terminal. */
export const trial: Trial = {
  name: "output",
  async run() {
    const failures: string[] = [];
    const project = mkdtempSync(join(tmpdir(), "retrain-plan-attack-"));
    mkdirSync(join(project, "data"));
    NAMES.forEach((name, k) => {
      writeFileSync(join(project, "data", `${name}${k}.csv`), "a,b\n1\n");
    });
    try {
      for (const format of FORMATS) {
        const { stdout, stderr } = spawnSync(
          process.execPath,
          ["dist/bin.cjs", "check", "--cwd", project, "--min-replay", "5", "--format", format],
          { encoding: "utf8" },
        );
        const found = UNSAFE.exec(stdout + stderr);
        if (found) failures.push(`${format}: ${JSON.stringify(found[0])} reaches the terminal`);
      }
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
    return { tried: FORMATS.length * NAMES.length, failures };
  },
};

const FORMATS = ["text", "github", "md", "junit"];
const NAMES = ["\u001b[2Jx", "\u0007", "\u009b2J", "\u202egnp", "\u2066x", "a\rb", "\u007f"];
const UNSAFE = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
