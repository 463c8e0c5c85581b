import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatInstant, UTC } from "../../src/time/instant.ts";
import { gitHistory } from "../../src/validation/files/git-history.ts";
import { readEvidence } from "../../src/validation/read.ts";
import { scratch, setModified, writeFiles } from "../support/scratch.ts";
import { configOf, instant } from "../support/values.ts";

/** A repository in which git is as it comes, whatever this machine's configuration says. */
function repository() {
  const cwd = scratch();
  const git = (words: readonly string[], at = "2025-08-01T00:00:00Z") =>
    execFileSync("git", words, {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: cwd,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "a",
        GIT_AUTHOR_EMAIL: "a@example.org",
        GIT_COMMITTER_NAME: "c",
        GIT_COMMITTER_EMAIL: "c@example.org",
        GIT_AUTHOR_DATE: at,
        // Rebased later: the author's date counts.
        GIT_COMMITTER_DATE: "2025-08-13T00:00:00Z",
      },
    }).toString();
  git(["init", "--quiet", "--initial-branch=main"]);
  const commit = (at: string, files: Record<string, string>) => {
    writeFiles(cwd, files);
    git(["add", "--all"]);
    git(["commit", "--quiet", "--message=x", "--allow-empty"], at);
  };
  return { cwd, git, commit };
}

const auc = (value: number | string) => `{"auc": ${value}}\n`;

async function read(cwd: string, validation: object = {}) {
  const now = instant("2025-08-14T00:00:00Z");
  const { series, ...rest } = await readEvidence({
    ...{ cwd, now, zone: UTC },
    config: configOf({ validation }).validation,
  });
  const points = series.flatMap(({ metric, points }) =>
    points.map(({ at, timeSource, value }) => [
      metric,
      formatInstant(at, UTC).slice(0, 16),
      timeSource,
      value,
    ]),
  );
  return { points, ...rest };
}

describe("a file that is overwritten is a series by its commits", () => {
  test("so is a table, whether it states its time or not", async () => {
    const { cwd, commit } = repository();
    const rows = ["date,auc", "2025-08-01,0.9", "2025-08-02,0.8", "2025-08-03,0.7"];
    const grown = (count: number) => `${rows.slice(0, count + 1).join("\n")}\n`;
    commit("2025-08-02T00:00:00Z", { "metrics.csv": grown(1), "scores.csv": "f1\n0.5\n" });
    commit("2025-08-04T00:00:00Z", { "metrics.csv": grown(3), "scores.csv": "f1\n0.4\n" });
    commit("2025-08-06T00:00:00Z", { "metrics.csv": `${rows[0]}\n2025-08-05,0.6\n` });
    const { points, problems } = await read(cwd);
    expect(points).toEqual([
      ["auc", "2025-08-01T00:00", "run", 0.9],
      ["auc", "2025-08-02T00:00", "run", 0.8],
      ["auc", "2025-08-03T00:00", "run", 0.7],
      ["auc", "2025-08-05T00:00", "run", 0.6],
      ["f1", "2025-08-02T00:00", "commit", 0.5],
      ["f1", "2025-08-04T00:00", "commit", 0.4],
    ]);
    expect(problems).toEqual([]);
  });

  test("with what stands uncommitted as its last point", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": auc(0.9) });
    commit("2025-08-02T06:00:00Z", { "other.txt": "x" });
    commit("2025-08-08T06:00:00Z", { "metrics.json": auc("NaN") });
    writeFiles(cwd, { "metrics.json": auc(0.7) });
    setModified(join(cwd, "metrics.json"), "2025-08-10T00:00:00Z");
    expect(await read(cwd)).toMatchObject({
      points: [
        ["auc", "2025-08-01T06:00", "commit", 0.9],
        ["auc", "2025-08-08T06:00", "commit", Number.NaN],
        ["auc", "2025-08-10T00:00", "modified", 0.7],
      ],
      problems: [],
    });
  });

  test("unless `history` is false", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": auc(0.9) });
    commit("2025-08-08T06:00:00Z", { "metrics.json": auc(0.8) });
    const sources = [{ tool: "metrics", path: "metrics.json", history: false }];
    const { points } = await read(cwd, { sources });
    expect(points).toEqual([["auc", "2025-08-08T06:00", "commit", 0.8]]);
  });

  test("but not by a change of its mode", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": auc(0.9) });
    chmodSync(join(cwd, "metrics.json"), 0o755);
    commit("2025-08-08T06:00:00Z", {});
    expect((await read(cwd)).points).toEqual([["auc", "2025-08-01T06:00", "commit", 0.9]]);
  });

  test("a merge is one change, when it came", async () => {
    const { cwd, git, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": auc(0.9) });
    git(["checkout", "--quiet", "-b", "side"]);
    commit("2025-08-02T06:00:00Z", { "metrics.json": auc(0.1) });
    commit("2025-08-03T06:00:00Z", { "metrics.json": auc(0.8) });
    git(["checkout", "--quiet", "main"]);
    git(["merge", "--quiet", "--no-ff", "--message=m", "side"], "2025-08-09T06:00:00Z");
    expect((await read(cwd)).points).toEqual([
      ["auc", "2025-08-01T06:00", "commit", 0.9],
      ["auc", "2025-08-09T06:00", "commit", 0.8],
    ]);
  });

  test("broken versions are counted, and the others stand", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": '{"auc": 0.' });
    commit("2025-08-02T06:00:00Z", { "metrics.json": "<<<<<<< HEAD\n" });
    commit("2025-08-03T06:00:00Z", { "metrics.json": auc(0.8) });
    const { points, problems } = await read(cwd);
    expect(points).toEqual([["auc", "2025-08-03T06:00", "commit", 0.8]]);
    expect(problems[0]?.problem).toMatch(
      /^2 of 3 versions in git skipped, the last commit \w{8}: not valid JSON: line 1: /,
    );
  });

  test("a list that grows repeats itself in every version, and counts once", async () => {
    const row = (day: number, value: number) => ({ timestamp: `2025-08-0${day}`, auc: value });
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": JSON.stringify([row(1, 0.9)]) });
    commit("2025-08-02T06:00:00Z", {
      "metrics.json": JSON.stringify([row(1, 0.91), row(2, 0.8)]),
    });
    expect((await read(cwd)).points).toEqual([
      ["auc", "2025-08-01T00:00", "run", 0.91],
      ["auc", "2025-08-02T00:00", "run", 0.8],
    ]);
  });
});

