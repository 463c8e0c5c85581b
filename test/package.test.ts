import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { type OutputChunk, rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copySeed } from "../fixtures/seed/make.mjs";
import config from "../rolldown.config.ts";
import { buildProgram } from "../src/cli/run.ts";
import { fakeHost } from "./support/host.ts";

/**
 * The package as a user gets it: packed, installed into an empty folder, and run. `npm test` builds
 * before; by itself this needs `npm run build`.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const NOW = "2025-08-14T08:00Z";
let folder: string;
let installed: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "retrain-plan-package-"));
  const packed = npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
  const [{ filename }] = JSON.parse(packed);
  npm(
    folder,
    "install",
    "--omit=dev",
    "--omit=optional",
    "--no-audit",
    "--no-fund",
    join(folder, filename),
  );
  installed = join(folder, "node_modules");
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function retrainPlan(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const bin = join(installed, ".bin", "retrain-plan");
  return spawnSync(bin, args, { cwd, encoding: "utf8", env: { ...process.env, ...env } });
}

/** The packages of the installation but for this one. */
function installedPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(installed, ".package-lock.json"), "utf8"));
  return Object.keys(lock.packages).map(packageOf).filter(isOther).sort();
}

/** The package that a path or URL below node_modules belongs to. */
function packageOf(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? "";
}

const isOther = (name: string) => name !== "" && name !== "retrain-plan";

describe("the installation", () => {
  test("is small", () => {
    const paths = readdirSync(installed, { recursive: true, encoding: "utf8" });
    const bytes = paths.reduce((sum, path) => sum + statSync(join(installed, path)).size, 0);
    expect(bytes / 1e6).toBeLessThan(15);
    expect(installedPackages().length + 1).toBeLessThanOrEqual(10);
  });

  /** A run of each command, in this order: a later one reads what an earlier one wrote. */
  const RUNS: Readonly<Record<string, readonly string[]>> = {
    demo: ["."],
    init: ["--config", "other.yaml"],
    generate: ["--now", NOW, "--format", "md,html,json"],
    check: ["--now", NOW],
    approve: ["latest", "--as", "A. Chen", "--role", "Validator"],
    verify: ["latest"],
    scan: [],
    drift: [],
    profile: [],
    schedule: ["--now", NOW],
    diff: ["latest", "latest"],
    cron: ["--print", "crontab"],
    backtest: [join(root, "fixtures/policy/project/three-blocks.json"), "--cost", "0.25"],
    "templates list": [],
    "templates eject": ["my-templates"],
    schema: [],
    completion: ["bash"],
  };

  test("runs every command, and loads other packages for the demo alone", () => {
    expect(Object.keys(RUNS).sort()).toEqual(commandNames().sort());
    const example = join(folder, "example");
    mkdirSync(example);
    const loaded: Record<string, string[]> = {};
    for (const [name, args] of Object.entries(RUNS)) {
      const coverage = join(folder, "coverage", name);
      const run = retrainPlan(example, [...name.split(" "), ...args], {
        NODE_V8_COVERAGE: coverage,
      });
      // The example project fails a rule.
      const status = name === "check" ? 1 : 0;
      expect({ name, stderr: run.stderr, status: run.status }).toEqual({
        name,
        stderr: "",
        status,
      });
      // It is an optional dependency, which is left out here.
      if (name === "profile") expect(run.stdout).toContain("unknown: DuckDB is not installed");
      const packages = loadedPackages(coverage);
      if (packages.length > 0) loaded[name] = packages;
    }
    const plan = join(example, "artifacts/retraining/latest/retrain_plan");
    expect(readFileSync(`${plan}.md`, "utf8")).toContain("churn-classifier");
    expect(readFileSync(`${plan}.html`, "utf8")).toContain("churn-classifier");
    expect(loaded).toEqual({ demo: installedPackages() });
  });

  /** The commands of the program, without those that only hold others. */
  function commandNames(): string[] {
    const names = (command: Command): string[] =>
      command.commands.length === 0
        ? [command.name()]
        : command.commands.flatMap(names).map((name) => `${command.name()} ${name}`);
    return buildProgram(fakeHost(folder).host, () => {}).commands.flatMap(names);
  }

  /** The packages of the scripts that Node's coverage of a run names. */
  function loadedPackages(coverage: string): string[] {
    const urls = readdirSync(coverage).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(coverage, file), "utf8"));
      return result.map(({ url }: { url: string }) => url);
    });
    return [...new Set(urls.map(packageOf).filter(isOther))].sort();
  }

  test("declares the packages that the bundle imports, and has the licences of those in it", async () => {
    const chunks = await bundledChunks();
    const { dependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    );
    const imports = new Set(chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]));
    for (const chunk of chunks) imports.delete(chunk.fileName);
    const isNeeded = (name: string) => !isBuiltin(name) && optionalDependencies[name] === undefined;
    expect([...imports].filter(isNeeded).sort()).toEqual(Object.keys(dependencies).sort());

    const text = readFileSync(join(installed, "retrain-plan/dist/THIRD-PARTY-LICENSES"), "utf8");
    const licences = text.split(`\n${"-".repeat(80)}\n\n`);
    const bundled = new Set(chunks.flatMap((chunk) => chunk.moduleIds).map(packageOf));
    const versions = [...bundled].filter(isOther).map((name) => {
      const path = join(root, "node_modules", name, "package.json");
      return `${name} ${JSON.parse(readFileSync(path, "utf8")).version}`;
    });
    expect(licences.map((licence) => licence.split("\n", 1)[0])).toEqual(versions.sort());
    for (const licence of licences) expect(licence).toMatch(/permission|licen[cs]e/i);
  });

  /** A second bundle, in which templates and WebAssembly are left out. */
  async function bundledChunks(): Promise<OutputChunk[]> {
    const code = "export default {}; export const simd = ''; export const scalar = ''";
    const empty = {
      name: "empty",
      load: {
        filter: { id: /\.hbs$|\?wasm$/ },
        handler: () => ({ code, moduleType: "js" as const }),
      },
    };
    const bundle = await rolldown({ ...(config as object), plugins: [empty] });
    const { output } = await bundle.generate({ format: "esm" });
    return output.filter((one): one is OutputChunk => one.type === "chunk");
  }

  test("gives the library its types", () => {
    const program = `
      import { loadConfig, type Plan } from "retrain-plan";
      export const { config } = await loadConfig(".", undefined, {});
      export const cadence: string = config.schedule.cadence;
      // @ts-expect-error
      export const count: number = config.schedule.cadence;
      export const format: (plan: Plan) => string = ({ metadata }) => metadata.generated_at;
    `;
    writeFileSync(join(folder, "program.mts"), program);
    const options =
      "--noEmit --strict --skipLibCheck --target es2023 --module nodenext --types node";
    const roots = ["--typeRoots", join(root, "node_modules/@types")];
    const tsc = join(root, "node_modules/.bin/tsc");
    const { stdout } = spawnSync(tsc, [...options.split(" "), ...roots, "program.mts"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  });
});

