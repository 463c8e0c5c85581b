import { constants, lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { errorMessage } from "../errors.ts";

/** The kinds of directory entries. */
export type Kind = (typeof KINDS)[number];
const KINDS = ["file", "directory", "link", "FIFO", "socket", "device", "missing"] as const;

/**
 * A directory's entries, or one link's target. All stands in arrays of bytes and
 * numbers: as strings and objects, half a million files would take twice the memory, which the
 * garbage collector copies time and again, and would not be handed to another thread for nothing.
 */
export interface Listing {
  /** Sorted, joined by the slash, which no name has: see {@link entryNames}. */
  readonly names: Uint8Array<ArrayBuffer>;
  /** Whether a name is not UTF-8, so that only its bytes open it: see {@link openingNameAt}. */
  readonly hasRawNames: boolean;
  /** Indices into KINDS: see {@link kindAt}. */
  readonly kinds: Uint8Array<ArrayBuffer>;
  /** {@link FIELDS} numbers an entry. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Whether a file here has another name, which may be listed too. */
  readonly hasHardLinks: boolean;
  /** Dot-files and dot-directories, of which no more is known. */
  readonly hidden: number;
  /** Entries that could not be looked at. */
  readonly problems: readonly { index: number; problem: string }[];
}

/** Where in an entry's numbers a field stands. */
export const FIELD = { size: 0, modifiedMs: 1, changedMs: 2, inode: 3, device: 4 } as const;
const FIELDS = 5;

interface Named {
  readonly names: readonly string[];
  readonly raw: readonly Buffer[];
}

let last: ({ listing: Listing } & Named) | undefined;

/** The names of the entries; bytes that are not UTF-8 show as U+FFFD. */
export function entryNames(listing: Listing): readonly string[] {
  return namedBy(listing).names;
}

/** The name by which an entry is opened within its directory: bytes if a name there is not UTF-8. */
export function openingNameAt(listing: Listing, index: number): string | Buffer {
  const { names, raw } = namedBy(listing);
  return raw[index] ?? (names[index] as string);
}

function namedBy(listing: Listing): Named {
  // Links' targets alternate with the directory of the links, which would be split for each anew.
  if (listing.kinds.length === 1) return split(listing);
  // Who asks goes from entry to entry of one listing.
  if (last?.listing !== listing) last = { listing, ...split(listing) };
  return last;
}

function split({ names: { buffer, byteOffset, byteLength }, kinds, hasRawNames }: Listing): Named {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const names = kinds.length === 0 ? [] : bytes.toString().split("/");
  return { names, raw: hasRawNames ? splitAtSlashes(bytes) : [] };
}

function splitAtSlashes(bytes: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let to = bytes.indexOf("/"); to !== -1; to = bytes.indexOf("/", from)) {
    parts.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return [...parts, bytes.subarray(from)];
}

export function kindAt({ kinds }: Listing, index: number): Kind {
  return KINDS[kinds[index] as number] as Kind;
}

/** One number of an entry. */
export function entryNumber(
  { numbers }: Listing,
  index: number,
  field: keyof typeof FIELD,
): number {
  return numbers[index * FIELDS + FIELD[field]] as number;
}

/**
 * Lists a directory. Links are not followed, and nothing is opened, so a FIFO cannot block.
 *
 * @throws the file system's error where the directory cannot be read
 */
export function listDirectory(directory: string | Uint8Array): Listing {
  if (typeof directory === "string") {
    const all = readdirSync(directory);
    const names = all.filter(isVisible);
    if (!names.some((name) => name.includes("\uFFFD"))) {
      const hidden = all.length - names.length;
      const readEntryStats = (name: string) => lstatSync(`${directory}/${name}`, QUIETLY);
      return { ...buildListing(names.sort(), false, readEntryStats), hidden };
    }
  }
  const bytes = Buffer.from(directory);
  const all = readdirSync(bytes, { encoding: "buffer" });
  const named = all
    .sort(Buffer.compare)
    .map((raw) => ({ raw, name: raw.toString() }))
    .filter(({ name }) => isVisible(name))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const raw = named.map((entry) => entry.raw);
  const readEntryStats = (name: Buffer) => lstatSync(joined(bytes, name), QUIETLY);
  return { ...buildListing(raw, true, readEntryStats), hidden: all.length - named.length };
}

/**
 * The target of a link, or the root of a walk: a listing of one entry.
 *
 * @param why it is not looked at; null where it is
 */
export function listTarget(
  name: string | Buffer,
  location: string | Buffer,
  why: string | null,
): Listing {
  return buildListing([name], typeof name !== "string", () => {
    if (why !== null) throw new Error(why);
    return statSync(location, QUIETLY);
  });
}

/** A path below a directory, in bytes where either part is. */
export function joined(directory: string | Uint8Array, name: string | Uint8Array): string | Buffer {
  if (typeof directory === "string" && typeof name === "string") return `${directory}/${name}`;
  return Buffer.concat([Buffer.from(directory), Buffer.from("/"), Buffer.from(name)]);
}

/** Why something could not be looked at. */
export function describeReason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "ELOOP") return "a link to itself";
  if (code === "ENOENT") return "removed while being read";
  if (code === "ENAMETOOLONG") return "its path is longer than the system can open";
  return errorMessage(error);
}

// Half the cost of an exception for what vanished meanwhile.
const QUIETLY = { throwIfNoEntry: false } as const;

function isVisible(name: string): boolean {
  return !name.startsWith(".");
}

function buildListing<Name extends string | Buffer>(
  sorted: readonly Name[],
  hasRawNames: boolean,
  statsOf: (name: Name) => Stats | undefined,
): Listing {
  const kinds = new Uint8Array(sorted.length);
  const numbers = new Float64Array(sorted.length * FIELDS);
  const problems: { index: number; problem: string }[] = [];
  let hasHardLinks = false;
  for (let index = 0; index < sorted.length; index++) {
    let stats: Stats | undefined;
    try {
      stats = statsOf(sorted[index] as Name);
    } catch (error) {
      problems.push({ index, problem: describeReason(error) });
    }
    const kind = stats === undefined ? "missing" : kindFromMode(stats.mode);
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
  const names = joinedBySlashes(sorted);
  return { names, hasRawNames, kinds, numbers, hasHardLinks, hidden: 0, problems };
}

// Not Buffer.from, whose bytes may lie in memory that it shares: they could not be moved to a thread.
function joinedBySlashes(names: readonly (string | Buffer)[]): Uint8Array<ArrayBuffer> {
  if (names.every((name) => typeof name === "string")) return ENCODER.encode(names.join("/"));
  const slash = Buffer.from("/");
  const parts = names.flatMap((name) => [slash, Buffer.from(name)]).slice(1);
  return new Uint8Array(Buffer.concat(parts));
}

const ENCODER = new TextEncoder();

function kindFromMode(mode: number): Kind {
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
