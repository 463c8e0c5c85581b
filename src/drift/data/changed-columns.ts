import type { DataDrift } from "./schema.ts";

/** So much more than is expected of new values is a finding. */
const LEAST_UNSEEN = 0.01;

/** How columns have changed otherwise than by a shift of their values. */
export interface ChangedColumns {
  nulls: { name: string; reference: number; current: number }[];
  unseen: { name: string; share: number }[];
  kinds: DataDrift["kind_changes"];
  added: string[];
  removed: string[];
}

/** @returns empty lists where nothing changed */
export function listChangedColumns(comparison: DataDrift): ChangedColumns {
  const { columns, kind_changes: kinds, new_columns: added, removed_columns: removed } = comparison;
  return {
    nulls: columns
      .filter(({ nulls }) => nulls.verdict === "changed")
      .map(({ name, nulls }) => ({ name, reference: nulls.reference, current: nulls.current })),
    unseen: columns.flatMap(({ name, unseen }) =>
      unseen !== null && unseen.share - unseen.expected >= LEAST_UNSEEN
        ? [{ name, share: unseen.share }]
        : [],
    ),
    kinds,
    added,
    removed,
  };
}

/** Whether a column changed that the model was trained on: a new one it does not know. */
export function hasChanged(comparison: DataDrift): boolean {
  const { nulls, unseen, kinds, removed } = listChangedColumns(comparison);
  return [nulls, unseen, kinds, removed].some(({ length }) => length > 0);
}
