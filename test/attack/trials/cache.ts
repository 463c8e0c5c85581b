import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { MOST_SECONDS, SharedProcess } from "../shared-process.ts";
import type { Trial } from "../trial.ts";

/** A cache that somebody else can have written changes no count, and none is kept as code. */
export const trial: Trial = {
  name: "cache",
  async run() {
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), "retrain-plan-attack-")));
    const program = join(scratch, "program/dist/bin.js");
    // Root runs it as another user, too.
    const own = new SharedProcess(program);
    const others = new SharedProcess(program, NOBODY);
    try {
      return await attempts(scratch, own, others);
    } finally {
      own.end();
      others.end();
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

// As many as it takes to be worth a cache.
const FILES = 400;
const POISON = 77_400;
const NOBODY = 65_534;
const IS_ROOT = process.geteuid?.() === 0;

async function attempts(
  scratch: string,
  own: SharedProcess,
  others: SharedProcess,
): Promise<{ tried: number; failures: string[] }> {
  const failures: string[] = [];
  let tried = 0;
  chmodSync(scratch, 0o755);
  const project = join(scratch, "project");
  mkdirSync(join(project, "data"), { recursive: true });
  for (let i = 0; i < FILES; i++)
    writeFileSync(join(project, `data/${i}.csv`), `event_time,n\n2025-08-01,${i}\n`);
  // Another user may not see this directory.
  cpSync("dist", join(scratch, "program/dist"), { recursive: true });
  cpSync("package.json", join(scratch, "program/package.json"));
  // Files of the last two seconds are not kept.
  await setTimeout(2500);

  const scan = async (base: string, uid?: number, cwd = project): Promise<number | string> => {
    const program = uid === undefined ? own : others;
    const words = ["scan", "--format", "json", "--cwd", cwd];
    const { status, stdout } = await program.run(words, { XDG_CACHE_HOME: base });
    return status === null ? `none in ${MOST_SECONDS} s` : samplesOf(stdout);
  };

  const place = join(scratch, "own");
  mkdirSync(place, { mode: 0o700 });
  const byLink = join(scratch, "to-project");
  symlinkSync(project, byLink);
  await scan(place);
  await scan(place, undefined, byLink);
  const kept = join(place, "retrain-plan");
  const odd = readdirSync(kept, { recursive: true, encoding: "utf8" }).filter(
    (name) => !/^[0-9a-f]+\.(?:counts|summary)$/.test(name),
  );
  tried++;
  if (odd.length > 0) failures.push(`kept beside counts: ${odd.join(", ")}`);
  poison(kept);
  const control = await scan(place);
  if (control !== POISON) throw new Error(`the poison is not believed: ${control}`);

  const poisoned = (...path: string[]) => {
    const base = join(scratch, ...path);
    cpSync(kept, join(base, "retrain-plan"), { recursive: true });
    chmodSync(join(base, "retrain-plan"), 0o700);
    return base;
  };
  const attack = async (what: string, base: string, uid?: number, cwd?: string) => {
    tried++;
    const samples = await scan(base, uid, cwd);
    if (samples !== FILES) failures.push(`${what}: ${samples} samples, there are ${FILES}`);
  };

  for (const mode of [0o720, 0o702, 0o2770, 0o1777]) {
    const base = poisoned(`mode-${mode.toString(8)}`);
    chmodSync(join(base, "retrain-plan"), mode);
    await attack(`a directory of mode ${mode.toString(8)}`, base);
  }
  for (const mode of [0o720, 0o702]) {
    const base = poisoned(`above-${mode.toString(8)}`, "cache");
    chmodSync(join(base, ".."), mode);
    await attack(`below a directory of mode ${mode.toString(8)}`, base);
  }

  symlinkSync(poisoned("real"), join(scratch, "link"));
  await attack("a link to the place of caches", join(scratch, "link"));
  poisoned("real", "deeper");
  await attack("a link above the place of caches", join(scratch, "link/deeper"));
  mkdirSync(join(scratch, "linked"));
  symlinkSync(kept, join(scratch, "linked/retrain-plan"));
  await attack("a link to the directory", join(scratch, "linked"));

  await attack("inside the project", poisoned("project/.cache"));
  await attack("inside the data", poisoned("project/cache/x"));
  await attack("inside it through a link", join(scratch, "to-project/.cache"));
  await attack("inside it, itself named by a link", join(project, ".cache"), undefined, byLink);
  await attack("up and down again", `${place}/../project/.cache`);
  const checkout = join(scratch, "checkout");
  mkdirSync(checkout);
  spawnSync("git", ["init", "-q"], { cwd: checkout });
  await attack("inside a repository", poisoned("checkout/.cache"));

  for (const strange of [
    ...["/proc", "/proc/self", "/proc/self/fd", "/proc/1/root/proc", "/sys", "/dev", "/dev/fd"],
    ...[
      "/dev/null",
      "/dev/full",
      "/dev/stdin",
      "/",
      `/${"x".repeat(300)}`,
      `/${"x/".repeat(3000)}`,
    ],
  ]) {
    // As root a directory below / could be made.
    await attack(strange.slice(0, 40), strange, IS_ROOT ? NOBODY : undefined);
    if (strange.startsWith("/proc")) await attack(`${strange} as this user`, strange);
  }
  mkdirSync(join(scratch, "pipe"));
  spawnSync("mkfifo", [join(scratch, "pipe/retrain-plan")]);
  await attack("a pipe", join(scratch, "pipe"));

  if (IS_ROOT) await asAnother();
  return { tried, failures };

  async function asAnother(): Promise<void> {
    const theirs = poisoned("theirs");
    give(join(theirs, "retrain-plan"));
    await attack("a directory of another user, in this user's place", theirs);
    give(theirs);
    await attack("a directory and place of another user", theirs);
    const inTheirs = poisoned("theirs", "place");
    await attack("this user's directory below one of another user", inTheirs);

    // The same as the other user, to whom root's directories are another's.
    const readable = poisoned("readable");
    chmodSync(join(readable, "retrain-plan"), 0o755);
    for (const name of readdirSync(join(readable, "retrain-plan")))
      chmodSync(join(readable, "retrain-plan", name), 0o644);
    await attack("a readable directory of root, as another user", readable, NOBODY);
    const open = poisoned("open");
    give(open);
    give(join(open, "retrain-plan"));
    chmodSync(join(open, "retrain-plan"), 0o777);
    await attack("an open directory of its own, as another user", open, NOBODY);
    chmodSync(join(open, "retrain-plan"), 0o700);
    const control = await scan(open, NOBODY);
    if (control !== POISON) throw new Error(`another user's own cache is not used: ${control}`);
  }
}

/** The samples that a scan counted; a text that says what it printed where there is no number. */
function samplesOf(text: string): number | string {
  try {
    return (JSON.parse(text) as { samples: { counted: number } }).samples.counted;
  } catch {
    return `no count in ${JSON.stringify(text.slice(0, 100))}`;
  }
}

/** Makes the summaries of a cache claim other counts, under a right checksum. */
function poison(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (name.endsWith(".counts")) rmSync(path);
    if (!name.endsWith(".summary")) continue;
    const [, text = ""] = readFileSync(path, "utf8").split("\n");
    const other = text
      .replaceAll(`:${FILES},`, `:${POISON},`)
      .replaceAll(`:${FILES}}`, `:${POISON}}`);
    writeFileSync(path, `${crc32(other)}\n${other}`);
  }
}

/** Gives a path, and what is directly in it, to another user. */
function give(path: string): void {
  chownSync(path, NOBODY, NOBODY);
  for (const name of readdirSync(path)) chownSync(join(path, name), NOBODY, NOBODY);
}
