import { execFileSync } from "node:child_process";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { takeInventory } from "../../src/inventory/inventory.ts";
import { UTC } from "../../src/time/instant.ts";
import { scratch, writeFiles } from "../support/scratch.ts";

const OLD = "2024-03-01T10:00:00+00:00";
const NEW = "2024-05-01T10:00:00+00:00";
const ROWS = "a,b\n1,2\n";

function git(cwd: string, at: string, ...words: string[]): void {
  const who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  const env = { ...process.env, GIT_COMMITTER_DATE: at, GIT_AUTHOR_DATE: at };
  execFileSync("git", [...who, ...words], { cwd, env, stdio: "pipe" });
}

/** A repository with a table of an old commit and one of a newer. */
function repository(): string {
  const cwd = scratch({ "data/a.csv": ROWS });
  git(cwd, OLD, "init", "-q");
  git(cwd, OLD, "add", "-A");
  git(cwd, OLD, "commit", "-qm", "a");
  writeFiles(cwd, { "data/b c.csv": `${ROWS}3,4\n`, "README.md": "later" });
  git(cwd, NEW, "add", "-A");
  git(cwd, NEW, "commit", "-qm", "b");
  return cwd;
}

const take = (cwd: string) => takeInventory(undefined, cwd, UTC);

describe("in a fresh clone", () => {
  test.each([[[]], [["--depth=1"]]])(
    "files are of their commits, not of today: %j",
    async (how) => {
      const cwd = scratch();
      git(cwd, NEW, "clone", "-q", ...how, `file://${repository()}`, "clone");
      const { modified, event_time } = await take(join(cwd, "clone"));
      // Of a shallow clone it is known only that nothing is newer than its one commit.
      expect(modified).toEqual({ earliest: how.length > 0 ? NEW : OLD, latest: NEW });
      expect(event_time).toBeNull();
    },
  );
});

describe("a file", () => {
  test("that was changed since has its own time", async () => {
    const cwd = repository();
    writeFiles(cwd, { "data/a.csv": `${ROWS}5,6\n` });
    utimesSync(join(cwd, "data/a.csv"), 1.72e9, 1.72e9);
    const { modified } = await take(cwd);
    expect(modified).toEqual({ earliest: NEW, latest: "2024-07-03T09:46:40+00:00" });
  });

  test("that git does not track, or has not committed, has its own time", async () => {
    const cwd = repository();
    writeFiles(cwd, { "data/c.csv": "x\n1\n", "data/d.csv": "y\n1\n" });
    utimesSync(join(cwd, "data/c.csv"), 1.72e9, 1.72e9);
    utimesSync(join(cwd, "data/d.csv"), 1.73e9, 1.73e9);
    git(cwd, NEW, "add", "data/d.csv");
    const { modified } = await take(cwd);
    expect(modified).toEqual({ earliest: OLD, latest: "2024-10-27T03:33:20+00:00" });
  });

  test("that was touched has none that is known", async () => {
    const cwd = repository();
    for (const name of ["a", "b c"]) utimesSync(join(cwd, `data/${name}.csv`), 1.72e9, 1.72e9);
    expect((await take(cwd)).modified).toBeNull();
  });

  test("of a repository without a commit has its own time", async () => {
    const cwd = scratch({ "data/a.csv": ROWS });
    utimesSync(join(cwd, "data/a.csv"), 1.72e9, 1.72e9);
    git(cwd, NEW, "init", "-q");
    git(cwd, NEW, "add", "-A");
    expect((await take(cwd)).modified?.latest).toBe("2024-07-03T09:46:40+00:00");
  });
});

test("a source that is one file has the date in its name", async () => {
  const cwd = scratch({ "sales-2024-03-01.csv": ROWS });
  expect((await take(cwd)).days).toEqual([{ day: "2024-03-01", samples: 1 }]);
});
