import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { writeKept } from "../runtime/cache-file.ts";
import { packageVersion } from "../runtime/package.ts";
import type { DayNumber } from "../time/instant.ts";
import type { EngineFile } from "./engine.ts";
import type { FileHistogram } from "./file-histogram.ts";
import type { Bins } from "./profile.ts";

/** Histograms of a project's files from earlier runs, so that only new files are read. */
export interface ProfileCache {
  findBins(key: string): Bins | undefined;
  addBins(key: string, bins: Bins): void;
  findHistogram(key: string): FileHistogram | undefined;
  addHistogram(key: string, file: EngineFile, histogram: FileHistogram): void;
  /** Writes what is new, as a whole or not at all. That it cannot be written is no error. */
  save(): void;
}

interface Entry<T> {
  readonly value: T;
  lastUsedDay: DayNumber;
}

interface Stored {
  readonly version: string;
  readonly bins: Map<string, Entry<Bins>>;
  readonly histograms: Map<string, Entry<FileHistogram>>;
}

/**
 * Opens a project's profiles. Broken ones, and those of another version, are ignored. Of runs at the same
 * time the last to save wins.
 *
 * @param directory that `cacheDirectory` has found to be this user's alone
 * @param cwd the project
 * @param nowMs the file system's clock, before anything is read
 */
export function openProfiles(directory: string, cwd: string, nowMs: number): ProfileCache {
  const name = createHash("sha256").update(cwd).digest("hex").slice(0, 32);
  const path = join(directory, `${name}.profiles`);
  const today = Math.floor(nowMs / 86_400_000);
  const { version, bins, histograms } = read(path);
  let isNew = false;
  const find = <T>(entries: Map<string, Entry<T>>, key: string): T | undefined => {
    const entry = entries.get(key);
    if (entry !== undefined) entry.lastUsedDay = today;
    return entry?.value;
  };
  return {
    findBins: (key) => find(bins, key),
    findHistogram: (key) => find(histograms, key),
    addBins(key, value) {
      isNew = true;
      bins.set(key, { value, lastUsedDay: today });
    },
    addHistogram(key, { stamp }, value) {
      // A write within the clock's grain after this reading would leave no trace.
      if (stamp === undefined || Math.max(stamp.modifiedMs, stamp.changedMs) > nowMs - GRAIN_MS)
        return;
      isNew = true;
      histograms.set(key, { value, lastUsedDay: today });
    },
    save() {
      if (!isNew) return;
      for (const entries of [bins, histograms] as Map<string, Entry<unknown>>[]) {
        for (const [key, { lastUsedDay }] of entries) {
          if (lastUsedDay <= today - DAYS_KEPT) entries.delete(key);
        }
      }
      const bytes = serialize({ version, bins, histograms } satisfies Stored);
      const check = Buffer.alloc(CHECK_BYTES);
      check.writeUInt32LE(crc32(bytes));
      writeKept(path, Buffer.concat([check, bytes]));
    },
  };
}

// FAT stores times to two seconds.
const GRAIN_MS = 2000;
/** Entries that no run has asked for in so long are forgotten. */
const DAYS_KEPT = 60;
// deserialize wants its numbers aligned.
const CHECK_BYTES = 8;

function read(path: string): Stored {
  const version = `1 ${packageVersion()} ${process.versions.tz} ${process.versions.node}`;
  const none = (): Stored => ({ version, bins: new Map(), histograms: new Map() });
  try {
    const bytes = readFileSync(path);
    // A disk that errs must not make another number.
    if (bytes.readUInt32LE() !== crc32(bytes.subarray(CHECK_BYTES))) return none();
    const stored = deserialize(bytes.subarray(CHECK_BYTES)) as Stored;
    return stored.version === version ? stored : none();
  } catch {
    return none();
  }
}
