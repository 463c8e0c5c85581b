import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { takeFingerprint, takeFingerprinted } from "../../src/inventory/fingerprint.ts";
import { dvcHashes } from "../../src/provenance/dvc-hashes.ts";
import { gitFacts } from "../../src/provenance/git-facts.ts";
import { hashFiles } from "../../src/provenance/hashed-files.ts";
import { createZone } from "../../src/time/instant.ts";
import { scratch, setModified, writeFiles } from "../support/scratch.ts";

const UTC = createZone("UTC");
const FILES = { "data/b.csv": "id\n1\n", "data/a.csv": "id\n2\n", "data/x/ü.csv": "id\n3\n" };

describe("the fingerprint of data", () => {
  const take = (cwd: string, identity: "auto" | "content" | "metadata" = "auto") =>
    takeFingerprinted(undefined, identity, cwd, UTC);

  test("is SHA-256 over the sorted list of path, size and sha256sum's digest", async () => {
    const cwd = scratch(FILES);
    const lines = Object.keys(FILES)
      .sort()
      .map((path) => {
        const [digest] = execFileSync("sha256sum", [join(cwd, path)], { encoding: "utf8" })
          .replace(/^\\/, "")
          .split(" ");
        return `["${path}",${readFileSync(join(cwd, path)).length},"${digest}"]\n`;
      });
    const { fingerprint } = await take(cwd);
    expect(fingerprint).toMatchObject({ identity: "content", files: 3, bytes: 15, problem: null });
    expect(fingerprint.sha256).toBe(createHash("sha256").update(lines.join("")).digest("hex"));
  });

  test("knows nothing of times by content, and nothing of content by metadata", async () => {
    const cwd = scratch(FILES);
    setModified(join(cwd, "data/a.csv"), "2025-08-01T00:00:00Z");
    const [content, metadata] = [await take(cwd), await take(cwd, "metadata")];
    setModified(join(cwd, "data/a.csv"), "2025-08-02T00:00:00Z");
    expect((await take(cwd)).fingerprint).toEqual(content.fingerprint);
    expect((await take(cwd, "metadata")).fingerprint.sha256).not.toBe(metadata.fingerprint.sha256);
    writeFiles(cwd, { "data/a.csv": "id\n9\n" });
    setModified(join(cwd, "data/a.csv"), "2025-08-01T00:00:00Z");
    expect((await take(cwd, "metadata")).fingerprint).toEqual(metadata.fingerprint);
    expect((await take(cwd)).fingerprint.sha256).not.toBe(content.fingerprint.sha256);
  });

  test("is the same when it is taken anew, copies, second names and overlapping sources and all", async () => {
    const cwd = scratch({ ...FILES, "data/copy.csv": "id\n2\n", "data/broken.json": "{" });
    symlinkSync("a.csv", join(cwd, "data/link.csv"));
    const sources = [
      { path: "data/x", sample: "row" as const },
      { path: "data", sample: "row" as const, exclude: ["b.*"] },
    ];
    const { fingerprint } = await takeFingerprinted(sources, "auto", cwd, UTC);
    expect(fingerprint.sha256).not.toBe(null);
    expect(fingerprint.file_list?.map(({ path }) => path).sort()).toEqual([
      "data/a.csv",
      "data/broken.json",
      "data/copy.csv",
      "data/x/ü.csv",
    ]);
    expect(await takeFingerprint(fingerprint, { cwd })).toEqual(fingerprint);
  });

  test("of many files is by metadata, and lists none of them", async () => {
    const files = Array.from({ length: 10_001 }, (_, i) => [`data/${i}.txt`, ""] as const);
    const cwd = scratch(Object.fromEntries(files));
    const sources = [{ path: "data", sample: "file" as const, include: ["*"] }];
    const { fingerprint } = await takeFingerprinted(sources, "auto", cwd, UTC);
    expect(fingerprint).toMatchObject({ identity: "metadata", files: 10_001, file_list: null });
  });

  test("is unknown where something could not be looked into", async () => {
    const cwd = scratch(FILES);
    symlinkSync("nowhere", join(cwd, "data/gone.csv"));
    const { fingerprint } = await take(cwd);
    expect(fingerprint).toMatchObject({ sha256: null, problem: /gone\.csv/ });
  });
});

