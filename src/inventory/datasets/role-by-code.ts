import type { DataSet } from "../schema.ts";
import type { CodeEvidence } from "./perhaps-index.ts";
import type { RoleRule } from "./role.ts";

/** Rules that know more of a table than which code names it. */
const STATED: readonly RoleRule[] = ["configuration", "dvc", "mlflow"];

/**
 * Where names leave several tables that may be the training data, the code that trains models decides: what it
 * names is trained on, the others are not. It decides nothing where it names all of several, or none. Where no code is
 * called after training and no name says "training", all code that trains decides, if it names the same table.
 *
 * @example master.csv, rates.csv, weather.csv (all in data/processed), and train.py names master.csv alone
 */
export function withCode(sets: DataSet[], code: CodeEvidence | undefined): DataSet[] {
  if (code === undefined) return sets;
  const candidates = (["training", "unknown", "raw"] as const)
    .map((role) => sets.filter((set) => set.role === role && isOpen(set)))
    .find((some) => some.length > 0);
  if (candidates === undefined || areDecided(candidates)) return sets;
  // One table beside raw ones: without the code, the raw one would be taken.
  const isBesideRaw = candidates[0]?.role === "unknown" && sets.some(({ role }) => role === "raw");
  if (candidates.length < 2 && !isBesideRaw) return sets;
  const names = candidates.map(({ name }) => name);
  const trained = code.trainedOn(names);
  // Code of another name does not overrule tables that are called training data.
  const isNamed = candidates[0]?.role === "training";
  const files = trained.size > 0 || isNamed ? trained : code.namedByAll(names);
  const named = candidates.filter(({ name }) => files.has(name));
  const [first] = named;
  if (first === undefined) return sets;
  if (named.length === candidates.length && named.length > 1) return sets;
  const other = `${files.get(first.name)} trains a model, and names ${first.name} instead`;
  return sets.map((set) => {
    if (!candidates.includes(set)) return set;
    const file = files.get(set.name);
    return file === undefined
      ? { ...set, role: "other", role_rule: "code", role_by: other }
      : {
          ...set,
          role: "training",
          role_rule: "code",
          role_by: `${file} names it, and trains a model`,
        };
  });
}

/** JSON that a training reads beside tables is often a list of names or settings. */
function isOpen({ copy_of, medium, role_rule, name }: DataSet): boolean {
  return (
    copy_of === null && medium === null && !STATED.includes(role_rule) && !name.endsWith(".json")
  );
}

/** Tables to train on of the same columns are one training set. */
function areDecided(sets: readonly DataSet[]): boolean {
  const columns = new Set(sets.map(({ columns: own }) => JSON.stringify(own)));
  return sets[0]?.role === "training" && columns.size === 1 && !columns.has("null");
}
