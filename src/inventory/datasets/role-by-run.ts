import type { Role, RoleVerdict } from "./role.ts";

/** A data set that MLflow recorded as an input of a run. */
export interface RunInput {
  /** As the run calls it: `churn-train`. */
  readonly name: string;
  /** Where it says that it lies: a path, a URL or a table; null where it does not say. */
  readonly source: string | null;
  /** `training`, `validation`, …; null where it does not say. */
  readonly context: string | null;
  readonly rows: number | null;
  /** The run, as the plan names it. */
  readonly run: string;
}

interface Located {
  readonly path: string;
}

/**
 * The roles that a run gives to the tables it read, matched by path, or else by the name of the data set.
 *
 * @returns for each table its role, or null where the run did not read it
 */
export function rolesByRun(
  tables: readonly Located[],
  inputs: readonly RunInput[],
): (RoleVerdict | null)[] {
  return tables.map(({ path }) => {
    const input = inputOf(path, inputs);
    const role = input === undefined ? null : roleOf(input.context);
    if (input === undefined || role === null) return null;
    return { role, rule: "mlflow", by: `MLflow: ${input.run} read it (${input.context})` };
  });
}

/** The input that is a table, by its path, or else by its name. */
export function inputOf(path: string, inputs: readonly RunInput[]): RunInput | undefined {
  const below = `/${path.replace(/\/$/, "")}`;
  const [stem] = path.slice(path.lastIndexOf("/") + 1).split(".");
  return (
    inputs.find(({ source }) => source !== null && isAt(source, below)) ??
    inputs.find(({ name }) => name === stem || name === path)
  );
}

function isAt(source: string, below: string): boolean {
  const place = `/${source.replace(/^[a-z]+:\/\//i, "").replace(/^\.?\/+/, "")}`;
  return place.endsWith(below) || below.startsWith(`${place}/`);
}

function roleOf(context: string | null): Role | null {
  if (context === null) return null;
  if (/train/i.test(context)) return "training";
  return /valid|test|eval|holdout/i.test(context) ? "holdout" : null;
}
