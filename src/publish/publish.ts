import { randomUUID } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { errorMessage, UserError } from "../errors.ts";
import { makeDirectory } from "../runtime/make-directory.ts";
import type { Instant } from "../time/instant.ts";
import { synchronise, writeDurably } from "./durable.ts";
import { takeLock } from "./lock.ts";
import { removeOld, sweep } from "./retention.ts";
import { EVIDENCE, SUMS, writeSums } from "./sums.ts";

/** A file of a plan: its name, perhaps in the folder `evidence`, and what stands in it. */
export interface PlanFile {
  readonly name: string;
  readonly text: string;
}

/** A place opened for one plan: nothing is seen under its final name until it is published. */
export interface Publication {
  /**
   * Writes the files and their SHA-256, moves them into place as a whole, and points `latest` at them.
   *
   * @returns the directory's name below the output directory, such as `20250814_082351Z`
   */
  publish(files: readonly PlanFile[], now: Instant): Promise<string>;
  /** Removes what was opened and gives the lock back; to be called after `publish`, too. */
  discard(): void;
}

/** How plans are written. */
export interface PublicationOptions {
  /** How long to wait for another run that writes there, in milliseconds. By default not at all. */
  readonly waitMs?: number | undefined;
  /** How many plans stay: older ones are removed when a new one is in its place. By default all. */
  readonly keep?: number | undefined;
}

const LATEST = "latest";

/**
 * Opens the output directory, before the long work, so that a bad path fails at once. One process at a time
 * has it open.
 *
 * @throws UserError where it cannot be written, or another run is writing there
 */
export async function openPublication(
  directory: string,
  { waitMs = 0, keep }: PublicationOptions = {},
): Promise<Publication> {
  const temporary = join(directory, `.writing-${randomUUID()}`);
  return await attempt(directory, async () => {
    const made = makeDirectory(directory);
    const lock = await takeLock(directory, waitMs);
    const discard = () => {
      rmSync(temporary, { recursive: true, force: true });
      lock.release();
      for (const each of made.reverse()) removeEmpty(each);
    };
    try {
      checkLatest(directory);
      sweep(directory);
      // Not mkdtemp: what it makes only its owner may read, and the plan is for others.
      mkdirSync(temporary);
    } catch (error) {
      discard();
      throw error;
    }
    const publish = (files: readonly PlanFile[], now: Instant) =>
      attempt(directory, async () => {
        if (files.some(({ name }) => name.startsWith(`${EVIDENCE}/`)))
          mkdirSync(join(temporary, EVIDENCE));
        for (const { name, text } of files) writeDurably(join(temporary, name), text);
        if (existsSync(join(temporary, EVIDENCE))) synchronise(join(temporary, EVIDENCE));
        writeDurably(join(temporary, SUMS), writeSums(files));
        synchronise(temporary);
        if (!lock.isHeld()) throw new Error("another run has taken over, or its lock was removed");
        const name = moveInto(directory, temporary, formatStamp(now));
        pointLatest(directory, name);
        synchronise(directory);
        if (keep !== undefined) removeOld(directory, keep);
        return name;
      });
    return { publish, discard };
  });
}

async function attempt<T>(directory: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${directory}: the plan cannot be written: ${errorMessage(error)}`, {
      hint: "name another directory with --out",
      cause: error,
    });
  }
}

function checkLatest(directory: string): void {
  const latest = lstatSync(join(directory, LATEST), { throwIfNoEntry: false });
  if (latest !== undefined && !latest.isSymbolicLink()) {
    throw new Error(`${LATEST} exists and is not a link; move it away`);
  }
}

function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Something is in it, or somebody has removed it.
  }
}

/** The generator's name of a plan: UTC, to the second. */
function formatStamp(now: Instant): string {
  const [date = "", time = ""] = new Date(Math.floor(now / 1000)).toISOString().split("T");
  return `${date.replaceAll("-", "")}_${time.slice(0, 8).replaceAll(":", "")}Z`;
}

/** Renames a directory to a name that is free: two runs in one second get `…Z` and `…Z-2`. */
function moveInto(directory: string, temporary: string, stamp: string): string {
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? stamp : `${stamp}-${attempt}`;
    try {
      // rename() would silently take the place of an empty directory.
      if (lstatSync(join(directory, name), { throwIfNoEntry: false }) !== undefined) continue;
      renameSync(temporary, join(directory, name));
      return name;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    }
  }
}

/** A link is made under a temporary name and renamed, so that `latest` always leads somewhere. */
function pointLatest(directory: string, target: string): void {
  const temporary = join(directory, `.latest-${target}-${process.pid}`);
  symlinkSync(target, temporary);
  try {
    renameSync(temporary, join(directory, LATEST));
  } catch (error) {
    rmSync(temporary);
    throw error;
  }
}
