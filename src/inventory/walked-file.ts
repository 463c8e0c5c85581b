import { type BigIntStats, statSync } from "node:fs";
import type { Instant } from "../time/instant.ts";
import {
  entryNames,
  entryNumber,
  joined,
  type Listing,
  openingNameAt,
} from "./directory-entries.ts";

/** A directory that was listed: where it lies, and what is in it. */
export interface ListedDirectory {
  readonly location: string | Buffer;
  /** Below the walk's root, with a final slash; empty for the root. */
  readonly prefix: string;
  readonly listing: Listing;
}

/**
 * A regular file below a root: one entry of a listing. Its strings are made when they are asked for,
 * because a walk of half a million files would otherwise hold as many of each.
 */
export class WalkedFile {
  readonly #directory: ListedDirectory;
  readonly #index: number;

  constructor(directory: ListedDirectory, index: number) {
    this.#directory = directory;
    this.#index = index;
  }

  /** Below the root, with forward slashes; bytes that are not UTF-8 show as U+FFFD. */
  get path(): string {
    return pathAt(this.#directory, this.#index);
  }

  /** The path to open: bytes if the name is not UTF-8. */
  get location(): string | Buffer {
    return locationAt(this.#directory, this.#index);
  }

  get sizeBytes(): number {
    return entryNumber(this.#directory.listing, this.#index, "size");
  }

  /** As the file system's clock says, to a quarter of a microsecond. */
  get modifiedMs(): number {
    return entryNumber(this.#directory.listing, this.#index, "modifiedMs");
  }

  /** When the content, the name, the owner or the modification time was last changed. */
  get changedMs(): number {
    return entryNumber(this.#directory.listing, this.#index, "changedMs");
  }

  get inode(): number {
    return entryNumber(this.#directory.listing, this.#index, "inode");
  }

  /**
   * Exact. A number of milliseconds is not, for an eighth of all files, so that the file is looked at
   * again where it may be the microsecond before or after: to be asked for few files.
   */
  get modified(): Instant {
    const whole = Math.floor(this.modifiedMs);
    const micros = (this.modifiedMs - whole) * 1000;
    const near = whole * 1000 + Math.floor(micros);
    const beyond = micros - Math.floor(micros);
    if (beyond > DOUBT_MICROS && beyond < 1 - DOUBT_MICROS && whole < 2 ** 41) return near;
    const mtimeNs = look(this.location)?.mtimeNs;
    const exact = mtimeNs === undefined ? near : Number(mtimeNs / 1000n);
    // Else it was modified after the walk.
    return Math.abs(exact - near) <= 1 ? exact : near;
  }

  /** The same for every name of one file: links of either kind, and sources that overlap. */
  get identity(): string {
    return identityAt(this.#directory, this.#index);
  }
}

// Until the year 2039 the numbers of milliseconds are 0.244 microseconds apart.
const DOUBT_MICROS = 0.13;

/** Where an entry of a directory lies below the root. */
export function pathAt({ prefix, listing }: ListedDirectory, index: number): string {
  return `${prefix}${entryNames(listing)[index]}`;
}

/** The path to open for an entry of a directory. */
export function locationAt({ location, listing }: ListedDirectory, index: number): string | Buffer {
  const name = openingNameAt(listing, index);
  return name.length === 0 ? location : joined(location, name);
}

/** The same for every name of what lies there. */
export function identityAt(directory: ListedDirectory, index: number): string {
  const device = entryNumber(directory.listing, index, "device");
  const inode = entryNumber(directory.listing, index, "inode");
  if (Number.isSafeInteger(inode)) return `${device}:${inode}`;
  // Windows numbers its files beyond what a number holds.
  return `${device}:${look(locationAt(directory, index))?.ino ?? pathAt(directory, index)}`;
}

function look(location: string | Buffer): BigIntStats | undefined {
  try {
    return statSync(location, { bigint: true });
  } catch {
    return undefined;
  }
}

/** The earliest and latest modification, exact, looking again at those files only that may be it. */
export function modifiedRange(
  files: readonly Pick<WalkedFile, "modifiedMs" | "modified">[],
): { earliest: Instant; latest: Instant } | null {
  if (files.length === 0) return null;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { modifiedMs } of files) {
    if (modifiedMs < first) first = modifiedMs;
    if (modifiedMs > last) last = modifiedMs;
  }
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  // Rounding keeps the order: what is earlier cannot have become a greater number.
  for (const file of files) {
    if (file.modifiedMs === first) earliest = Math.min(earliest, file.modified);
    if (file.modifiedMs === last) latest = Math.max(latest, file.modified);
  }
  return { earliest, latest };
}
