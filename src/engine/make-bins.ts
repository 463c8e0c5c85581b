import {
  type ColumnGuess,
  type ColumnSample,
  FEW_VALUES,
  guessColumn,
  isId,
  type Uniqueness,
} from "./column-kind.ts";
import { commonType, type Field, type FieldType } from "./field.ts";
import type { Bin, Bins } from "./profile.ts";

/** The rows of a reference window, as an engine describes them. */
export interface Reference {
  /**
   * The description of each column by a sample: of few rows all of them, of many about 20,000, by which the
   * share of rows below an edge is known to some tenths of a per cent.
   */
  describeSample(columns: readonly TypedColumn[]): Promise<SampledColumn[]>;
  /**
   * The most frequent values of each column in all rows, as texts, ties by text.
   *
   * @param isWhole whether texts that are whole numbers are taken as these: "1.0" as "1"
   */
  listValues(
    columns: readonly TypedColumn[],
    isWhole: boolean,
    most: number,
  ): Promise<ListedValues[]>;
  /**
   * How many values there are in all rows, and how many differ, perhaps among some of the values alone.
   *
   * @param isNumber whether a text is taken as a number, and the range of the numbers is needed
   */
  measureUniqueness(column: TypedColumn, isNumber: boolean): Promise<Uniqueness>;
}

export interface ListedValues {
  readonly values: readonly string[];
  /** Known where the values are fewer than were asked for. */
  readonly hasNulls: boolean;
}

export interface TypedColumn {
  readonly name: string;
  readonly type: FieldType;
}

export interface SampledColumn extends ColumnSample {
  /** Of the bins, if it is a column of numbers. */
  readonly edges: readonly number[];
}

/**
 * Decides by the rows of a reference window what each column is, and its bins. A sample gives edges and a first
 * guess; categories and ids are looked up in all rows.
 *
 * @param names of the columns, each once
 * @param tables in which they are
 */
export async function makeBins(
  reference: Reference,
  names: readonly string[],
  tables: readonly { readonly fields: ReadonlyMap<string, Field> }[],
): Promise<Bins> {
  const columns = names.map((name) => {
    const types = tables.flatMap(({ fields }) => fields.get(name)?.type ?? []);
    return { name, type: commonType(types) };
  });
  const asked = columns.filter(({ type }) => type !== "other");
  const samples = asked.length === 0 ? [] : await reference.describeSample(asked);
  const guesses = samples.map(guessColumn);
  const categories = asked.filter((_, i) => guesses[i]?.kind === "category");
  const listed = await findCategories(reference, categories);
  const bins = new Map<string, Bin>();
  for (const [i, column] of asked.entries()) {
    const { edges } = samples[i] as SampledColumn;
    const known = listed.get(column);
    const bin = known ?? (await makeBin(reference, column, guesses[i] as ColumnGuess, edges));
    bins.set(column.name, bin);
  }
  for (const { name, type } of columns) {
    if (type === "other") bins.set(name, { kind: "skipped", why: "type" });
  }
  return bins;
}

async function makeBin(
  reference: Reference,
  column: TypedColumn,
  guess: ColumnGuess,
  edges: readonly number[],
): Promise<Bin> {
  const number: Bin = { kind: "number", edges };
  if (guess.kind === "skipped") return guess;
  if (guess.kind === "number") return number;
  if (guess.kind === "category") return findCategory(reference, column);
  if (guess.kind === "few") return findFew(reference, column, number);
  const isNumber = guess.otherwise === "number";
  if (isId(await reference.measureUniqueness(column, isNumber))) {
    return { kind: "skipped", why: "id" };
  }
  return isNumber ? number : findCategory(reference, column);
}

/** So many values are counted one by one. */
const MOST_VALUES = 1000;

async function findCategory(reference: Reference, column: TypedColumn): Promise<Bin> {
  return (await findCategories(reference, [column])).get(column) as Bin;
}

async function findCategories(
  reference: Reference,
  columns: readonly TypedColumn[],
): Promise<Map<TypedColumn, Bin>> {
  const listed = await reference.listValues(columns, false, MOST_VALUES);
  return new Map(
    columns.map((column, i) => {
      const { values } = listed[i] as ListedValues;
      return [column, { kind: "category", values }];
    }),
  );
}

async function findFew(reference: Reference, column: TypedColumn, number: Bin): Promise<Bin> {
  const { type } = column;
  const [listed] = await reference.listValues([column], true, FEW_VALUES + 2);
  const { values, hasNulls } = listed as ListedValues;
  if (values.length === 0 || (values.length === 1 && !hasNulls)) {
    return { kind: "skipped", why: "constant" };
  }
  const isWhole = values.every((value) => WHOLE.test(value));
  if (type === "boolean" || (isWhole && values.length <= FEW_VALUES)) {
    return { kind: "category", values };
  }
  return type === "text" && !isWhole ? findCategory(reference, column) : number;
}

const WHOLE = /^-?\d+$/;

/** Whether the texts of a category are those of whole numbers. */
export function areWhole(values: readonly string[]): boolean {
  return values.length <= FEW_VALUES && values.every((value) => WHOLE.test(value));
}
