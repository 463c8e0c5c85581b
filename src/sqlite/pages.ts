import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { readWal, type Wal } from "./wal.ts";

const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";

/**
 * The pages of an SQLite database as of its last commit: those of the file, and before them those of a
 * write-ahead log beside it. Nothing is ever written: neither lock, nor shared memory, nor checkpoint.
 * In return whoever reads must ask at the end whether somebody wrote meanwhile.
 *
 * After https://www.sqlite.org/fileformat2.html.
 */
export class Pages {
  readonly pageSize: number;
  /** The bytes of a page that its b-tree may use. */
  readonly usableBytes: number;
  readonly pageCount: number;
  readonly #location: string;
  readonly #file: number;
  readonly #log: number | null;
  readonly #wal: Wal | null;
  readonly #state: string;
  /** A piece of the file, and where it lies there. */
  readonly #block: Buffer;
  #blockAt = 0;
  #blockBytes = 0;
  #lastAt = -Infinity;

  /** @throws Error where it is no database, or one that cannot be read just now */
  constructor(location: string) {
    this.#location = location;
    this.#state = readState(location);
    this.#file = openSync(location, "r");
    let log: number | null = null;
    try {
      const header = Buffer.alloc(HEADER_BYTES);
      const length = readSync(this.#file, header, 0, HEADER_BYTES, 0);
      if (length === 0) throw new Error("empty; an SQLite database is expected");
      if (length < HEADER_BYTES || header.toString("latin1", 0, 16) !== MAGIC) {
        throw new Error("not an SQLite database, or an encrypted one");
      }
      if (isInterrupted(location)) {
        throw new Error(
          `a transaction is unfinished (${JOURNAL} stands beside it); read it when the writer is done`,
        );
      }
      const size = header.readUInt16BE(16);
      this.pageSize = size === 1 ? 65_536 : size;
      this.#block = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, this.pageSize));
      this.usableBytes = this.pageSize - header.readUInt8(20);
      if (header.readUInt32BE(56) > 1) throw new Error("its text is UTF-16, which is not read");
      log = openLog(location);
      this.#wal = log === null ? null : readWal(log, this.pageSize);
      this.#log = log;
      const inFile = Math.floor(fstatSync(this.#file).size / this.pageSize);
      // Where the database grew without the header's knowledge, its size tells.
      const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
      const counted = isCounted ? header.readUInt32BE(28) : inFile;
      this.pageCount = this.#wal?.pageCount ?? counted;
      if (this.#wal === null && counted > inFile) {
        throw new Error(`cut off: ${inFile} of its ${counted} pages are there`);
      }
    } catch (error) {
      closeSync(this.#file);
      if (log !== null) closeSync(log);
      throw error;
    }
  }

  /**
   * Reads a page, the first is 1.
   *
   * @param into a page's size
   * @throws Error if the page does not exist
   */
  read(page: number, into: Buffer): void {
    if (page < 1 || page > this.pageCount) throw new Error(`damaged: it refers to a page ${page}`);
    const inLog = this.#wal?.pages.get(page);
    if (inLog !== undefined && this.#log !== null) {
      if (readSync(this.#log, into, 0, this.pageSize, inLog) < this.pageSize) throw missing(page);
      return;
    }
    const at = (page - 1) * this.pageSize;
    if (at < this.#blockAt || at + this.pageSize > this.#blockAt + this.#blockBytes) {
      // Pages of a table mostly follow each other: a step forward reads more of them.
      const isNear = at > this.#lastAt && at - this.#lastAt <= this.#block.length;
      const wanted = isNear ? this.#block.length : this.pageSize;
      this.#blockBytes = readSync(this.#file, this.#block, 0, wanted, at);
      this.#blockAt = at;
    }
    this.#lastAt = at;
    const start = at - this.#blockAt;
    if (start + this.pageSize > this.#blockBytes) throw missing(page);
    this.#block.copy(into, 0, start, start + this.pageSize);
  }

  /** Whether the database has not been written to since it was opened; appending to the log does no harm. */
  isUnchanged(): boolean {
    return readState(this.#location) === this.#state;
  }

  close(): void {
    closeSync(this.#file);
    if (this.#log !== null) closeSync(this.#log);
  }
}

const BLOCK_BYTES = 1 << 16;

function missing(page: number): Error {
  return new Error(`cut off: page ${page} is missing`);
}

const JOURNAL = "-journal";

/** Of the file, and of which log stands beside it: a checkpoint changes the one, a new log the other. */
function readState(location: string): string {
  const { ino, size, mtimeNs } = statSync(location, { bigint: true });
  const log = openLog(location);
  const header = Buffer.alloc(24);
  if (log !== null) {
    readSync(log, header, 0, header.length, 0);
    closeSync(log);
  }
  return `${ino} ${size} ${mtimeNs} ${header.toString("hex")} ${isInterrupted(location)}`;
}

function openLog(location: string): number | null {
  const log = `${location}-wal`;
  return statSync(log, { throwIfNoEntry: false })?.isFile() ? openSync(log, "r") : null;
}

/** Whether a rollback journal says that pages of the file may be half written. */
function isInterrupted(location: string): boolean {
  const journal = `${location}${JOURNAL}`;
  if (!statSync(journal, { throwIfNoEntry: false })?.isFile()) return false;
  const fd = openSync(journal, "r");
  try {
    // A journal that is kept for the next transaction is empty, or begins with zeros.
    const magic = Buffer.alloc(8);
    return readSync(fd, magic, 0, 8, 0) === 8 && magic.some((byte) => byte !== 0);
  } finally {
    closeSync(fd);
  }
}
