import { constants, lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { messageOf } from "../errors.ts";

/** What an entry of a directory is. */
export type Kind = (typeof KINDS)[number];
const KINDS = ["file", "directory", "link", "FIFO", "socket", "device", "missing"] as const;

/**
 * A directory's entries, or one link's target, without dot-files. The numbers stand in one array:
 * as objects, half a million files would take twice the memory and could not cross threads.
 */
export interface Listing {
  /** Sorted, joined by the slash, which no name has: see {@link namesOf}. */
  readonly names: string;
  /** The names in bytes, where one is not UTF-8: such a name opens nothing. */
  readonly rawNames: readonly Uint8Array[] | null;
  /** Indices into KINDS: see {@link kindAt}. */
  readonly kinds: Uint8Array<ArrayBuffer>;
  /** {@link FIELDS} numbers an entry. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Whether a file here has another name, which may be listed too. */
  readonly hasHardLinks: boolean;
  /** Entries that could not be looked at. */
  readonly problems: readonly { index: number; problem: string }[];
}

/** Where in an entry's numbers a field stands. */
export const FIELD = { size: 0, modifiedMs: 1, changedMs: 2, inode: 3, device: 4 } as const;
const FIELDS = 5;

let last: { listing: Listing; names: string[] } | undefined;

/** The names of the entries; bytes that are not UTF-8 show as U+FFFD. */
export function namesOf(listing: Listing): readonly string[] {
  // Who asks goes from entry to entry of one listing.
  if (last?.listing !== listing) {
    last = { listing, names: listing.kinds.length === 0 ? [] : listing.names.split("/") };
  }
  return last.names;
}

/** What an entry is. */
export function kindAt({ kinds }: Listing, index: number): Kind {
  return KINDS[kinds[index] as number] as Kind;
}

/** One number of an entry. */
export function numberOf({ numbers }: Listing, index: number, field: keyof typeof FIELD): number {
  return numbers[index * FIELDS + FIELD[field]] as number;
}

/**
 * Lists a directory. Links are not followed, and nothing is opened, so a FIFO cannot block.
 *
 * @throws the file system's error where the directory cannot be read
 */
export function listDirectory(directory: string | Uint8Array): Listing {
  if (typeof directory === "string") {
    const names = readdirSync(directory).filter(isVisible);
    if (!names.some((name) => name.includes("\uFFFD"))) {
      return listingOf(names.sort(), null, (index) =>
        lstatSync(`${directory}/${names[index]}`, QUIETLY),
      );
    }
  }
  const bytes = Buffer.from(directory);
  const rawNames = readdirSync(bytes, { encoding: "buffer" }).sort(Buffer.compare);
  const named = rawNames
    .map((raw) => ({ raw, name: raw.toString("utf8") }))
    .filter(({ name }) => isVisible(name))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return listingOf(
    named.map(({ name }) => name),
    named.map(({ raw }) => raw),
    (index) => lstatSync(joined(bytes, (named[index] as { raw: Buffer }).raw), QUIETLY),
  );
}

/** What a link leads to, or the root of a walk: a listing of one entry. */
export function listTarget(name: string, location: string | Buffer): Listing {
  const raw = typeof location === "string" ? null : [Buffer.from(name)];
  return listingOf([name], raw, () => statSync(location, QUIETLY));
}

/** A path below a directory, in bytes where either part is. */
export function joined(directory: string | Uint8Array, name: string | Uint8Array): string | Buffer {
  if (typeof directory === "string" && typeof name === "string") return `${directory}/${name}`;
  return Buffer.concat([Buffer.from(directory), Buffer.from("/"), Buffer.from(name)]);
}

/** Why something could not be looked at. */
export function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ELOOP") return "a link to itself";
  if (code === "ENAMETOOLONG") return "its path is longer than the system can open";
  return messageOf(error);
}

// Half the cost of an exception for what vanished meanwhile.
const QUIETLY = { throwIfNoEntry: false } as const;

function isVisible(name: string): boolean {
  return !name.startsWith(".");
}

function listingOf(
  names: readonly string[],
  rawNames: readonly Buffer[] | null,
  statsOf: (index: number) => Stats | undefined,
): Listing {
  const kinds = new Uint8Array(names.length);
  const numbers = new Float64Array(names.length * FIELDS);
  const problems: { index: number; problem: string }[] = [];
  let hasHardLinks = false;
  for (let index = 0; index < names.length; index++) {
    let stats: Stats | undefined;
    try {
      stats = statsOf(index);
    } catch (error) {
      problems.push({ index, problem: reasonOf(error) });
    }
    const kind = stats === undefined ? "missing" : kindOf(stats.mode);
    kinds[index] = KINDS.indexOf(kind);
    if (stats === undefined) continue;
    const at = index * FIELDS;
    numbers[at + FIELD.size] = stats.size;
    numbers[at + FIELD.modifiedMs] = stats.mtimeMs;
    numbers[at + FIELD.changedMs] = stats.ctimeMs;
    numbers[at + FIELD.inode] = stats.ino;
    numbers[at + FIELD.device] = stats.dev;
    if (kind === "file" && stats.nlink > 1) hasHardLinks = true;
  }
  return { names: names.join("/"), rawNames, kinds, numbers, hasHardLinks, problems };
}

function kindOf(mode: number): Kind {
  switch (mode & constants.S_IFMT) {
    case constants.S_IFREG:
      return "file";
    case constants.S_IFDIR:
      return "directory";
    case constants.S_IFLNK:
      return "link";
    case constants.S_IFIFO:
      return "FIFO";
    case constants.S_IFSOCK:
      return "socket";
    default:
      return "device";
  }
}
