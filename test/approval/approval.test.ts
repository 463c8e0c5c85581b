import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeApprovals } from "../../src/approval/approval-state.ts";
import { recordDecision } from "../../src/approval/record.ts";
import { run } from "../../src/cli/run.ts";
import { removeOld } from "../../src/publish/retention.ts";
import { parseInstant, UTC } from "../../src/time/instant.ts";
import { HOSTILE } from "../render/hostile.ts";
import { fakeHost } from "../support/host.ts";
import { scratch, writeFiles } from "../support/scratch.ts";

const CONFIG = "requirements: { minimum_replay_size: 2 }\n";
const RUN = '{ "timestamp": "2025-08-12T00:00:00Z", "status": "PASS" }';

/** A project with a plan, which most tests copy: to make the plan takes longer than what they do with it. */
const planned = mkdtempSync(join(tmpdir(), "retrain-plan-approval-"));
beforeAll(() => plan(planned));
afterAll(() => rmSync(planned, { recursive: true }));

/** A project with a plan in it, written a day ago. */
async function project(files: Record<string, string> = {}) {
  const cwd = scratch();
  if (Object.keys(files).length > 0) return plan(cwd, files);
  cpSync(planned, cwd, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return cwd;
}

async function plan(cwd: string, files: Record<string, string> = {}) {
  writeFiles(cwd, {
    "retrain-plan.yaml": CONFIG,
    "data/a.csv": "id,event_time\n1,2025-08-01\n2,2025-08-02\n",
    "data/b.csv": "id,event_time\n3,2025-08-03\n",
    "artifacts/1/validation_1.json": RUN,
    ...files,
  });
  expect(await call(cwd, "generate", "--quiet", "--now", "2025-08-13")).toMatchObject({
    status: 0,
  });
  return cwd;
}

async function call(cwd: string, ...words: string[]) {
  const { host, record } = fakeHost(cwd);
  return { status: await run(words, host), ...record };
}

const approve = (cwd: string, ...words: string[]) =>
  call(cwd, "approve", "latest", "--as", "M. Okafor", "--role", "Model owner", ...words);
const verify = (cwd: string, ...words: string[]) => call(cwd, "verify", "latest", ...words);
const latest = (cwd: string) => join(cwd, "artifacts/retraining/latest");

describe("a plan that was approved", () => {
  test("is as approved, until something of it is not", async () => {
    const cwd = await project();
    expect((await verify(cwd)).status).toBe(1);
    expect((await approve(cwd)).status).toBe(0);
    expect((await verify(cwd)).stdout).toMatch(/^Unchanged since approval: /);
    expect((await verify(cwd)).status).toBe(0);
  });

  test("and whose trend rests on a measurement that was changed is not as approved", async () => {
    const runOf = (day: number) =>
      JSON.stringify({
        ...{ timestamp: `2025-08-0${day}T00:00:00Z`, status: "PASS", metrics: { auc: 0.8 } },
      });
    const days = [1, 2, 3, 4, 5, 6, 7, 8];
    const path = (day: number) => `artifacts/1/validation_0${day}.json`;
    const cwd = await project(Object.fromEntries(days.map((day) => [path(day), runOf(day)])));
    await approve(cwd);
    expect((await verify(cwd)).status).toBe(0);
    writeFiles(cwd, { [path(2)]: runOf(2).replace("0.8", "0.9") });
    const { status, stdout } = await verify(cwd);
    expect(status).toBe(1);
    expect(stdout).toContain(path(2));
  });

  test("is not made unreadable by a decision that a program makes wrongly", async () => {
    const cwd = await project();
    const decision = { decision: "approve" as const, by: "A", role: "B", note: null };
    const at = "2025-08-14T08:00:00+00:00";
    const faulty = recordDecision(latest(cwd), "latest", { ...decision, at, until: "soon" });
    await expect(faulty).rejects.toThrow(/^latest: no decision can be like that: .*until/);
    expect((await approve(cwd)).status).toBe(0);
  });

  // Each difference by its path, with what was recorded and what was found.
  test.each([
    ["a document", "artifacts/retraining/latest/retrain_plan.md", "x"],
    ["a file of data", "data/a.csv", "id,event_time\n1,2025-08-01\n2,2025-08-09\n"],
    ["a new file of data", "data/c.csv", "id\n1\n"],
    ["evidence", "artifacts/1/validation_1.json", RUN.replace("PASS", "FAIL")],
    ["the configuration", "retrain-plan.yaml", "requirements: { minimum_replay_size: 1 }\n"],
  ])("%s that was changed", async (_, path, text) => {
    const cwd = await project();
    await approve(cwd);
    writeFiles(cwd, { [path]: text });
    const { status, stdout } = await verify(cwd);
    expect(status).toBe(1);
    const name = path.replace("latest", "20250813_000000Z");
    expect(stdout).toMatch(/^Changed since approval/);
    const [line] = stdout.split("\n").filter((one) => one.startsWith(`  ${name}: recorded `));
    const found = execFileSync("sha256sum", [join(cwd, path)], { encoding: "utf8" }).split(" ")[0];
    expect(line).toContain(`SHA-256 ${found}`);
    expect(stdout.split("\n").filter((one) => one.includes(": recorded "))).toHaveLength(1);
  });

  test.each([
    ["a document", "artifacts/retraining/latest/retrain_plan.md"],
    ["a file of data", "data/b.csv"],
    ["evidence", "artifacts/1/validation_1.json"],
  ])("%s that is gone", async (_, path) => {
    const cwd = await project();
    await approve(cwd);
    rmSync(join(cwd, path));
    const { status, stdout } = await verify(cwd);
    expect(status).toBe(1);
    expect(stdout).toMatch(/: recorded .*, found does not exist/);
  });

  test("a source that is gone", async () => {
    const cwd = await project();
    await approve(cwd);
    rmSync(join(cwd, "data"), { recursive: true });
    const { status, stdout } = await verify(cwd);
    expect(status).toBe(1);
    expect(stdout).toMatch(/ {2}data: recorded 2 files, .* found does not exist/);
  });

  test("its documents and their sums rewritten together are not what was approved", async () => {
    const cwd = await project();
    await approve(cwd);
    writeFileSync(join(latest(cwd), "retrain_plan.md"), "x");
    const sums = execFileSync("sha256sum", ["retrain_plan.md", "retrain_plan.json"], {
      cwd: latest(cwd),
    });
    writeFileSync(join(latest(cwd), "SHA256SUMS"), sums);
    expect((await verify(cwd)).status).toBe(1);
  });

  test("stays, however few plans are kept", async () => {
    const cwd = await project();
    await approve(cwd);
    for (const day of ["14", "15"]) {
      await call(cwd, "generate", "-q", "--keep", "1", "--now", `2025-08-${day}`);
    }
    const out = join(cwd, "artifacts/retraining");
    expect(removeOld(out, 1)).toEqual([]);
    const plans = readdirSync(out).filter((name) => /^\d/.test(name));
    expect(plans.sort()).toEqual(["20250813_000000Z", "20250815_000000Z"]);
  });

  test("sums are those of sha256sum", async () => {
    const cwd = await project();
    const options = { cwd: latest(cwd), encoding: "utf8" } as const;
    expect(execFileSync("sha256sum", ["-c", "SHA256SUMS"], options)).toBe(
      "retrain_plan.md: OK\nretrain_plan.html: OK\nretrain_plan.json: OK\n",
    );
  });
});

describe("approve refuses", () => {
  test("a plan that was altered after it was written", async () => {
    const cwd = await project();
    writeFileSync(join(latest(cwd), "retrain_plan.md"), "x");
    const { status, stderr } = await approve(cwd);
    expect(status).toBe(2);
    expect(stderr).toMatch(/retrain_plan\.md was altered .* recorded SHA-256 .* found SHA-256 /);
    expect(readdirSync(latest(cwd))).not.toContain("approvals.json");
  });

  test.each([
    ["no plan", ["nosuch"], /nosuch: no plan/],
    ["an empty name", ["latest", "--as", " "], /--as: found nothing/],
    ["a day that is none", ["latest", "--until", "2025-02-30"], /--until: "2025-02-30" is not a/],
    [
      "a rejection with an end",
      ["latest", "--decision", "reject", "--until", "2026-01-01"],
      /--until/,
    ],
  ])("%s", async (_, words, message) => {
    const cwd = await project();
    const { status, stderr } = await call(
      cwd,
      ...["approve", "--as", "A", "--role", "B"],
      ...words,
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe("verify cannot judge", () => {
  test.each([
    ["no JSON", "retrain_plan.json", "{", /retrain_plan\.json: not valid JSON/],
    ["no plan", "retrain_plan.json", "{}", /no plan of this version: metadata/],
    ["no sums", "SHA256SUMS", "x\n", /SHA256SUMS: line 1: not a SHA-256 and a name/],
    ["broken approvals", "approvals.json", '{"approvals":[{}]}', /approvals\.json: approvals\.0/],
    [
      "approvals that are a list",
      "approvals.json",
      "[]",
      /approvals\.json: the whole file: expected object, received array; fix it, or remove it/,
    ],
  ])("%s", async (_, name, text, message) => {
    const cwd = await project();
    writeFileSync(join(latest(cwd), name), text);
    const { status, stderr } = await verify(cwd);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  test("data of which a part could not be read when the plan was made", async () => {
    const cwd = scratch({ "data/a.csv": "id\n1\n" });
    mkdirSync(join(cwd, "data/x"));
    symlinkSync("nowhere", join(cwd, "data/x/gone.csv"));
    await call(cwd, "generate", "-q", "--now", "2025-08-13");
    await approve(cwd);
    const { status, stdout } = await verify(cwd);
    expect(stdout).toMatch(/data: not judged: not known when the plan was made: 1 path/);
    expect(status).toBe(2);
  });
});

test.each(HOSTILE.map((text) => [text.slice(0, 40), text]))(
  "hostile text of a decision is inert on a terminal: %j",
  async (_, text) => {
    if (text.trim() === "" || text.length > 1000) return;
    const cwd = await project();
    const words = [`--as=${text}`, `--role=${text}`, `--note=${text}`];
    const { status, stdout } = await call(cwd, "approve", "latest", ...words);
    expect(status).toBe(0);
    const said = (await verify(cwd)).stdout;
    for (const shown of [stdout, said]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not come through
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\u200b]/);
    }
    expect(said.split("\n")).toHaveLength(6);
    expect(
      JSON.parse(readFileSync(join(latest(cwd), "approvals.json"), "utf8")).approvals,
    ).toHaveLength(1);
  },
);

describe("a verdict", () => {
  const by = (
    name: string,
    decision: "approve" | "reject" = "approve",
    until: string | null = null,
    at = "2025-08-14T00:00:00+00:00",
  ) => ({ ...{ decision, by: name, role: name, until, note: null }, at, documents: [] });
  const missing = (
    approvals: ReturnType<typeof by>[],
    roles: string[] = [],
    now = parseInstant("2025-08-20T12:00:00Z", UTC) as number,
  ) => judgeApprovals(approvals, roles, now, UTC).missing;

  test.each([
    ["nobody", [], [], ["no approval holds"]],
    ["anybody", [by("A")], [], []],
    ["one of two roles", [by("A")], ["A", "B"], ["no approval by B holds"]],
    ["another role", [by("C")], ["A"], ["no approval by A holds"]],
    ["both roles", [by("A"), by("B")], ["A", "B"], []],
    ["a rejection beside an approval", [by("A"), by("B", "reject")], ["A"], ["rejected by B, B"]],
    ["a rejection taken back", [by("A", "reject"), by("A")], [], []],
    ["on its last day", [by("A", "approve", "2025-08-20")], [], []],
    ["a day later", [by("A", "approve", "2025-08-19")], [], ["no approval holds"]],
    ["nobody yet", [by("A", "approve", null, "2025-08-20T13:00:00Z")], [], ["no approval holds"]],
  ])("by %s", (_, approvals, roles, expected) => {
    expect(missing(approvals, roles)).toEqual(expected);
  });

  test("by a hundred thousand decisions takes no minute", () => {
    expect(missing(Array.from({ length: 100_000 }, (_, i) => by(`A${i}`)))).toEqual([]);
  });
});
