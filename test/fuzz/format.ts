import type fc from "fast-check";
import { configSchema } from "../../src/config/schema.ts";
import { createZone, parseInstant, UTC } from "../../src/time/instant.ts";

/** What a reader is fed with, and how. */
export interface FuzzedFormat {
  readonly name: string;
  /** Globs of the files that are changed, or those files themselves. */
  readonly corpus: readonly string[] | (() => readonly Buffer[]);
  /** Larger ones are left out; by default those above 40 KB. */
  readonly mostBytes?: number;
  /** What a file is turned into before it is changed. */
  prepared?(file: Buffer): Buffer;
  /** Inputs that no file is at the bottom of. */
  readonly generated: fc.Arbitrary<string | Uint8Array>;
  /** What becomes of an input before it is read. */
  packed?(input: Buffer, index: number): Buffer;
  /** Whether an Error of no class of its own is how it refuses. */
  readonly mayThrowPlainErrors?: true;
  /**
   * Reads it; gives back what a user may come to see of it.
   *
   * @param directory empty at first, and the same for all inputs
   * @throws Refused, or the reader's own errors, where it is refused
   */
  feed(input: Buffer, directory: string): Promise<string>;
}

/** What a reader says where it throws nothing, and nothing of the input was read. */
export class Refused extends Error {}

/** A text that a function takes; what it gives back is what it says. */
export function text(
  name: string,
  corpus: FuzzedFormat["corpus"],
  generated: FuzzedFormat["generated"],
  parse: (text: string) => string | undefined,
): FuzzedFormat {
  const feed = async (input: Buffer) => parse(input.toString("utf8")) ?? "";
  return { name, corpus, generated, mayThrowPlainErrors: true, feed };
}

/** Does something once for a directory, such as to write the files beside the one that is broken. */
export function once(prepare: (directory: string) => void): (directory: string) => void {
  const done = new Set<string>();
  return (directory) => {
    if (done.has(directory)) return;
    done.add(directory);
    prepare(directory);
  };
}

export const NOW: number = parseInstant("2025-08-14T08:00:00Z", UTC) as number;
export const ZONE = createZone("Europe/Berlin");
export const DEFAULTS = configSchema.parse({});
/** Other projects' files, where they lie beside this one. */
export const CORPORA = "../shared/corpora";
