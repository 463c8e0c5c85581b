import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CONFIG_FILES, loadConfig } from "../../src/config/load.ts";
import type { ConfigInput } from "../../src/config/schema.ts";
import { UserError } from "../../src/errors.ts";
import { scratch } from "../support/scratch.ts";

const load = (text: string, flags: ConfigInput = {}, name = "retrain-plan.yaml") =>
  loadConfig(scratch({ [name]: text }), undefined, flags);

/** What `load` complains about. */
async function complaintOf(text: string, flags?: ConfigInput, name?: string): Promise<string> {
  const error = await load(text, flags, name).then(
    () => new Error("no error"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

const KEYS =
  "$schema, model, timezone, sources, engines, validation, metrics, drift, requirements, schedule, policy, checklist, " +
  "implementation_steps, emergency_procedures, output, gate, review";
const KINDS = '"file", "validation", "data_readable", "data_quality", "attestation"';

describe("a wrong key is one line that says file, line, key, found, expected", () => {
  test.each([
    [
      "unknown at the top",
      "# a comment\ntimezon: UTC\n",
      "2: timezon: unknown key, perhaps timezone",
    ],
    [
      "unknown, nested",
      "schedule:\n  cycles: 3\n  cadense: weekly\n",
      "3: schedule.cadense: unknown key, perhaps cadence",
    ],
    [
      "a cron expression that is none",
      'schedule:\n  cadence: "0 25 * * *"\n',
      '2: schedule.cadence: found "0 25 * * *": invalid value for hour: 25',
    ],
    [
      "a cron expression that never comes",
      'schedule:\n  cadence: "0 6 30 2 *"\n',
      '2: schedule.cadence: found "0 6 30 2 *": names no time that ever comes',
    ],
    [
      "a weekday where cycles are ten days apart",
      "schedule:\n  cadence: P10D\n  anchor: { weekday: monday }\n",
      '3: schedule.anchor.weekday: found "monday", expected no weekday where cycles are neither weeks nor months apart',
    ],
    [
      "a blackout that ends before it begins",
      "schedule:\n  blackouts:\n    - { from: 2025-12-24, to: 2025-12-20 }\n",
      '3: schedule.blackouts[0].to: found "2025-12-20", expected a day that is not before `from`',
    ],
    [
      "a cadence of minutes",
      "schedule:\n  cadence: PT5M\n",
      '2: schedule.cadence: found "PT5M", expected at least an hour between retrainings',
    ],
    [
      "a cadence of no time",
      "schedule:\n  cadence: P0D\n",
      '2: schedule.cadence: found "P0D", expected one of "daily", "weekly", "biweekly", "monthly", "auto", an ISO 8601 duration such as "P10D", or a cron expression such as "0 6 * * 1"',
    ],
    [
      "a price without a currency",
      "requirements:\n  prices: { gpu_hour: 2.5 }\n",
      "2: requirements.prices.currency: found nothing, expected text",
    ],
    [
      "unknown, in an item of a list",
      "sources:\n  - path: data\n  - path: more\n    time_colum: at\n",
      "4: sources[1].time_colum: unknown key, perhaps time_column",
    ],
    [
      "unknown, in a member of a union",
      "checklist:\n  - item: A\n    evidence:\n      kind: file\n      path: a\n      age: 3\n",
      "6: checklist[0].evidence.age: unknown key, expected one of kind, path, max_age_days",
    ],
    [
      "that has moved",
      "validation:\n  report_days: 30\n",
      "2: validation.report_days moved to validation.max_age_days, for evaluations and reports alike: write `validation: {max_age_days: 30}`",
    ],
    [
      "__proto__",
      "__proto__: {cadence: daily}\n",
      `1: __proto__: unknown key, expected one of ${KEYS}`,
    ],
    ["a key with a line break", '"a\\nb": 1\n', `1: a b: unknown key, expected one of ${KEYS}`],
    [
      "text for a section",
      "schedule: weekly",
      '1: schedule: found "weekly", expected a mapping of keys: cadence, anchor, lead_time …',
    ],
    [
      "a section without keys",
      "\nschedule:\n",
      "2: schedule: found null, expected a mapping of keys, indented below it",
    ],
    ["a number for text", "model: {name: 7}", "1: model.name: found 7, expected text"],
    [
      "text for a list",
      "schedule: { blackouts: all }",
      '1: schedule.blackouts: found "all", expected a list: write `[{from: all}]`',
    ],
    [
      "text for a switch",
      "sources: [{path: a, header: yes}]",
      '1: sources[0].header: found "yes", expected true or false, or a number',
    ],
    [
      "text for a number",
      'requirements: {storage_gb: "5"}',
      '1: requirements.storage_gb: found "5", expected a number: write 5',
    ],
    [
      "a fraction",
      "requirements: {minimum_replay_size: 1.5}",
      "1: requirements.minimum_replay_size: found 1.5, expected a whole number",
    ],
    [
      "zero",
      "requirements: {minimum_replay_size: 0}",
      "1: requirements.minimum_replay_size: found 0, expected a number of at least 1",
    ],
    [
      "a number of GPUs that is none",
      "requirements: {gpus: many}",
      '1: requirements.gpus: found "many", expected a number of GPUs, such as 8, or with their kind, such as 8x A100',
    ],
    [
      "a negative amount",
      "requirements: {storage_gb: -1}",
      "1: requirements.storage_gb: found -1, expected a number above 0",
    ],
    [
      "infinity",
      "requirements: {storage_gb: .inf}",
      "1: requirements.storage_gb: found Infinity, expected a number",
    ],
    [
      "no number",
      "requirements: {storage_gb: .nan}",
      "1: requirements.storage_gb: found NaN, expected a number",
    ],
    [
      "too many cycles",
      "schedule: {cycles: 10001}",
      "1: schedule.cycles: found 10001, expected a number of at most 10000",
    ],
    [
      "too long a horizon",
      "schedule: {cadence: daily, horizon: 100y}",
      '1: schedule.horizon: found "100y", expected a horizon of at most 10000 cycles',
    ],
    [
      "no horizon",
      "schedule: {horizon: 6m}",
      '1: schedule.horizon: found "6m", expected a number with d, w, mo or y: 90d, 6mo, 1y',
    ],
    [
      "cycles and horizon",
      "schedule:\n  cycles: 3\n  horizon: 6mo",
      '3: schedule.horizon: found "6mo", expected either cycles or horizon, not both',
    ],
    [
      "a word that is none of the choices",
      "schedule:\n  cadence: hourly",
      '2: schedule.cadence: found "hourly", expected one of "daily", "weekly", "biweekly", "monthly", "auto", an ISO 8601 duration such as "P10D", or a cron expression such as "0 6 * * 1"',
    ],
    [
      "… in a list",
      "output:\n  formats: [md, pdf]",
      '2: output.formats[1]: found "pdf", expected one of "md", "html", "json"',
    ],
    [
      "no time zone",
      "timezone: Mars/Olympus",
      '1: timezone: found "Mars/Olympus", expected an IANA time zone such as "UTC" or "Europe/Berlin"',
    ],
    [
      "empty text",
      "model:\n  name: ''",
      '2: model.name: found "", expected text that is not empty',
    ],
    [
      "blank text",
      "model:\n  name: '  '",
      '2: model.name: found "  ", expected text that is not empty',
    ],
    ["an empty list", "sources: []", "1: sources: found [], expected at least 1 item"],
    [
      "a delimiter of two characters",
      'sources: [{path: a, delimiter: "||"}]',
      '1: sources[0].delimiter: found "||", expected one character',
    ],
    [
      "a key that is missing",
      "sources:\n  - name: a",
      "2: sources[0].path: found nothing, expected a `path`, a `table` or a `sql`",
    ],
    [
      "a day that does not exist",
      "checklist:\n  - item: A\n    evidence:\n      {kind: attestation, by: B, on: 2025-02-30}",
      '4: checklist[0].evidence.on: found "2025-02-30", expected a day that exists',
    ],
    [
      "evidence of an unknown kind",
      "checklist:\n  - item: A\n    evidence:\n      kind: rumour",
      `4: checklist[0].evidence.kind: found "rumour", expected one of ${KINDS}`,
    ],
    [
      "evidence of no kind",
      "checklist:\n  - item: A\n    evidence: {}",
      `3: checklist[0].evidence.kind: found nothing, expected one of ${KINDS}`,
    ],
    [
      "a list for the whole",
      "- a\n",
      '1: the whole file: found ["a"], expected a mapping of keys, without `-` or brackets',
    ],
    [
      "text for the whole",
      "hello\n",
      '1: the whole file: found "hello", expected a mapping of keys: model, timezone, sources …',
    ],
    [
      "a long value, cut",
      `model: ${"x".repeat(100)}`,
      `1: model: found "${"x".repeat(56)}…, expected a mapping of keys: id, name, version …`,
    ],
  ])("%s", async (_, text, expected) => {
    expect(await complaintOf(text)).toBe(`retrain-plan.yaml:${expected}`);
  });

  test("only rules of the configuration can be turned into warnings", async () => {
    const gate =
      "gate:\n  warn_on: [max_gap_dayz]\n  rules: { max_gap_days: 2, max_age_days: 3 }\n";
    expect(await complaintOf(`${gate}metrics: { auc: { floor: 0.8 } }\n`)).toBe(
      'retrain-plan.yaml:2: gate.warn_on[0]: found "max_gap_dayz", expected a rule of this file, perhaps max_gap_days',
    );
    expect(await complaintOf("gate: { warn_on: [metric auc] }\nmetrics: { auc: {} }\n")).toMatch(
      /expected no name: there are neither limits under gate\.rules nor under metrics/,
    );
    const text = `${gate.replace("[max_gap_dayz]", "[max_age_days, metric auc]")}metrics: { auc: { floor: 0.8 } }\n`;
    expect((await load(text)).config.gate.warn_on).toEqual(["max_age_days", "metric auc"]);
  });

  test("several wrong keys are several lines", async () => {
    const complaint = await complaintOf("timezone: 5\nfoo: 1\noutput: {formats: []}\n");
    expect(complaint.split("\n").map((line) => line.split(": ").slice(0, 2))).toEqual([
      ["retrain-plan.yaml:1", "timezone"],
      ["retrain-plan.yaml:3", "output.formats"],
      ["retrain-plan.yaml:2", "foo"],
    ]);
  });
});

describe("a limit of a metric", () => {
  const complaint = (rule: string) => complaintOf(`metrics:\n  ${rule}\n`);

  test.each([
    [
      "log_loss: { floor: 0.2 }",
      "log_loss.floor: found 0.2, expected a ceiling: of log_loss lower is better; if not, set metrics.log_loss.direction",
    ],
    [
      "val_auc: { ceiling: 0.9 }",
      "val_auc.ceiling: found 0.9, expected a floor: of val_auc higher is better; if not, set metrics.val_auc.direction",
    ],
    [
      "uplift: { direction: lower, floor: 0.2 }",
      "uplift.floor: found 0.2, expected a ceiling: of uplift lower is better",
    ],
    [
      "auc: { floor: 0.8, ceiling: 0.9 }",
      "auc.ceiling: found 0.9, expected either a floor or a ceiling, whichever is worse",
    ],
    [
      "auc: { floor: -0.8 }",
      "auc.floor: found -0.8, expected a number from 0: auc is never below it",
    ],
    [
      "rmse: { ceiling: -2 }",
      "rmse.ceiling: found -2, expected a number from 0: rmse is never below it",
    ],
    [
      "auc: { rollback: { action: Roll back } }",
      'auc.rollback: found {"action":"Roll back"}, expected a floor or a ceiling beside it, which says when',
    ],
    [
      "auc: { ignore: true, floor: 0.8 }",
      "auc.ignore: found true, expected nothing beside `ignore: true`, which leaves the metric out",
    ],
    [
      "{ auc: { loss_cost_per_day: 1 }, rmse: { loss_cost_per_day: 2 } }",
      "rmse.loss_cost_per_day: found 2, expected a cost for one metric: metrics.auc has one, and losses of two are not added",
    ],
    ["auc: { acceptance: {} }", "auc.acceptance.max_loss: found nothing, expected a number"],
  ])("%s is refused", async (rule, expected) => {
    expect(await complaint(rule)).toBe(`retrain-plan.yaml:2: metrics.${expected}`);
  });

  test.each([
    "auc: { floor: 0.8, acceptance: { max_loss: 0.01 }, rollback: {} }",
    "log_loss: { ceiling: 0.4, max_drop: 0.05 }",
    "log_loss: { direction: higher, floor: 0.2 }",
    // Negated, as AutoGluon writes errors.
    "rmse: { direction: higher, floor: -2 }",
    "neg_rmse: { floor: -2 }",
    "r2: { floor: -0.1 }",
    "uplift: { floor: 0.2 }",
  ])("%s is accepted", async (rule) => {
    await expect(load(`metrics:\n  ${rule}\n`)).resolves.toBeDefined();
  });
});

describe("text that is no YAML names its line", () => {
  test.each([
    [
      "a list never closed",
      "schedule:\n  cadence: [weekly\n",
      /^retrain-plan\.yaml:3: Flow sequence/,
    ],
    [
      "a tab as indentation",
      "schedule:\n\tcadence: weekly\n",
      "retrain-plan.yaml:2: Tabs are not allowed as indentation",
    ],
    [
      "a key twice",
      "timezone: UTC\ntimezone: UTC\n",
      "retrain-plan.yaml:2: the key timezone is there twice, first in line 1",
    ],
    [
      "two documents",
      "timezone: UTC\n---\ntimezone: UTC\n",
      "retrain-plan.yaml:2: a second document begins here; there may be one",
    ],
    ["an alias of nothing", "timezone: *zone\n", /^retrain-plan\.yaml: Unresolved alias .*zone$/],
    ["lists in lists without end", "[".repeat(20_000), /^retrain-plan\.yaml:1: nested too deeply$/],
    [
      "bytes",
      "!!binary x{y}",
      /^retrain-plan\.yaml:1: the whole file: found "x\{y\}", expected a map/,
    ],
    ["items of items", "- ".repeat(300), /^retrain-plan\.yaml:1: nested too deeply$/],
    // As text each level of such a key is twice as long as the one within.
    ["a key of keys", `${"? ".repeat(40)}x`, /^retrain-plan\.yaml:1: a key that is a mapping/],
    ["a list in itself", "sources: &a [*a]", /^retrain-plan\.yaml:1: sources/],
    [
      "anchors without end",
      "- &a x\n".repeat(5001),
      /^retrain-plan\.yaml:5001: too many anchors and aliases/,
    ],
    [
      "a megabyte",
      `review:\n  risks:\n${"  - x\n".repeat(200_000)}`,
      /^retrain-plan\.yaml: cannot be read: it has 1 MB, of which a configuration may have 1$/,
    ],
  ])("%s", async (_, text, expected) => {
    const complaint = await complaintOf(text);
    expect(complaint).toMatch(expected);
    expect(complaint).not.toContain("\n");
  });

  test("a bomb of aliases is refused, not unfolded", async () => {
    const letters = [..."abcdefghi"];
    const levels = letters.slice(1).map((letter, index) => {
      const below = Array.from({ length: 9 }, () => `*${letters[index]}`).join(",");
      return `${letter}: &${letter} [${below}]`;
    });
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]", ...levels].join("\n");
    expect(await complaintOf(bomb)).toMatch(/^retrain-plan\.yaml: Excessive alias count/);
  });

  test("of thousands of unknown keys fifty are said", async () => {
    const keys = Array.from({ length: 10_000 }, (_, i) => `k${i}: 1\n`).join("");
    const error = await load(keys).catch((reason: unknown) => reason as Error);
    const lines = (error as Error).message.split("\n");
    expect(lines).toHaveLength(51);
    expect(lines[50]).toBe("retrain-plan.yaml: and 9950 more faults like these");
  });

  test("passwords in addresses do not come into the plan", async () => {
    const { config } = await load(
      "review: { risks: [see https://me:pw@wiki.example.org/x?token=t] }",
    );
    expect(config.review.risks).toEqual(["see https://***@wiki.example.org/x?token=***"]);
  });

  test("JSON that repeats a key", async () => {
    const text = '{\n  "timezone": "UTC",\n  "timezone": "UTC"\n}';
    expect(await complaintOf(text, {}, "retrain-plan.json")).toBe(
      "retrain-plan.json:3: the key timezone is there twice, first in line 2",
    );
  });
});

test("a pattern that holds an address is judged as it is used, without its password", async () => {
  const wildcards = "*x".repeat(50);
  const complaint = await complaintOf(`validation: { runs: ["https://u:p@h/${wildcards}"] }\n`);
  expect(complaint).toMatch(/validation\.runs\[0\]: .*at most 50 wildcards/);
});

describe("reading", () => {
  test("nothing, an empty file and a comment alone mean the defaults", async () => {
    const { config, file } = await loadConfig(scratch(), undefined, {});
    expect(file).toBeNull();
    expect(config).toMatchObject({
      timezone: "UTC",
      schedule: { cadence: "weekly", blackout_rule: "after" },
      output: { directory: "artifacts/retraining", template: "default" },
      gate: { fail_on: ["insufficient-data", "urgent"] },
    });
    for (const text of ["", "\n", "# nothing yet\n", "null\n"]) {
      expect((await load(text)).config).toEqual(config);
    }
  });

  test.each([
    ["CRLF", "timezone: Asia/Kolkata\r\nschedule:\r\n  cycles: 3\r\n", "retrain-plan.yml"],
    ["a byte order mark", "\uFEFFtimezone: Asia/Kolkata\nschedule: {cycles: 3}\n", undefined],
    ["JSON", '{"timezone":"Asia\\/Kolkata","schedule":{"cycles":3}}', "retrain-plan.json"],
    [
      "JSON indented by tabs",
      '{\n\t"timezone": "Asia/Kolkata",\n\t"schedule": {\n\t\t"cycles": 3\n\t}\n}\n',
      "retrain-plan.json",
    ],
    [
      "an anchor",
      "timezone: &zone Asia/Kolkata\nmodel: {name: *zone}\nschedule: {cycles: 3}",
      undefined,
    ],
  ])("%s", async (_, text, name) => {
    const { config, file } = await load(text, {}, name);
    expect(config.timezone).toBe("Asia/Kolkata");
    expect(config.schedule.cycles).toBe(3);
    expect(file?.path).toBe(name ?? "retrain-plan.yaml");
  });

  test("says the SHA-256 of the bytes", async () => {
    // printf 'timezone: UTC\n' | sha256sum
    expect((await load("timezone: UTC\n")).file?.sha256).toBe(
      "be81d3abf8e7aaf610ddf70685a51e8ea0d5223eba199204957cc7504a09462e",
    );
  });

  test("two configurations at once are refused, for one would be ignored", async () => {
    const cwd = scratch(Object.fromEntries(CONFIG_FILES.map((name) => [name, ""])));
    await expect(loadConfig(cwd, undefined, {})).rejects.toThrow(
      "retrain-plan.yaml and retrain-plan.yml and retrain-plan.json both exist",
    );
    expect((await loadConfig(cwd, "retrain-plan.yml", {})).file?.path).toBe("retrain-plan.yml");
  });

  test.each([
    ["that is missing", () => {}],
    ["that is a directory", (path: string) => void mkdirSync(path)],
    ["that is a link to nothing", (path: string) => symlinkSync("gone.yaml", path)],
  ])("a named file %s", async (_, make) => {
    const cwd = scratch();
    make(join(cwd, "mine.yaml"));
    await expect(loadConfig(cwd, "mine.yaml", {})).rejects.toThrow(
      /^mine\.yaml: cannot be read: (no such file or directory|not a regular file)/,
    );
  });

  test("a configuration that is a link to nothing is not taken for none", async () => {
    const cwd = scratch();
    symlinkSync("gone.yaml", join(cwd, "retrain-plan.yaml"));
    await expect(loadConfig(cwd, undefined, {})).rejects.toThrow(
      /^retrain-plan\.yaml: cannot be read: no such file or directory/,
    );
  });
});

describe("flags", () => {
  const FILE = "timezone: Asia/Kolkata\nschedule:\n  cadence: daily\n  horizon: 6mo\n";

  test("win over the file, key by key", async () => {
    const { config } = await load(FILE, { schedule: { cadence: "monthly" } });
    expect(config.schedule).toMatchObject({ cadence: "monthly", horizon: "6mo" });
    expect(config.timezone).toBe("Asia/Kolkata");
  });

  test("--cycles takes the place of a horizon, and the other way round", async () => {
    const { schedule } = (await load(FILE, { schedule: { cycles: 2 } })).config;
    expect(schedule.cycles).toBe(2);
    expect(schedule.horizon).toBeUndefined();
    const other = await load("schedule: {cycles: 9}", { schedule: { horizon: "1y" } });
    expect(other.config.schedule).toMatchObject({ horizon: "1y" });
    expect(other.config.schedule.cycles).toBeUndefined();
  });

  test("do not hide an error of the file", async () => {
    const complaint = await complaintOf("timezone: Mars", { timezone: "UTC" });
    expect(complaint).toMatch(/^retrain-plan\.yaml:1: timezone: /);
  });

  test.each(["", "timezone: UTC\n"])("are not the file's error (%j)", async (text) => {
    expect(await complaintOf(text, { timezone: "Mars" })).toBe(
      'command line: timezone: found "Mars", expected an IANA time zone such as "UTC" or "Europe/Berlin"',
    );
  });

  test("make sections that the file has not", async () => {
    const { config } = await load("timezone: UTC", { output: { formats: ["html"] } });
    expect(config.output).toEqual({
      directory: "artifacts/retraining",
      formats: ["html"],
      template: "default",
    });
  });
});
