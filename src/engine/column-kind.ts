import type { FieldType } from "./field.ts";
import type { SkippedColumn } from "./profile.ts";

/** A sample of the reference, as numbers about one column. */
export interface ColumnSample {
  readonly type: FieldType;
  /** Values that are there, and how many differ. */
  readonly values: number;
  readonly distinct: number;
  /** Of the values, those that are numbers, or stand for a missing one; and those that are whole numbers. */
  readonly numbers: number;
  readonly missing: number;
  readonly whole: number;
  /** Of the numbers, how many differ. */
  readonly distinctNumbers: number;
  /** Values that are times, and those that hold lists or objects in JSON. */
  readonly times: number;
  readonly nested: number;
  readonly meanLength: number;
  readonly meanWords: number;
}

/** The kind of a column by a sample, or the question that the whole reference has to answer. */
export type ColumnGuess =
  | { readonly kind: "number" }
  | { readonly kind: "category" }
  | { readonly kind: "skipped"; readonly why: SkippedColumn["why"] }
  /** A category or a constant, if there are as few values everywhere; else a number. */
  | { readonly kind: "few" }
  /** An id if nearly no value is there twice; else the other. */
  | { readonly kind: "unique"; readonly otherwise: "number" | "category" };

/** At most so many whole numbers are categories. */
export const FEW_VALUES = 20;
/** Of the values of a text column that holds numbers, so many are. */
const NUMBER_SHARE = 0.99;
/** More rows may repeat what a sample has once, or hold what it has not: where it may matter, all are asked. */
const NEARLY_ALL = 0.75;
const PERHAPS_FEW = 1.3 * FEW_VALUES;
const LONG_TEXT = 50;
const MANY_WORDS = 5;

/** The kind of a column, as far as a sample of its values tells. */
export function guessColumn(sample: ColumnSample): ColumnGuess {
  const { type, values, distinct } = sample;
  if (type === "other") return { kind: "skipped", why: "type" };
  if (type === "boolean") return { kind: "few" };
  if (type !== "text") return guessNumber(values, distinct, sample.whole);
  const filled = values - sample.missing;
  if (sample.numbers > 0 && sample.numbers >= NUMBER_SHARE * filled) {
    return guessNumber(sample.numbers, sample.distinctNumbers, sample.whole);
  }
  if (values > 0 && (sample.nested === values || sample.times === values)) {
    return { kind: "skipped", why: "type" };
  }
  if (distinct <= 1) return { kind: "few" };
  const isLong = sample.meanLength > LONG_TEXT || sample.meanWords > MANY_WORDS;
  if (isLong && distinct >= values / 2) return { kind: "skipped", why: "text" };
  if (distinct >= NEARLY_ALL * values) return { kind: "unique", otherwise: "category" };
  return { kind: "category" };
}

function guessNumber(values: number, distinct: number, whole: number): ColumnGuess {
  if (distinct <= 1 || (distinct <= PERHAPS_FEW && whole === values)) return { kind: "few" };
  const mayBeId = whole === values && distinct >= NEARLY_ALL * values;
  return mayBeId ? { kind: "unique", otherwise: "number" } : { kind: "number" };
}

/** All values of a column, or of those with some hashes all. */
export interface Uniqueness {
  readonly values: number;
  readonly distinct: number;
  /** Null for texts. */
  readonly range: { readonly least: number; readonly most: number } | null;
}

/**
 * Whether values name their rows. Amounts are seldom there twice where there are few; so whole numbers
 * are ids where they count rows, or where ten thousand and more all differ.
 */
export function isId({ values, distinct, range }: Uniqueness): boolean {
  if (distinct < UNIQUE_SHARE * values) return false;
  if (range === null || values >= MANY_VALUES) return true;
  return range.most - range.least < 2 * values;
}

const UNIQUE_SHARE = 0.999;
const MANY_VALUES = 10_000;

/**
 * The description of a column by its sample. The numbers stand in this order: values, distinct values, numbers and
 * whole ones; of texts then distinct numbers, words for a missing value, times, nested values, and the mean length
 * in characters and in words.
 */
export function readDescription(type: FieldType, own: readonly number[]): ColumnSample {
  const [values = 0, distinct = 0, numbers = 0, whole = 0, distinctNumbers = distinct] = own;
  const [missing = 0, times = 0, nested = 0, meanLength = 0, meanWords = 0] = own.slice(5);
  const ofTexts = { missing, times, nested, meanLength, meanWords };
  return { type, values, distinct, numbers, whole, distinctNumbers, ...ofTexts };
}