describe("the time of a result", () => {
  const name = "metrics/2025-08-05.json";

  test("in the file before the name before a commit before the modification", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-07T06:00:00Z", { [name]: auc(0.9) });
    writeFiles(cwd, {
      "scores.json": '{"f1": 0.5, "timestamp": "2025-08-02"}',
      "metrics/2025-08-06.json": auc(0.8),
      "metrics/new.json": '{"recall": 0.5}',
    });
    setModified(join(cwd, "metrics/new.json"), "2025-08-09T00:00:00Z");
    expect((await read(cwd)).points).toEqual([
      ["auc", "2025-08-05T00:00", "name", 0.9],
      ["auc", "2025-08-06T00:00", "name", 0.8],
      ["recall", "2025-08-09T00:00", "modified", 0.5],
      ["f1", "2025-08-02T00:00", "run", 0.5],
    ]);
  });

  test("files of many days that one commit brought are of the days in their names", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-13T06:00:00Z", {
      "metrics/2025-08-01.json": auc(0.9),
      "metrics/2025-08-08.json": auc(0.8),
      "artifacts/a/validation_20250802.json": '{"status": "PASS"}',
      "artifacts/a/validation_20250809.json": '{"status": "PASS"}',
    });
    const { points, runs } = await read(cwd);
    expect(points).toEqual([
      ["auc", "2025-08-01T00:00", "name", 0.9],
      ["auc", "2025-08-08T00:00", "name", 0.8],
    ]);
    expect(runs.map(({ time, time_source }) => [time.slice(0, 10), time_source])).toEqual([
      ["2025-08-02", "name"],
      ["2025-08-09", "name"],
    ]);
  });

  test("a file of one day that is corrected later is of that day", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-05T06:00:00Z", { [name]: auc(0.1) });
    commit("2025-08-12T06:00:00Z", { [name]: auc(0.9) });
    expect((await read(cwd)).points).toEqual([["auc", "2025-08-05T00:00", "name", 0.9]]);
  });

  test.each([
    ["metrics/2025-08-04-nyc-xgb/metrics.json", "metrics/2025-08-11-nyc-xgb/metrics.json"],
    ["metrics/2025-08-04_nyc.json", "metrics/2025-08-11_nyc.json"],
    ["metrics/run_20250804_x/metrics.json", "metrics/run_20250811_x/metrics.json"],
  ])("a date beside a text is the day: %s", async (first, second) => {
    const { cwd, commit } = repository();
    commit("2025-08-05T06:00:00Z", { [first]: '{"city": "paris", "auc": 0.9}' });
    commit("2025-08-12T06:00:00Z", { [second]: '{"city": "paris", "auc": 0.8}' });
    const corrected = {
      [first]: '{"city": "nyc", "auc": 0.9}',
      [second]: '{"city": "nyc", "auc": 0.8}',
    };
    commit("2025-08-13T06:00:00Z", corrected);
    expect((await read(cwd)).points).toEqual([
      ["auc", "2025-08-04T00:00", "name", 0.9],
      ["auc", "2025-08-11T00:00", "name", 0.8],
    ]);
  });

  test("a commit that changes no number is not an evaluation", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": '{"auc": 0.9, "by": "a"}' });
    commit("2025-08-02T06:00:00Z", { "metrics.json": '{"auc": 0.8, "by": "a"}' });
    commit("2025-08-03T06:00:00Z", { "metrics.json": '{"by": "b",\n "auc": 0.8}' });
    const expected = [
      ["auc", "2025-08-01T06:00", "commit", 0.9],
      ["auc", "2025-08-02T06:00", "commit", 0.8],
    ];
    expect((await read(cwd)).points).toEqual(expected);
    writeFiles(cwd, { "metrics.json": '{"by": "c", "auc": 0.8}' });
    expect((await read(cwd)).points).toEqual(expected);
    commit("2025-08-04T06:00:00Z", { "metrics.json": '{"auc": 0.9}' });
    expect((await read(cwd)).points).toHaveLength(3);
  });

  test("what was committed after the plan is left out, and said", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": auc(0.9) });
    commit("2025-09-01T06:00:00Z", { "metrics.json": auc(0.8) });
    const { points, problems } = await read(cwd);
    expect(points).toEqual([["auc", "2025-08-01T06:00", "commit", 0.9]]);
    expect(problems).toEqual([
      { path: "metrics.json", problem: "committed 2025-09-01T06:00:00+00:00, after this plan" },
    ]);
  });
});

