import type { DataFile, FileCount, ReadOptions } from "./reader.ts";

/**
 * How a large plain file of one format is read in parts, by several threads at once. A part is the
 * rows that begin within a range of bytes. Where the first of them begins can only be guessed as long
 * as the bytes before have not been read: a part counts if the one before it ended exactly where it
 * began, and is read again from there if not. The outcome is that of {@link Reader.read}.
 *
 * All is synchronous, and `Head` and `Tally` are plain data that can be sent between threads.
 */
export interface PartReader<Head extends FileHead = FileHead, Tally = unknown> {
  /**
   * Looks at a file's beginning.
   *
   * @returns null where the file cannot be read in parts
   */
  head(file: DataFile, options: ReadOptions): Head | null;
  /**
   * Reads a part.
   *
   * @throws FileProblem as {@link Reader.read}; whatever is thrown where the beginning is a guess
   * says nothing about the file
   */
  part(file: DataFile, options: ReadOptions, head: Head, request: PartRequest): Part<Tally>;
  /**
   * Adds up all parts, in order.
   *
   * @throws FileProblem as {@link Reader.read}
   * @throws ReadWhole where only who reads the file as a whole can tell
   */
  merge(options: ReadOptions, head: Head, parts: readonly Part<Tally>[]): FileCount;
}

/** Says that the parts of a file do not tell what it holds: it is to be read as a whole. */
export class ReadWhole extends Error {
  override readonly name = "ReadWhole";
}

/** The facts about a file that all parts need, from its beginning. */
export interface FileHead {
  /** Byte at which the first row begins, and the number of its line. */
  readonly from: number;
  readonly line: number;
  /** Byte before which no part may end. */
  readonly firstCut: number;
}

export interface PartRequest {
  /** The part's place among those of its file. */
  readonly place: number;
  readonly from: number;
  /** Rows that begin at this byte or later belong to other parts; infinite for the last part. */
  readonly to: number;
  /** Number of the line that begins at `from`; null where `from` may lie anywhere in a line. */
  readonly line: number | null;
}

/** The rows and counts that were read from one part. */
export interface Part<Tally = unknown> {
  /** Byte at which its first row begins. */
  readonly from: number;
  /** Byte at which the row after its last one begins; null at the file's end. */
  readonly to: number | null;
  /** How many lines it holds. */
  readonly lines: number;
  /** Lines in it are counted from 0. */
  readonly tally: Tally;
}
