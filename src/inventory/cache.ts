import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceConfig } from "../config/schema.ts";
import { writeKept } from "../runtime/cache-file.ts";
import { packageVersion } from "../runtime/package.ts";
import type { DayNumber, Zone } from "../time/instant.ts";
import {
  type CacheEntry,
  type CacheTable,
  decodeTable,
  encodeTable,
  type Stamp,
} from "./cache-table.ts";
import type { FileCount } from "./reader.ts";
import type { SourceFile } from "./source.ts";

/** The counts of a project's former runs, by what a file was then. */
export interface CountCache {
  /** The count of a file that is the same as when it was counted. */
  find(request: Cacheable): FileCount | undefined;
  /** The digest may be added to the count until it is saved, also to one that was found. */
  add(request: Cacheable, count: FileCount): void;
  /** Of how many files the count was found, or will be. */
  readonly size: number;
  /** Writes what is new, as a whole or not at all. That it cannot be written is no error. */
  save(): void;
}

interface Cacheable {
  readonly file: SourceFile;
  readonly config: SourceConfig;
}

/**
 * Opens a project's cache. One that is broken, or of another version, is an empty one. Of runs at the
 * same time the last to save wins.
 *
 * @param directory null for no cache
 * @param cwd the project
 * @param nowMs the file system's clock, before anything is read
 */
export function openCache(
  directory: string | null,
  cwd: string,
  zone: Zone,
  nowMs: number,
): CountCache | null {
  if (directory === null) return null;
  const path = join(directory, `${hashText(cwd)}.counts`);
  const version = cacheVersion();
  const former = read(path, version);
  const today = Math.floor(nowMs / 86_400_000);
  const optionsOf = optionsKey(zone);
  const found: (FileCount | undefined)[] = [];
  const added: CacheEntry[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    find({ file, config }) {
      const at = former?.internPath(file.location) ?? -1;
      if (former === null || at < 0 || !former.matches(at, file.walked, optionsOf(config))) return;
      const count = former.countAt(at);
      found[at] = count;
      size++;
      return count;
    },
    add({ file, config }, count) {
      const { modifiedMs, changedMs } = file.walked;
      // A write within the clock's grain after this reading would leave no trace.
      const isRecent = Math.max(modifiedMs, changedMs) > nowMs - GRAIN_MS;
      if (isRecent || typeof file.location !== "string") return;
      size++;
      added.push(new Added(file, optionsOf(config), count, today));
    },
    save() {
      const isDigested = found.some((count, at) => {
        return count?.digest !== undefined && former?.digestAt(at) === undefined;
      });
      if (added.length === 0 && !isDigested) return;
      const entries = former === null ? added : [...kept(former, found, added, today), ...added];
      writeKept(path, encodeTable(entries, version));
    },
  };
}

/** A new count. All else is asked of its file when it is written: a hundred thousand wait for that. */
class Added implements CacheEntry {
  readonly #file: SourceFile;
  readonly options: string;
  readonly count: FileCount;
  readonly lastUsedDay: DayNumber;

  constructor(file: SourceFile, options: string, count: FileCount, today: DayNumber) {
    this.#file = file;
    this.options = options;
    this.count = count;
    this.lastUsedDay = today;
  }

  get path(): string {
    return this.#file.location as string;
  }

  get stamp(): Stamp {
    return this.#file.walked;
  }
}

/** The entries of a former table that are still worth keeping. */
function kept(
  former: CacheTable,
  found: readonly (FileCount | undefined)[],
  added: readonly CacheEntry[],
  today: number,
): CacheEntry[] {
  const replaced = new Set(added.map(({ path }) => path));
  const entries: CacheEntry[] = [];
  for (let index = 0; index < former.length; index++) {
    const entry = former.entryAt(index);
    const count = found[index];
    if (count !== undefined) entries.push({ ...entry, count, lastUsedDay: today });
    else if (!replaced.has(entry.path) && entry.lastUsedDay > today - DAYS_KEPT)
      entries.push(entry);
  }
  return entries;
}

// FAT stores times to two seconds.
const GRAIN_MS = 2000;
/** Files that no run has asked for in so long are forgotten. */
const DAYS_KEPT = 30;

function hashText(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** A cached count is valid only for the same program and the same time zone rules. */
export function cacheVersion(): string {
  return `6 ${packageVersion()} ${process.versions.tz} ${process.versions.node}`;
}

/** How a source is read, as text. */
function optionsKey(zone: Zone): (config: SourceConfig) => string {
  const known = new Map<SourceConfig, string>();
  return (config) => {
    let key = known.get(config);
    if (key === undefined) {
      const { path, name, role, label, include, exclude, ...how } = config;
      key = JSON.stringify([zone.name, how]);
      known.set(config, key);
    }
    return key;
  };
}

function read(path: string, version: string): CacheTable | null {
  try {
    return decodeTable(readFileSync(path), version);
  } catch {
    return null;
  }
}
