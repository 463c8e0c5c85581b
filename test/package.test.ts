import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copySeed } from "../fixtures/seed/make.mjs";

/**
 * The package as a user gets it: packed, installed into an empty folder, and run. `npm test` builds
 * before; by itself this needs `npm run build`.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "retrain-plan-package-"));
  const packed = npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
  const [{ filename }] = JSON.parse(packed);
  npm(folder, "install", "--no-audit", "--no-fund", join(folder, filename));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function retrainPlan(cwd: string, ...args: string[]) {
  const bin = join(folder, "node_modules", ".bin", "retrain-plan");
  return spawnSync(bin, args, { cwd, encoding: "utf8" });
}

describe("the packed package", () => {
  test("says its version", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(retrainPlan(folder, "--version")).toMatchObject({ stdout: `${version}\n`, status: 0 });
  });

  test("writes the example project and its plan", () => {
    expect(retrainPlan(folder, "demo", "example").status).toBe(0);
    const result = retrainPlan(
      folder,
      "generate",
      "--cwd",
      "example",
      "--now",
      "2025-08-14T08:00Z",
      "--format",
      "md,html,json",
    );
    expect(result).toMatchObject({ stderr: "", status: 0 });
    const latest = join(folder, "example/artifacts/retraining/latest");
    expect(readFileSync(join(latest, "retrain_plan.md"), "utf8")).toContain("churn-classifier");
    expect(existsSync(join(latest, "retrain_plan.html"))).toBe(true);
  });

  test("prints the seed document byte for byte", async () => {
    const seed = join(folder, "seed");
    await copySeed(seed);
    const result = retrainPlan(
      seed,
      "generate",
      "--template",
      "classic",
      "--dry-run",
      "--now",
      "2025-08-14T08:23:51.328015+00:00",
      "--timezone",
      "Asia/Shanghai",
    );
    const expected = readFileSync(join(root, "fixtures/seed/expected.md"), "utf8");
    expect(result).toMatchObject({ stdout: expected, stderr: "", status: 0 });
  });

  test("is a library, with its schemas", () => {
    const script = `
      import { zoneOf, parseInstant, loadConfig } from "retrain-plan";
      import { createRequire } from "node:module";
      const schema = createRequire(import.meta.url)("retrain-plan/plan.schema.json");
      const { config } = await loadConfig(process.cwd(), undefined, {});
      console.log(schema.title, config.schedule.cadence, parseInstant("2025-08-14", zoneOf("UTC")));
    `;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toBe("retrain-plan plan weekly 1755129600000000\n");
  });

  test("exits with 2 where it is not understood", () => {
    const result = retrainPlan(folder, "genrate");
    expect(result.status).toBe(2);
    expect(result.stderr).toContain("generate");
  });
});