describe("a history that cannot be had", () => {
  test("a shallow clone's last commit dates nothing, and what to do is said", async () => {
    const { cwd, git, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": auc(0.9), "scores.json": '{"f1": 0.4}' });
    commit("2025-08-02T06:00:00Z", { "metrics.json": auc(0.8) });
    commit("2025-08-03T06:00:00Z", { "metrics.json": auc(0.7) });
    const clone = scratch();
    git(["clone", "--quiet", "--depth=1", `file://${cwd}`, clone]);
    for (const file of ["metrics.json", "scores.json"]) {
      setModified(join(clone, file), "2025-08-11T00:00:00Z");
    }
    const { points, problems } = await read(clone);
    expect(points).toEqual([
      ["auc", "2025-08-11T00:00", "modified", 0.7],
      ["f1", "2025-08-11T00:00", "modified", 0.4],
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.problem).toContain("fetch-depth: 0");
  });

  test("no commit yet is no problem, no git is one", async () => {
    const { cwd } = repository();
    writeFiles(cwd, { "metrics.json": auc(0.9) });
    setModified(join(cwd, "metrics.json"), "2025-08-11T00:00:00Z");
    const points = [["auc", "2025-08-11T00:00", "modified", 0.9]];
    expect(await read(cwd)).toMatchObject({ points, problems: [] });
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      const problem =
        "git history not read: git is not installed, and when files were committed not known";
      expect(await read(cwd)).toMatchObject({
        points,
        problems: [{ path: "metrics.json", problem }],
      });
    } finally {
      process.env.PATH = path;
    }
  });

  test("what is no repository after all has none, and the files stand", async () => {
    const cwd = scratch({ "metrics.json": auc(0.9), ".git/HEAD": "x" });
    setModified(join(cwd, "metrics.json"), "2025-08-11T00:00:00Z");
    expect((await read(cwd)).points).toEqual([["auc", "2025-08-11T00:00", "modified", 0.9]]);
  });

  test("variables that a hook sets do not lead elsewhere", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "metrics.json": auc(0.9) });
    process.env.GIT_DIR = "/nowhere";
    try {
      expect((await read(cwd)).points).toHaveLength(1);
    } finally {
      delete process.env.GIT_DIR;
    }
  });

  test("names with spaces, quotes, brackets and other scripts are found", () => {
    const { cwd, commit } = repository();
    const names = ['a "b" c.json', "[x]*.json", "данные/метрика.json", "-n.json", ":(top)a.json"];
    commit("2025-08-01T06:00:00Z", Object.fromEntries(names.map((name) => [name, auc(0.9)])));
    expect([...gitHistory(cwd, names, true).versions.keys()].sort()).toEqual(names.sort());
  });

  test("is that of the repository around the project, not of a bare one in its place", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "models/churn/metrics.json": auc(0.9) });
    commit("2025-08-02T06:00:00Z", { "models/churn/metrics.json": auc(0.8) });
    const other = repository();
    other.commit("2025-08-03T06:00:00Z", { "metrics.json": auc(0.1) });
    cpSync(join(other.cwd, ".git"), join(cwd, "models/churn"), { recursive: true });
    const { versions } = gitHistory(join(cwd, "models/churn"), ["metrics.json"], true);
    expect(versions.get("metrics.json")?.map(({ text }) => text)).toEqual([auc(0.8), auc(0.9)]);
  });

  test("in a folder of a repository, paths are the folder's", async () => {
    const { cwd, commit } = repository();
    commit("2025-08-01T06:00:00Z", { "models/churn/metrics.json": auc(0.9) });
    commit("2025-08-02T06:00:00Z", { "models/churn/metrics.json": auc(0.8) });
    expect((await read(join(cwd, "models/churn"))).points).toHaveLength(2);
  });
});