describe("the packed package", () => {
  test("says its version", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(retrainPlan(folder, ["--version"])).toMatchObject({ stdout: `${version}\n`, status: 0 });
  });

  test("exits with 2 where its code cannot be loaded", () => {
    const copy = join(folder, "copy");
    cpSync(join(installed, "retrain-plan"), copy, { recursive: true });
    for (const file of readdirSync(join(copy, "dist"))) {
      if (file.startsWith("start-")) writeFileSync(join(copy, "dist", file), "broken code");
    }
    const run = spawnSync(process.execPath, [join(copy, "dist/bin.js"), "check"], {
      encoding: "utf8",
    });
    expect(run).toMatchObject({ stderr: expect.stringContaining("internal error"), status: 2 });
  });

  test("prints the seed document byte for byte", async () => {
    const seed = join(folder, "seed");
    await copySeed(seed);
    const result = retrainPlan(seed, [
      ...["generate", "--template", "classic", "--dry-run"],
      ...["--now", "2025-08-14T08:23:51.328015+00:00", "--timezone", "Asia/Shanghai"],
    ]);
    const expected = readFileSync(join(root, "fixtures/seed/expected.md"), "utf8");
    expect(result).toMatchObject({ stdout: expected, stderr: "", status: 0 });
  });

  test("is a library, with its schemas", () => {
    const script = `
      import { createZone, parseInstant, loadConfig } from "retrain-plan";
      import { createRequire } from "node:module";
      const schema = createRequire(import.meta.url)("retrain-plan/plan.schema.json");
      const { config } = await loadConfig(process.cwd(), undefined, {});
      console.log(schema.title, config.schedule.cadence, parseInstant("2025-08-14", createZone("UTC")));
    `;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toBe("retrain-plan plan weekly 1755129600000000\n");
  });

  test("exits with 2 where it is not understood", () => {
    const result = retrainPlan(folder, ["genrate"]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain("generate");
  });
});
