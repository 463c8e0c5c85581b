import type { CategoryProfile, NumberProfile, Profile } from "../../engine/profile.ts";
import type { DataDrift } from "./schema.ts";

/** A column of both windows, in the same bins. */
export interface ColumnPair {
  readonly reference: NumberProfile | CategoryProfile;
  readonly current: NumberProfile | CategoryProfile;
}

export type PairedColumns = { readonly pairs: readonly ColumnPair[] } & Pick<
  DataDrift,
  "kind_changes" | "new_columns" | "removed_columns" | "skipped"
>;

/**
 * The columns that can be compared, and those that cannot: in one window alone, of another kind, or
 * skipped. All are in the order of their names.
 */
export function pairColumns(reference: Profile, current: Profile): PairedColumns {
  const currents = new Map(current.columns.map((column) => [column.name, column]));
  const names = new Set(reference.columns.map(({ name }) => name));
  const paired = {
    pairs: [] as ColumnPair[],
    kind_changes: [] as DataDrift["kind_changes"],
    new_columns: [...currents.keys()].filter((name) => !names.has(name)).sort(),
    removed_columns: [] as string[],
    skipped: [] as DataDrift["skipped"],
  };
  for (const before of [...reference.columns].sort(byName)) {
    const after = currents.get(before.name);
    if (after === undefined) paired.removed_columns.push(before.name);
    else if (before.kind === "skipped") paired.skipped.push({ name: before.name, why: before.why });
    else if (after.kind !== before.kind) {
      const { name } = before;
      paired.kind_changes.push({ name, reference: before.kind, current: after.kind });
    } else {
      if (!sameBins(before, after)) throw new Error(`${before.name}: not counted in the same bins`);
      paired.pairs.push({ reference: before, current: after });
    }
  }
  return paired;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function sameBins(a: NumberProfile | CategoryProfile, b: NumberProfile | CategoryProfile): boolean {
  const bins = (column: NumberProfile | CategoryProfile): readonly (number | string)[] =>
    column.kind === "number" ? column.edges : column.values;
  const own = bins(a);
  return own.length === bins(b).length && bins(b).every((bin, i) => bin === own[i]);
}
