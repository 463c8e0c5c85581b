import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { copySeed } from "../../fixtures/seed/make.mjs";
import { run } from "../../src/cli/run.ts";
import { buildJsonSchema, type SchemaName } from "../../src/commands/schema.ts";
import { DEMO_CONFIG } from "../../src/demo/config.ts";
import { writeDemo } from "../../src/demo/demo.ts";
import { fakeHost } from "../support/host.ts";

function validator(name: SchemaName) {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  addFormats.default(ajv);
  return ajv.compile(buildJsonSchema(name));
}

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "retrain-plan-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe("plan.schema.json", () => {
  const validate = validator("plan");

  async function expectValid(project: string, ...flags: string[]) {
    const { host, record } = fakeHost(project);
    await run(["generate", "--dry-run", "--format", "json", ...flags], host);
    const valid = validate(JSON.parse(record.stdout));
    expect(validate.errors).toBe(null);
    expect(valid).toBe(true);
  }

  test("describes the plan of the example project", async () => {
    await writeDemo(cwd);
    await expectValid(cwd);
    await expectValid(cwd, "--cadence", "monthly", "--horizon", "1y", "--timezone", "Asia/Kolkata");
    await expectValid(cwd, "--horizon", "1d");
  });

  test("describes the plan of the seed project", async () => {
    await copySeed(join(cwd, "seed"));
    await expectValid(join(cwd, "seed"), "--now", "2025-08-14T08:23:51.328015+00:00");
  });

  test("describes the plan of a project without data", async () => {
    mkdirSync(join(cwd, "data"));
    await expectValid(cwd);
  });

  test("refuses what is no plan", () => {
    expect(validate({ metadata: {} })).toBe(false);
  });
});

describe("scan.schema.json", () => {
  const validate = validator("scan");

  async function expectValid(project: string, ...flags: string[]) {
    const { host, record } = fakeHost(project);
    expect(await run(["scan", "--format", "json", ...flags], host)).toBe(0);
    const scan = JSON.parse(record.stdout);
    validate(scan);
    expect(validate.errors).toBe(null);
    return scan;
  }

  test("describes scans of the example, the seed and an empty project", async () => {
    const all = ["--files", "--since", "2025-08-01", "--by", "week"];
    await writeDemo(join(cwd, "demo"));
    await copySeed(join(cwd, "seed"));
    mkdirSync(join(cwd, "empty/data"), { recursive: true });
    for (const project of ["demo", "seed", "empty"]) {
      const whole = await expectValid(join(cwd, project), "--files");
      expect(whole.file_list).toHaveLength(whole.files);
      const recent = await expectValid(join(cwd, project), ...all);
      expect(recent.since.samples + recent.since.unknown).toBe(recent.samples.counted);
      expect(recent.samples.counted + recent.since.left_out.samples).toBe(whole.samples.counted);
    }
  });

  test("refuses what is no scan", () => {
    expect(validate({ files: 1 })).toBe(false);
  });
});

describe("retrain-plan.schema.json", () => {
  test("accepts the example's configuration, and refuses a misspelt key", () => {
    const validate = validator("config");
    expect(validate(parse(DEMO_CONFIG))).toBe(true);
    expect(validate({ schedule: { cadance: "weekly" } })).toBe(false);
  });
});
