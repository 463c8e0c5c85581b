import { DefaultSerializer, deserialize } from "node:v8";
import { crc32 } from "node:zlib";
import type { DayNumber } from "../time/instant.ts";
import type { Column, FileCount, Reading } from "./reader.ts";
import type { WalkedFile } from "./walked-file.ts";

/** The signs that a file is the same: not its content, but everything that its directory records of it. */
export type Stamp = Pick<WalkedFile, "sizeBytes" | "modifiedMs" | "changedMs" | "inode">;

export interface CacheEntry {
  /** Absolute. */
  readonly path: string;
  readonly stamp: Stamp;
  /** How it was read, as text. */
  readonly options: string;
  /** With its digest, where it has one. */
  readonly count: FileCount;
  readonly lastUsedDay: DayNumber;
}

/**
 * Counts in columns, as they are written: a hundred thousand are loaded in some 20 ms, as JSON they
 * take ten times as long, which is more than the walk that finds the files unchanged.
 */
interface Stored {
  readonly version: string;
  /** Absolute paths, each some of them joined by NUL. */
  readonly paths: readonly string[];
  /** The FIELDS of each file. */
  readonly numbers: Float64Array;
  /** Day, samples, day, samples …: equal lists stand once, because small files often have them. */
  readonly days: Float64Array;
  /** Values that files share, by the indices in their numbers. */
  readonly shared: readonly Shared[];
  /** SHA-256 of files that look like others, one character a byte. */
  readonly digests: string;
}

interface Shared {
  readonly options: string;
  readonly columns: readonly Column[] | null;
  readonly timeColumn: string | null;
  readonly unreadTime: FileCount["unreadTime"];
  readonly doubtful: number;
  /** As JSON. */
  readonly reading: string | null;
  readonly notes: readonly string[];
}

const FIELDS = [
  "sizeBytes",
  "modifiedMs",
  "changedMs",
  "inode",
  "lastUsedDay",
  "shared",
  "samples",
  "earliest",
  "latest",
  "untimed",
  "daysFrom",
  "daysTo",
  /** Where in the digests; -1 for none. */
  "digest",
] as const;
type Field = (typeof FIELDS)[number];
const AT = Object.fromEntries(FIELDS.map((field, i) => [field, i])) as Record<Field, number>;

/** A table that was read. */
export class CacheTable {
  readonly #stored: Stored;
  readonly #paths: readonly string[];
  #next = 0;
  #byPath: Map<string, number> | undefined;
  readonly #daysByFrom = new Map<number, ReadonlyMap<DayNumber, number>>();

  constructor(stored: Stored) {
    this.#stored = stored;
    this.#paths = stored.paths.flatMap((some) => some.split("\0"));
  }

  get length(): number {
    return this.#paths.length;
  }

  /** Where a file stands; -1 where it does not. */
  internPath(location: string | Buffer): number {
    // The usual question is for the file after the last.
    if (this.#paths[this.#next] === location) return this.#next++;
    if (typeof location !== "string") return -1;
    this.#byPath ??= new Map(this.#paths.map((path, index) => [path, index]));
    const index = this.#byPath.get(location) ?? -1;
    if (index >= 0) this.#next = index + 1;
    return index;
  }

  entryAt(index: number): CacheEntry {
    const number = (field: Field) => this.#number(index, field);
    return {
      path: this.#paths[index] as string,
      stamp: {
        sizeBytes: number("sizeBytes"),
        modifiedMs: number("modifiedMs"),
        changedMs: number("changedMs"),
        inode: number("inode"),
      },
      options: this.#shared(index).options,
      count: this.countAt(index),
      lastUsedDay: number("lastUsedDay"),
    };
  }

  matches(index: number, stamp: Stamp, options: string): boolean {
    return (
      this.#number(index, "sizeBytes") === stamp.sizeBytes &&
      this.#number(index, "modifiedMs") === stamp.modifiedMs &&
      this.#number(index, "changedMs") === stamp.changedMs &&
      this.#number(index, "inode") === stamp.inode &&
      this.#shared(index).options === options
    );
  }

  countAt(index: number): FileCount {
    const { columns, timeColumn, unreadTime, doubtful, reading, notes } = this.#shared(index);
    const samples = this.#number(index, "samples");
    const digest = this.digestAt(index);
    const unread = {
      ...(unreadTime !== undefined && { unreadTime }),
      ...(doubtful > 0 && { doubtful }),
      ...(reading !== null && { reading: JSON.parse(reading) as Reading }),
    };
    if (timeColumn === null) return { samples, columns, eventTime: null, ...unread, notes, digest };
    const eventTime = {
      column: timeColumn,
      earliest: this.#number(index, "earliest"),
      latest: this.#number(index, "latest"),
      days: this.#days(index),
      untimed: this.#number(index, "untimed"),
    };
    return { samples, columns, eventTime, ...unread, notes, digest };
  }

  digestAt(index: number): string | undefined {
    const at = this.#number(index, "digest");
    return at < 0 ? undefined : this.#stored.digests.slice(at, at + DIGEST_LENGTH);
  }

  #days(index: number): ReadonlyMap<DayNumber, number> {
    const from = this.#number(index, "daysFrom");
    const to = this.#number(index, "daysTo");
    if (from === to) return new Map();
    const known = this.#daysByFrom.get(from);
    if (known !== undefined) return known;
    const { days: all } = this.#stored;
    const days = new Map<DayNumber, number>();
    for (let at = from; at < to; at += 2) {
      days.set(all[at] as number, all[at + 1] as number);
    }
    this.#daysByFrom.set(from, days);
    return days;
  }