describe("a long history is read in part", () => {
  function long() {
    const { cwd, commit } = repository();
    for (let day = 1; day <= 6; day++) {
      commit(`2025-08-0${day}T06:00:00Z`, { "metrics.json": auc(day / 10) });
    }
    return cwd;
  }
  const texts = (cwd: string, limits: Parameters<typeof gitHistory>[3]) => {
    const { versions, problem } = gitHistory(cwd, ["metrics.json"], true, limits);
    return { texts: versions.get("metrics.json")?.map(({ text }) => text.trim()), problem };
  };

  test("the newest commits", () => {
    expect(texts(long(), { commits: 2 })).toEqual({
      texts: ['{"auc": 0.6}', '{"auc": 0.5}'],
      problem: "git history read in part: its newest 2 commits of these files",
    });
    expect(texts(long(), { commits: 6 })).toMatchObject({ problem: null });
  });

  test("the newest bytes", () => {
    expect(texts(long(), { bytes: 3 * 13 })).toEqual({
      texts: ['{"auc": 0.6}', '{"auc": 0.5}', '{"auc": 0.4}'],
      problem:
        "git history read in part: 3 older versions of these files skipped: together they are larger than 0 MB",
    });
  });

  test("what git says in time", () => {
    const directory = scratch();
    // A git that is slow after its first commit.
    const cwd = long();
    const real = execFileSync("sh", ["-c", "command -v git"]).toString().trim();
    const slow = `#!/bin/sh\ncase "$*" in *" log "*) "${real}" "$@"; exec sleep 30;; esac\nexec "${real}" "$@"\n`;
    mkdirSync(dirname(join(directory, "git")), { recursive: true });
    writeFileSync(join(directory, "git"), slow, { mode: 0o755 });
    const path = process.env.PATH;
    process.env.PATH = `${directory}:${path}`;
    try {
      const found = texts(cwd, { milliseconds: 1000 });
      // Its last commit may be cut off.
      expect(found.texts).toHaveLength(5);
      expect(found.problem).toContain("git log took more than 1 s");
    } finally {
      process.env.PATH = path;
    }
  });
});
