import type { Zone } from "../../time/instant.ts";
import { findTime, isBranch } from "./metric-tree.ts";

type Branch = Record<string, unknown>;

/** Keys of a team's own registry that hold its models: a list, or a mapping by name or version. */
const LISTS = ["models", "versions", "runs", "entries", "history"];
/** Keys that say which of them is in production. */
const IN_PRODUCTION = [
  ...["champion", "production", "active", "current", "deployed"],
  ...["champion_version", "production_version", "active_version", "current_version"],
  ...["champion_model", "production_model", "active_model", "current_model"],
];

/**
 * The models of a team's own registry, each with its time, metrics at its top: of the one in
 * production alone where it says which that is. A mapping of registries by the names of models gives those
 * of each, with the name.
 *
 * @returns null where a tree is no registry
 * @example {champion: "b", models: [{name: "a", …}, {name: "b", created_at: "2025-08-01", metrics: {auc: 0.9}}]}
 *   gives [{name: "b", created_at: "2025-08-01", auc: 0.9}]
 */
export function registeredModels(tree: unknown, zone: Zone): Branch[] | null {
  if (!isBranch(tree)) return null;
  const own = modelsOfOne(tree, zone);
  if (own !== null) return own;
  const all = Object.entries(tree).flatMap(([model, each]) =>
    isBranch(each) ? (modelsOfOne(each, zone) ?? []).map((one) => ({ ...one, model })) : [],
  );
  return all.length === 0 ? null : all;
}

function modelsOfOne(tree: Branch, zone: Zone): Branch[] | null {
  const list = LISTS.map((key) => tree[key]).find(
    (each) => isBranch(each) || Array.isArray(each),
  ) as unknown[] | Branch | undefined;
  if (list === undefined) return null;
  const models = Array.isArray(list)
    ? list.map((model) => ({ key: null, model }))
    : Object.entries(list).map(([key, model]) => ({ key, model }));
  const told = models.flatMap(({ key, model }) =>
    isBranch(model) && findTime(model, zone) !== null ? [{ key, model }] : [],
  );
  if (told.length === 0 || told.length < models.length) return null;
  const names = IN_PRODUCTION.map((key) => tree[key]).filter((name) => typeof name === "string");
  const isNamed = ({ key, model }: (typeof told)[number]) =>
    [key, model.name, model.id, model.version, model.model_version].some(
      (name) => name != null && names.includes(String(name)),
    );
  const chosen = told.filter(isNamed);
  return (chosen.length === 1 ? chosen : told).map(({ model }) => flat(model));
}

function flat({ metrics, ...model }: Branch): Branch {
  return isBranch(metrics) ? { ...model, ...metrics } : { ...model, metrics };
}