  #shared(index: number): Shared {
    return this.#stored.shared[this.#number(index, "shared")] as Shared;
  }

  #number(index: number, field: Field): number {
    return this.#stored.numbers[index * FIELDS.length + AT[field]] as number;
  }
}

/** @throws where the bytes are not a whole table of this version */
export function decodeTable(bytes: Buffer, version: string): CacheTable {
  const body = bytes.subarray(CHECK_BYTES);
  if (crc32(body) !== bytes.readUInt32LE(0)) throw new Error("the checksum is another");
  const stored = deserialize(body) as Stored;
  if (stored.version !== version) throw new Error("of another version");
  return new CacheTable(stored);
}

export function encodeTable(entries: readonly CacheEntry[], version: string): Uint8Array {
  // In the order in which a walk asks for them.
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const numbers = new Float64Array(sorted.length * FIELDS.length);
  const days: number[] = [];
  const fromByDays = new Map<ReadonlyMap<DayNumber, number>, number>();
  const shared = new SharedList();
  const digests: string[] = [];
  let row = 0;
  // One by one: as objects, the rows of a hundred thousand files took 270 MB before they were freed.
  const put = (field: Field, value: number) => {
    numbers[row * FIELDS.length + AT[field]] = value;
  };
  for (const { stamp, options, count, lastUsedDay } of sorted) {
    const { samples, columns, eventTime, unreadTime, doubtful = 0, notes, digest } = count;
    const reading = count.reading === undefined ? null : JSON.stringify(count.reading);
    put("sizeBytes", stamp.sizeBytes);
    put("modifiedMs", stamp.modifiedMs);
    put("changedMs", stamp.changedMs);
    put("inode", stamp.inode);
    put("lastUsedDay", lastUsedDay);
    const timeColumn = eventTime?.column ?? null;
    put(
      "shared",
      shared.internShared({ options, columns, timeColumn, unreadTime, doubtful, reading, notes }),
    );
    put("samples", samples);
    if (eventTime !== null) {
      const { earliest, latest, untimed, days: own } = eventTime;
      const from = fromByDays.get(own) ?? days.length;
      if (from === days.length) {
        fromByDays.set(own, from);
        for (const [day, some] of own) days.push(day, some);
      }
      put("earliest", earliest);
      put("latest", latest);
      put("untimed", untimed);
      put("daysFrom", from);
      put("daysTo", from + 2 * own.size);
    }
    put("digest", digest === undefined ? -1 : (digests.push(digest) - 1) * DIGEST_LENGTH);
    row++;
  }
  const stored: Stored = {
    version,
    paths: entryPaths(sorted),
    numbers,
    days: Float64Array.from(days),
    shared: shared.list,
    digests: digests.join(""),
  };
  return checked(stored);
}

/** Some at a time, so that the paths of a hundred thousand files are not all there twice. */
function entryPaths(entries: readonly CacheEntry[]): string[] {
  const paths: string[] = [];
  for (let from = 0; from < entries.length; from += PATHS_AT_ONCE) {
    const some = entries.slice(from, from + PATHS_AT_ONCE);
    paths.push(some.map(({ path }) => path).join("\0"));
  }
  return paths;
}

const PATHS_AT_ONCE = 1000;

/** Values that files share, each once. */
class SharedList {
  readonly list: Shared[] = [];
  readonly #indexByKey = new Map<string, number>();
  readonly #idByColumns = new Map<Shared["columns"], number>();
  #last = 0;

  internShared(one: Shared): number {
    const last = this.list[this.#last];
    if (last === undefined || !isSame(last, one)) this.#last = this.#sharedIndex(one);
    return this.#last;
  }

  #sharedIndex(one: Shared): number {
    const { options, columns, timeColumn, unreadTime, doubtful, reading, notes } = one;
    const own = [timeColumn, unreadTime, doubtful, reading];
    const key = JSON.stringify([options, this.#columnsId(columns), ...own, ...notes]);
    const index = this.#indexByKey.get(key) ?? this.list.push(one) - 1;
    this.#indexByKey.set(key, index);
    return index;
  }

  // Equal columns are one list nearly always: written twice they are no error.
  #columnsId(columns: Shared["columns"]): number {
    const id = this.#idByColumns.get(columns) ?? this.#idByColumns.size;
    this.#idByColumns.set(columns, id);
    return id;
  }
}

function isSame(a: Shared, b: Shared): boolean {
  return (
    a.options === b.options &&
    a.columns === b.columns &&
    a.timeColumn === b.timeColumn &&
    a.unreadTime === b.unreadTime &&
    a.doubtful === b.doubtful &&
    a.reading === b.reading &&
    a.notes === b.notes
  );
}

/** As bytes that begin with their checksum. */
function checked(stored: Stored): Uint8Array {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(new Uint8Array(CHECK_BYTES));
  serializer.writeHeader();
  serializer.writeValue(stored);
  const bytes = serializer.releaseBuffer();
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECK_BYTES)));
  return bytes;
}

const DIGEST_LENGTH = 32;
// deserialize wants its numbers aligned: eight bytes, of which the checksum takes four.
const CHECK_BYTES = 8;
