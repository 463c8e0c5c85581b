import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { messageOf, UserError } from "../errors.ts";
import type { Instant } from "../instant.ts";
import { makeDirectory } from "../make-directory.ts";

/** A file of a plan: its name and what stands in it. */
export interface PlanFile {
  readonly name: string;
  readonly text: string;
}

/** A place opened for one plan: nothing is seen under its final name until it is published. */
export interface Publication {
  /**
   * Writes the files, moves them into place as a whole, and points `latest` at them.
   *
   * @returns the directory's name below the output directory, such as `20250814_082351Z`
   */
  publish(files: readonly PlanFile[], now: Instant): string;
  /** Removes what was opened; harmless after `publish`. */
  discard(): void;
}

const LATEST = "latest";

/**
 * Opens the output directory, before the long work, so that a bad path fails at once.
 *
 * @throws UserError where it cannot be written
 */
export function openPublication(directory: string): Publication {
  let isNew = false;
  const temporary = attempt(directory, () => {
    isNew = makeDirectory(directory);
    const latest = lstatSync(join(directory, LATEST), { throwIfNoEntry: false });
    if (latest !== undefined && !latest.isSymbolicLink()) {
      throw new Error(`${LATEST} exists and is no link; move it away`);
    }
    // Not mkdtemp: what it makes only its owner may read, and the plan is for others.
    const path = join(directory, `.writing-${randomUUID()}`);
    mkdirSync(path);
    return path;
  });
  return {
    publish: (files, now) =>
      attempt(directory, () => {
        for (const { name, text } of files) writeDurably(join(temporary, name), text);
        const name = moveInto(directory, temporary, stampOf(now));
        pointLatest(directory, name);
        return name;
      }),
    discard: () => {
      rmSync(temporary, { recursive: true, force: true });
      if (isNew && readdirSync(directory).length === 0) rmdirSync(directory);
    },
  };
}

function attempt<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new UserError(`${directory}: the plan cannot be written: ${messageOf(error)}`, {
      hint: "name another directory with --out",
      cause: error,
    });
  }
}

/** The generator's name of a plan: UTC, to the second. */
function stampOf(now: Instant): string {
  const [date = "", time = ""] = new Date(Math.floor(now / 1000)).toISOString().split("T");
  return `${date.replaceAll("-", "")}_${time.slice(0, 8).replaceAll(":", "")}Z`;
}

/** Renames a directory to a name that is free: two runs in one second get `…Z` and `…Z-2`. */
function moveInto(directory: string, temporary: string, stamp: string): string {
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? stamp : `${stamp}-${attempt}`;
    try {
      // rename() would silently take the place of an empty directory.
      if (existsSync(join(directory, name))) continue;
      renameSync(temporary, join(directory, name));
      return name;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    }
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
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
