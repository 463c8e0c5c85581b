import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { findNewestFiles } from "../../src/commands/newest-files.ts";
import { formatInstant, UTC } from "../../src/time/instant.ts";
import { scratch, setModified, writeFiles } from "../support/scratch.ts";

const git = (cwd: string, words: string[]) =>
  execFileSync("git", words, {
    cwd,
    env: {
      ...{ PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1", GIT_AUTHOR_NAME: "a" },
      ...{ GIT_AUTHOR_EMAIL: "a@example.org", GIT_COMMITTER_NAME: "c" },
      ...{ GIT_COMMITTER_EMAIL: "c@example.org", GIT_AUTHOR_DATE: "2024-01-01T00:00:00Z" },
    },
  });

async function dated(cwd: string, path: string) {
  const newest = (await findNewestFiles({ cwd, zone: UTC }, [path]))(path);
  return newest && [formatInstant(newest.at, UTC).slice(0, 10), newest.timeSource];
}

describe("file evidence is dated", () => {
  const files = {
    "drill.md": "# Drill\n\nWe rolled back.\n",
    "signed.md": "# Drill\n\n**Date:** 2023-05-06\n",
    "report.json": '{"generated_at": "2023-07-08T10:00:00Z"}',
    "drill-2023-09-10.txt": "x",
    "model.bin": new Uint8Array([0, 1, 2, 3]),
  };
  const committed = () => {
    const cwd = scratch(files);
    git(cwd, ["init", "--quiet"]);
    git(cwd, ["add", "--all"]);
    git(cwd, ["commit", "--quiet", "--message=x"]);
    return cwd;
  };

  test("by what it states, else by its commit: a fresh clone's time is no proof", async () => {
    const cwd = committed();
    expect(await dated(cwd, "drill.md")).toEqual(["2024-01-01", "commit"]);
    expect(await dated(cwd, "model.bin")).toEqual(["2024-01-01", "commit"]);
    expect(await dated(cwd, "signed.md")).toEqual(["2023-05-06", "run"]);
    expect(await dated(cwd, "report.json")).toEqual(["2023-07-08", "run"]);
    expect(await dated(cwd, "none.md")).toBeNull();
  });

  test("by its modification time where it was changed since, or is in no repository", async () => {
    const cwd = committed();
    writeFiles(cwd, { "drill.md": "again" });
    setModified(`${cwd}/drill.md`, "2025-08-01T00:00:00Z");
    expect(await dated(cwd, "drill.md")).toEqual(["2025-08-01", "modified"]);
    const bare = scratch(files);
    setModified(`${bare}/drill.md`, "2025-08-02T00:00:00Z");
    expect(await dated(bare, "drill.md")).toEqual(["2025-08-02", "modified"]);
    expect(await dated(bare, "drill-2023-09-10.txt")).toEqual(["2023-09-10", "name"]);
  });

  test("by nothing in a shallow clone", async () => {
    const from = committed();
    git(from, ["commit", "--quiet", "--allow-empty", "--message=y"]);
    const cwd = scratch();
    git(cwd, ["clone", "--quiet", "--depth=1", `file://${from}`, "clone"]);
    expect((await dated(`${cwd}/clone`, "drill.md"))?.[1]).toBeNull();
  });
});
