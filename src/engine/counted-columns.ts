import type { Field } from "./field.ts";
import { areWhole } from "./make-bins.ts";
import type { Bins } from "./profile.ts";

export interface CountedNumber {
  readonly name: string;
  readonly field: Field;
  readonly edges: readonly number[];
}

export interface CountedCategory {
  readonly name: string;
  readonly field: Field;
  readonly values: readonly string[];
  /** Whether the values are whole numbers, so that "1.0" counts as "1". */
  readonly isWhole: boolean;
}

/** The columns of a table that are counted by bins: those that have bins, and a type that fits them. */
export function selectCounted(
  names: readonly string[],
  fields: ReadonlyMap<string, Field>,
  bins: Bins,
): { numbers: CountedNumber[]; categories: CountedCategory[] } {
  const numbers: CountedNumber[] = [];
  const categories: CountedCategory[] = [];
  for (const name of names) {
    const field = fields.get(name);
    const bin = bins.get(name);
    if (field === undefined || field.type === "other" || bin === undefined) continue;
    if (bin.kind === "category") {
      categories.push({ name, field, values: bin.values, isWhole: areWhole(bin.values) });
    } else if (bin.kind === "number" && field.type !== "boolean") {
      numbers.push({ name, field, edges: bin.edges });
    }
  }
  return { numbers, categories };
}
