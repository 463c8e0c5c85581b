import type { Zone } from "../../time/instant.ts";
import type { TableShare } from "../schema.ts";
import { type Comparable, findFamily, readSketch } from "./read-sketch.ts";
import { estimateOverlap, type RowSketch } from "./row-sketch.ts";

/** Tables of more bytes are not compared: it would take longer than a plan may take. */
const MOST_BYTES = 64 << 20;
/** So many tables are compared with each other at the most. */
const MOST_TABLES = 40;
/** Rows that repeat say nothing of a copy: so many must be distinct. */
const LEAST_DISTINCT = 0.9;
/** From this share on, a table is within another; below the second, they share nothing. */
const [WITHIN, SHARED] = [0.9, 0.02];

/** A table whose rows may be in another one as well. */
export interface Candidate {
  readonly name: string;
  readonly columns: readonly string[] | null;
  readonly bytes: number;
  readonly samples: number | null;
  readonly files: readonly Comparable[];
}

/**
 * Which tables of the same columns hold each other's rows: a split of one, a table that was appended to,
 * a copy with other ends of lines.
 *
 * @param isOpen whether two tables, by their names, are to be compared
 * @returns the shares by the name of the table
 */
export async function sharedRows(
  candidates: readonly Candidate[],
  isOpen: (a: string, b: string) => boolean,
  zone: Zone,
): Promise<Map<string, TableShare[]>> {
  const shares = new Map<string, TableShare[]>();
  const add = (name: string, share: TableShare) =>
    shares.set(name, [...(shares.get(name) ?? []), share]);
  const sketches = new Map<Candidate, Promise<RowSketch | null>>();
  const readSketchOnce = (candidate: Candidate) => {
    const sketch = sketches.get(candidate) ?? sketched(candidate, zone);
    sketches.set(candidate, sketch);
    return sketch;
  };
  const all = candidates.filter(({ samples, columns }) => samples && columns !== null);
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      if (!isOpen(a.name, b.name) || !haveSameColumns(a, b)) continue;
      const [of, other] =
        all.length > MOST_TABLES
          ? [null, null]
          : [await readSketchOnce(a), await readSketchOnce(b)];
      if (of === null || other === null) {
        add(a.name, { with: b.name, relation: "not_compared" });
        add(b.name, { with: a.name, relation: "not_compared" });
        continue;
      }
      const { ofFirst, ofSecond } = estimateOverlap(of, other);
      // Of equal tables the second is the copy.
      if (ofSecond >= WITHIN && (ofFirst >= WITHIN || of.rows >= other.rows)) {
        add(b.name, { with: a.name, relation: "within" });
        add(a.name, { with: b.name, relation: "holds" });
      } else if (ofFirst >= WITHIN) {
        add(a.name, { with: b.name, relation: "within" });
        add(b.name, { with: a.name, relation: "holds" });
      } else if (Math.max(ofFirst, ofSecond) >= SHARED) {
        add(a.name, { with: b.name, relation: "overlaps" });
        add(b.name, { with: a.name, relation: "overlaps" });
      }
    }
  }
  return shares;
}

function haveSameColumns(a: Candidate, b: Candidate): boolean {
  return a.columns?.join("\0") === b.columns?.join("\0");
}

async function sketched({ bytes, files }: Candidate, zone: Zone): Promise<RowSketch | null> {
  const [first] = files;
  if (first === undefined || bytes > MOST_BYTES) return null;
  const family = findFamily(first);
  if (family === null || files.some((file) => findFamily(file) !== family)) return null;
  const sketch = await readSketch(files, zone);
  return sketch !== null && sketch.distinct >= LEAST_DISTINCT * sketch.rows ? sketch : null;
}

/** Names speak for dumps already, so that fewer rows must be distinct. */
const LEAST_DISTINCT_OF_DUMPS = 0.5;

/** A family of files that may each hold the rows of the one before: `data_v1.csv`, `data_v2.csv`. */
const MOST_DUMPS = 24;

/** Whether files of one table, in any order, may be full dumps of it; so {@link areDumps} must read them. */
export function mayBeDumps(files: readonly Comparable[]): boolean {
  const bytes = files.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  if (files.length < 2 || files.length > MOST_DUMPS || bytes > MOST_BYTES) return false;
  if (files.some((one) => findFamily(one) === null || one.count.samples === 0)) return false;
  return !haveOwnDays(files);
}

/**
 * Of files of one table those that are full dumps of it at a later time: each holds the rows of the one
 * before.
 *
 * @param files in the order of their names, so that the newest comes last
 * @returns whether the last holds the rows of all others
 */
export async function areDumps(files: readonly Comparable[], zone: Zone): Promise<boolean> {
  let former: RowSketch | null = null;
  for (const file of files) {
    const sketch = await readSketch([file], zone);
    if (sketch === null || sketch.distinct < LEAST_DISTINCT_OF_DUMPS * sketch.rows) return false;
    if (former !== null && estimateOverlap(former, sketch).ofFirst < WITHIN) return false;
    former = sketch;
  }
  return true;
}

/** Files whose samples lie in ranges of days that do not meet are parts of a table. */
function haveOwnDays(files: readonly Comparable[]): boolean {
  const ranges = files.map(({ count: { eventTime } }) => eventTime);
  if (ranges.some((range) => range === null)) return false;
  const sorted = ranges
    .map((range) => range as NonNullable<typeof range>)
    .sort((a, b) => a.earliest - b.earliest);
  return sorted.every((range, i) => i === 0 || range.earliest > (sorted[i - 1]?.latest ?? 0));
}
