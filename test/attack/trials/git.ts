import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { SharedProcess } from "../shared-process.ts";
import type { Trial } from "../trial.ts";

/** The commit and the history are the enclosing repository's, and its files start no program. */
export const trial: Trial = {
  name: "git",
  async run() {
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), "retrain-plan-attack-")));
    const program = new SharedProcess(resolve("dist/bin.js"));
    try {
      return await attempts(scratch, program);
    } finally {
      program.end();
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

/** Where a pull request puts git's own files; the project is `models/churn`. */
const PLACES = [
  ".",
  "models",
  "models/churn",
  "models/churn/data",
  "models/churn/data/evil.git",
  "models/churn/metrics",
  "models/churn/artifacts/retraining",
];

async function attempts(
  scratch: string,
  program: SharedProcess,
): Promise<{ tried: number; failures: string[] }> {
  const failures: string[] = [];
  const mark = join(scratch, "was-run");
  const evil = evilRepository(scratch, mark);
  let tried = 0;
  for (const [number, place] of PLACES.entries()) {
    for (const form of place.includes("/") ? ["bare"] : ["bare", "work tree"]) {
      const top = join(scratch, `${number} ${form}`);
      const project = projectIn(top);
      cpSync(join(evil, ".git"), join(top, place), { recursive: true });
      if (form === "work tree") git(join(top, place), "config", "core.worktree", project);
      await attempt(top, project, `${form} repository in ${place}`);
    }
  }
  const top = join(scratch, "own");
  const project = projectIn(top);
  sign(top);
  nameProgram(top, mark);
  // Its index is out of date: a git that refreshed it would start a hook.
  utimesSync(join(project, "metrics/auc.json"), 0, 0);
  await attempt(top, project, "the enclosing repository, from an archive");
  // Without a repository around it, there is no commit to report.
  cpSync(join(evil, ".git"), join(scratch, "alone"), { recursive: true });
  write(join(scratch, "alone/data/a.csv"), "event_time\n2025-08-01T00:00:00Z\n");
  tried++;
  const found = await commitOf(program, join(scratch, "alone"));
  if (found !== null) failures.push(`a bare repository alone: the commit is ${found}`);
  return { tried, failures };

  async function attempt(top: string, project: string, told: string): Promise<void> {
    tried += 3;
    const commitId = git(top, "rev-parse", "HEAD");
    const found = await commitOf(program, project);
    const values = (await valuesOf(program, project)).join(", ");
    if (found !== commitId) failures.push(`${told}: the commit is ${found}`);
    if (values !== "0.9, 0.8") failures.push(`${told}: the metric went ${values}`);
    if (existsSync(mark)) failures.push(`${told}: a program that it names was run`);
    rmSync(mark, { force: true });
  }
}

/** A repository with a project, whose metric went from 0.9 to 0.8. */
function projectIn(top: string): string {
  const project = join(top, "models/churn");
  write(join(project, "data/a.csv"), "event_time\n2025-08-01T00:00:00Z\n");
  write(join(project, "metrics/auc.json"), '{"auc": 0.9}');
  git(top, "init", "-q");
  commit(top, "2025-08-01T00:00:00Z");
  write(join(project, "metrics/auc.json"), '{"auc": 0.8}');
  commit(top, "2025-08-08T00:00:00Z");
  return project;
}

/** Gives the last commit a signature, which git asks a program about. */
function sign(top: string): void {
  const signature = "-----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----";
  const text = `${git(top, "cat-file", "commit", "HEAD")}\n`;
  const object = join(top, ".git/signed");
  write(object, text.replace("\n\n", `\ngpgsig ${signature}\n\n`));
  git(top, "reset", "-q", git(top, "hash-object", "-w", "-t", "commit", object));
}

/** A repository whose configuration names programs, and whose commits say something else. */
function evilRepository(scratch: string, mark: string): string {
  const evil = join(scratch, "evil");
  write(join(evil, "metrics/auc.json"), '{"auc": 0.1}');
  git(evil, "init", "-q");
  commit(evil, "2025-08-02T00:00:00Z");
  nameProgram(evil, mark);
  return evil;
}

/** Has a repository's configuration and hooks name a program, in each way that a reading git could start it. */
function nameProgram(repository: string, mark: string): void {
  const program = `touch '${mark}';:`;
  const keys = ["core.fsmonitor", "core.pager", "core.sshCommand", "core.alternateRefsCommand"];
  const drivers = ["filter.x.clean", "filter.x.process", "diff.external", "diff.x.textconv"];
  for (const key of [...keys, ...drivers, "diff.x.command"])
    git(repository, "config", key, program);
  write(join(repository, ".git/info/attributes"), "* filter=x diff=x\n");
  const file = join(repository, ".git/program");
  write(file, `#!/bin/sh\ntouch '${mark}'\n`);
  chmodSync(file, 0o755);
  git(repository, "config", "gpg.program", file);
  git(repository, "config", "log.showSignature", "true");
  for (const hook of ["post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout"])
    cpSync(file, join(repository, ".git/hooks", hook));
}

/** The commit that a plan states. */
async function commitOf(program: SharedProcess, project: string): Promise<string | null> {
  const plan = await json(program, project, "generate", "--dry-run", "--no-cache");
  return plan.provenance.git.commit;
}

/** The values of the metric, oldest first. */
async function valuesOf(program: SharedProcess, project: string): Promise<number[]> {
  const { metrics } = await json(program, project, "drift");
  return metrics.flatMap(({ points }: { points: { value: number }[] }) =>
    points.map(({ value }) => value),
  );
}

async function json(program: SharedProcess, project: string, ...words: string[]) {
  const { status, stdout } = await program.run([...words, "--format", "json", "--cwd", project]);
  if (stdout === "") throw new Error(`no answer, exit status ${status}`);
  return JSON.parse(stdout);
}

function commit(cwd: string, at: string): void {
  git(cwd, "add", ".");
  git(cwd, "commit", "-qm", at, "--date", at);
}

function git(cwd: string, ...words: string[]): string {
  mkdirSync(cwd, { recursive: true });
  const name = ["-c", "user.name=T", "-c", "user.email=t@example.org"];
  return execFileSync("git", [...name, ...words], { cwd, encoding: "utf8" }).trim();
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
