import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { z } from "zod";
import { loadConfig } from "../../src/config/load.ts";
import { checkOutput } from "../../src/config/path-limits.ts";
import { type ConfigInput, configSchema } from "../../src/config/schema.ts";
import { scratch } from "../support/scratch.ts";

const OUTSIDE = "../secrets/a.json";

/** Every key that names files, each led out of the project. */
const LED_OUT: [string, ConfigInput][] = [
  ["sources[0].path", { sources: [{ path: OUTSIDE }] }],
  ["validation.runs[0]", { validation: { runs: [OUTSIDE] } }],
  ["validation.alerts[1]", { validation: { alerts: ["alerts/*.json", OUTSIDE] } }],
  ["validation.sources[0].path", { validation: { sources: [{ tool: "metrics", path: OUTSIDE }] } }],
  ["requirements.history.path", { requirements: { history: { path: OUTSIDE } } }],
  ["schedule.calendars[0]", { schedule: { calendars: [OUTSIDE] } }],
  ["drift.data.importance", { drift: { data: { importance: OUTSIDE } } }],
  [
    "checklist[0].evidence.path",
    { checklist: [{ item: "drill", evidence: { kind: "file", path: OUTSIDE } }] },
  ],
  [
    "review.independent_validation.report",
    { review: { independent_validation: { by: "R", on: "2025-06-30", report: OUTSIDE } } },
  ],
  ["output.directory", { output: { directory: OUTSIDE } }],
  ["output.template", { output: { template: OUTSIDE } }],
];

async function complaintOf(cwd: string, config: ConfigInput, options = {}): Promise<string | null> {
  const files = scratch({ "c.yaml": stringify(config) });
  return loadConfig(cwd, join(files, "c.yaml"), {}, options).then(
    () => null,
    (error: Error) => error.message,
  );
}

describe("what the configuration names lies in the project", () => {
  test.each(LED_OUT)("%s", async (key, config) => {
    const cwd = scratch();
    expect(await complaintOf(cwd, config)).toMatch(
      new RegExp(
        `c\\.yaml:\\d+: ${key.replace(/[[\].]/g, "\\$&")}: found "${OUTSIDE}", which leads`,
      ),
    );
    expect(await complaintOf(cwd, config, { allowOutside: true })).toBeNull();
  });

  test("every key of the schema that names files is looked at", () => {
    const schema = z.toJSONSchema(configSchema, { io: "input" }) as Schema;
    const named = [...keysThatName(schema, "")].sort();
    const tried = LED_OUT.map(([key]) => key.replace(/\[\d+\]/g, "[]")).sort();
    // These patterns only choose among what was found.
    const choosing = [
      "sources[].include[]",
      "sources[].exclude[]",
      "validation.sources[].metrics[]",
    ];
    expect(named.filter((key) => !choosing.includes(key))).toEqual(tried);
  });

  test.each([
    "..",
    "data/../../x",
    "/etc/passwd",
    "{data,../x}/*.json",
    "data/{a,b/../../../x}/*.json",
    "@(data|..)/x/*.json",
    "\\.\\./{x,y}",
  ])("a pattern such as %s leads out", async (pattern) => {
    expect(await complaintOf(scratch(), { validation: { runs: [pattern] } })).toMatch(/leads out/);
  });

  test.each(["..data/x.json", "a..b/*.json", "data/../metrics/*.json", "{a..z}/*.json", "."])(
    "%s does not",
    async (pattern) => {
      expect(await complaintOf(scratch(), { validation: { runs: [pattern] } })).toBeNull();
    },
  );

  test("nor does an absolute path that lies in it", async () => {
    const cwd = scratch();
    expect(await complaintOf(cwd, { sources: [{ path: join(cwd, "data") }] })).toBeNull();
  });

  test("a flag may name anything", async () => {
    const { config } = await loadConfig(scratch(), undefined, { output: { directory: "/plans" } });
    expect(config.output.directory).toBe("/plans");
  });
});

describe("links", () => {
  test("data may lie behind one, as on a mounted disk", async () => {
    const cwd = scratch();
    symlinkSync(scratch({ "a.csv": "x\n1\n" }), join(cwd, "data"));
    expect(await complaintOf(cwd, { sources: [{ path: "data" }] })).toBeNull();
  });

  test("a template may not, for its text is printed", async () => {
    const cwd = scratch();
    symlinkSync(join(scratch({ environ: "TOKEN=1" }), "environ"), join(cwd, "t.md.hbs"));
    expect(await complaintOf(cwd, { output: { template: "t.md.hbs" } })).toMatch(
      /found "t\.md\.hbs", a link that leads out of the project/,
    );
  });

  test("nor where plans are written, of which old ones are removed", () => {
    const cwd = scratch({ "inside/x": "" });
    symlinkSync(scratch(), join(cwd, "artifacts"));
    expect(() => checkOutput("artifacts/retraining", cwd)).toThrow(/a link that leads out/);
    mkdirSync(join(cwd, "plans"));
    symlinkSync("inside", join(cwd, "near"));
    for (const place of ["plans", "plans/new", "near/new"]) checkOutput(place, cwd);
  });

  test("the project itself may lie behind one", () => {
    const cwd = join(scratch(), "link");
    symlinkSync(scratch(), cwd);
    checkOutput("artifacts/retraining", cwd);
  });
});

interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

/** Keys of text whose description, or that of the list around them, speaks of files. */
function* keysThatName(schema: Schema, at: string, above = ""): Generator<string> {
  const said = schema.description ?? above;
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    yield* keysThatName(value, at === "" ? key : `${at}.${key}`);
  }
  for (const option of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) {
    yield* keysThatName(option, at, said);
  }
  if (schema.items !== undefined) yield* keysThatName(schema.items, `${at}[]`, said);
  const isWord = schema.enum !== undefined || schema.const !== undefined;
  const speaks = /\b(files?|folder|directory|globs?)\b|\.(path|directory)$/i;
  if (schema.type === "string" && !isWord && speaks.test(`${said} ${at}`)) yield at;
}