describe("git facts", () => {
  const git = (cwd: string, ...words: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...words], {
      ...{ cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    }).trim();
  const facts = (cwd: string) => gitFacts(cwd, join(cwd, "artifacts/retraining"));

  test("outside of a repository are unknown", async () => {
    expect(await facts(scratch())).toMatchObject({ commit: null, unknown: /no git repository/ });
  });

  test("are of the repository that encloses the project, never of a bare one within", async () => {
    const top = scratch({ "models/churn/data/a.csv": "1" });
    git(top, "init", "-q");
    // As a pull request can bring it: in the data, as the project, and between it and the root.
    const bare = bareRepository();
    for (const place of ["models/churn/data/bare", "models/churn", "models"])
      cpSync(bare, join(top, place), { recursive: true });
    git(top, "add", ".");
    git(top, "commit", "-qm", "one");
    const commit = git(top, "rev-parse", "HEAD");
    for (const place of [".", "models", "models/churn", "models/churn/data/bare"])
      expect(await facts(join(top, place))).toMatchObject({ commit, clean: true });
    const link = join(scratch(), "link");
    symlinkSync(join(top, "models/churn"), link);
    expect(await facts(link)).toMatchObject({ commit, clean: true });
  });

  test("are unknown of a bare repository that no other encloses", async () => {
    expect(await facts(bareRepository())).toMatchObject({
      commit: null,
      unknown: /no git repository/,
    });
  });

  function bareRepository(): string {
    const source = scratch({ "evil.csv": "1" });
    git(source, "init", "-q");
    git(source, "add", ".");
    git(source, "commit", "-qm", "evil");
    const bare = join(scratch(), "bare");
    git(source, "clone", "-q", "--bare", source, bare);
    writeFileSync(join(bare, "refs/kept"), "");
    return bare;
  }

  test("before the first commit are unknown", async () => {
    const cwd = scratch({ a: "" });
    git(cwd, "init", "-q");
    expect(await facts(cwd)).toMatchObject({ commit: null, unknown: /no commit yet/ });
  });

  test("are found without running a program that the repository's configuration names", async () => {
    const cwd = scratch({ ".gitattributes": "*.csv filter=x", "a.csv": "1" });
    git(cwd, "init", "-q");
    git(cwd, "add", ".");
    git(cwd, "commit", "-qm", "a");
    const mark = join(scratch(), "was-run");
    for (const key of ["clean", "process"])
      git(cwd, "config", `filter.x.${key}`, `touch ${mark};:`);
    git(cwd, "config", "filter.x.required", "true");
    git(cwd, "config", "core.fsmonitor", `touch ${mark};:`);
    setModified(join(cwd, "a.csv"), "2025-08-01T00:00:00Z");
    expect(await facts(cwd)).toMatchObject({ clean: true, unknown: null });
    writeFiles(cwd, { "a.csv": "2" });
    expect(await facts(cwd)).toMatchObject({
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      clean: null,
      unknown:
        "1 tracked file may be changed: filter.x of the repository's configuration is not run",
    });
    git(cwd, "config", "filter.x=y.clean", `touch ${mark};:`);
    expect(await facts(cwd)).toMatchObject({ clean: null, unknown: expect.stringMatching(/x=y/) });
    expect(existsSync(mark)).toBe(false);
  });

  test("are the commit, and whether tracked files are as committed, plans aside", async () => {
    const plan = "artifacts/retraining/x/retrain_plan.md";
    const cwd = scratch({ "a b.txt": "1", "sub/c.txt": "1", [plan]: "1" });
    git(cwd, "init", "-q");
    git(cwd, "add", ".");
    git(cwd, "commit", "-qm", "one");
    const commit = git(cwd, "rev-parse", "HEAD");
    writeFiles(cwd, { untracked: "", [plan]: "2" });
    const clean = { commit, clean: true, changed_files: 0, unknown: null };
    expect(await facts(cwd)).toEqual(clean);
    writeFileSync(join(cwd, "a b.txt"), "2");
    expect(await facts(join(cwd, "sub"))).toMatchObject({ commit, clean: false });
    expect(await facts(cwd)).toEqual({ ...clean, clean: false, changed_files: 1 });
  });
});

test("DVC's hashes are those of the data's places, from dvc.lock and .dvc files", async () => {
  const cwd = scratch({
    "dvc.lock": `schema: '2.0'
stages:
  train:
    cmd: train
    deps:
    - { path: data/events, hash: md5, md5: 0f.dir, size: 12, nfiles: 2 }
    - { path: src/train.py, hash: md5, md5: ab, size: 1 }
`,
    "data/images.dvc": "outs:\n- md5: 1e.dir\n  size: 3\n  nfiles: 1\n  path: images\n",
    "other.dvc": "outs:\n- { md5: 2, path: other }\n",
  });
  const { hashes, problems } = await dvcHashes(["data/events", "data/images/"], { cwd });
  expect(problems).toEqual([]);
  expect(hashes).toEqual([
    {
      file: "dvc.lock",
      path: "data/events",
      algorithm: "md5",
      hash: "0f.dir",
      bytes: 12,
      files: 2,
    },
    {
      file: "data/images.dvc",
      path: "data/images",
      algorithm: "md5",
      hash: "1e.dir",
      bytes: 3,
      files: 1,
    },
  ]);
  writeFiles(cwd, { "dvc.lock": "a: [" });
  expect((await dvcHashes(["data"], { cwd })).problems).toMatchObject([{ path: "dvc.lock" }]);
});

test("evidence without a hash says why", () => {
  const cwd = scratch({ "a.json": "{}", "run/metrics/auc": "1 0.9 0\n" });
  const [file, gone, directory] = hashFiles(["a.json", "gone.json", "run", "run"], { cwd });
  const digest = execFileSync("sha256sum", [join(cwd, "a.json")], { encoding: "utf8" });
  expect(file).toEqual({ path: "a.json", sha256: digest.split(" ")[0], problem: null });
  expect(gone).toEqual({ path: "gone.json", sha256: null, problem: "does not exist" });
  expect(directory?.sha256).toMatch(/^[0-9a-f]{64}$/);
});
