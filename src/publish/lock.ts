import { randomUUID } from "node:crypto";
import {
  closeSync,
  fstatSync,
  lstatSync,
  lutimesSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors.ts";

/** The right to write plans into a directory, which one process has at a time. */
export interface Lock {
  /** Whether it is still ours: a process that slept for minutes may have been taken for dead. */
  isHeld(): boolean;
  /** Gives it back; harmless where it was lost, or given back before. */
  release(): void;
}

export const LOCK = ".lock";

/**
 * Takes the lock of a directory. It is a symbolic link whose target names its owner, as Emacs has
 * them: made in one step, with its content, on network file systems too. The lock of a process that has
 * died is taken over: on this machine at once, elsewhere when it has shown no sign of life for two minutes.
 *
 * @param directory absolute; it exists
 * @param waitMs how long to wait while another process holds it; 0: not at all
 * @throws UserError where another process holds it
 */
export async function takeLock(directory: string, waitMs: number): Promise<Lock> {
  const path = join(directory, LOCK);
  const mine = [
    hostname(),
    placeOfProcess(),
    process.pid,
    readStart(process.pid),
    randomUUID(),
  ].join(SEPARATOR);
  const until = performance.now() + waitMs;
  while (!made(path, mine)) {
    const owner = readOwner(path);
    if (owner === null) continue;
    if (isDead(directory, owner)) takeOver(path, owner);
    else if (performance.now() >= until) throw heldBy(directory, owner);
    else await sleep(Math.min(PAUSE_MS, until - performance.now()));
  }
  const beat = setInterval(() => touch(directory, path, mine), BEAT_MS);
  beat.unref();
  return {
    isHeld: () => readTarget(path) === mine,
    release: () => {
      clearInterval(beat);
      if (readTarget(path) === mine) rmSync(path);
    },
  };
}

const SEPARATOR = "|";
const PARTS = 5;
const PAUSE_MS = 100;
const BEAT_MS = 10_000;
const SILENT_MS = 120_000;

interface Owner {
  readonly target: string;
  readonly beat: number;
}

function made(path: string, target: string): boolean {
  try {
    symlinkSync(target, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** null where it was given back meanwhile. */
function readOwner(path: string): Owner | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  const target = stats.isSymbolicLink() ? readTarget(path) : "";
  if (target === null) return null;
  // A link to a file, as other programs make it, must not be taken over.
  if (target.split(SEPARATOR).length !== PARTS) {
    throw new Error(`${LOCK} is not a lock of this program; move it away`);
  }
  return { target, beat: stats.mtimeMs };
}

function readTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function isDead(directory: string, { target, beat }: Owner): boolean {
  const [host, place, pid = "", start] = target.split(SEPARATOR);
  const isNear = host === hostname() && place === placeOfProcess();
  if (!isNear) return readClock(directory) - beat > SILENT_MS;
  return !isAlive(Number(pid)) || readStart(Number(pid)) !== start;
}

/** The current time by the directory's own file system, in milliseconds: machines that share it differ. */
function readClock(directory: string): number {
  const probe = join(directory, `${LOCK}-${randomUUID()}`);
  const descriptor = openSync(probe, "wx");
  try {
    return fstatSync(descriptor).mtimeMs;
  } finally {
    closeSync(descriptor);
    rmSync(probe, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process that we may not signal exists.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Where numbers of processes mean the same: this boot of this machine, this container. */
function placeOfProcess(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return process.platform;
  }
}

/**
 * When a process started, in the kernel's ticks: another that got its number started later. Empty for one
 * that has ended, though its parent, as in a container without an init, never asks how.
 */
function readStart(pid: number): string {
  try {
    // The second field, the command in parentheses, may hold anything; the start is the 22nd.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

/** By renaming: of several that find the same lock dead, one gets it. */
function takeOver(path: string, { target }: Owner): void {
  const aside = `${path}-${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const taken = readTarget(aside);
  rmSync(aside);
  // Another was quicker, and this was its lock already: it gets it back.
  if (taken !== null && taken !== target) made(path, taken);
}

function touch(directory: string, path: string, mine: string): void {
  try {
    const now = readClock(directory) / 1000;
    if (readTarget(path) === mine) lutimesSync(path, now, now);
  } catch {
    // The directory is gone: publishing will say so.
  }
}

function heldBy(directory: string, { target }: Owner): UserError {
  const [host, , pid] = target.split(SEPARATOR);
  return new UserError(
    `${directory}: another run is writing a plan there (process ${pid} on ${host})`,
    {
      hint: "wait longer with --wait 10m",
    },
  );
}
