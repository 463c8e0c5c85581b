import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copySeed } from "../../fixtures/seed/make.mjs";
import { compare } from "./compare.mjs";

const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

/** How long the program takes to start, and to plan a small project, beside a bare Node. */
export async function benchStart() {
  const cwd = join(mkdtempSync(join(tmpdir(), "retrain-plan-bench-")), "seed");
  await copySeed(cwd);
  compare("Start-up, whole process", [
    { name: "node -e 0", command: [process.execPath, "-e", "0"] },
    { name: "retrain-plan --version", command: [process.execPath, BIN, "--version"], atMost: 1.5 },
    { name: "retrain-plan --help", command: [process.execPath, BIN, "--help"], atMost: 1.5 },
    {
      name: "generate on fixtures/seed",
      command: [process.execPath, BIN, "generate", "--template", "classic", "--dry-run"],
      cwd,
      atMost: 4,
    },
  ]);
  rmSync(join(cwd, ".."), { recursive: true });
}
