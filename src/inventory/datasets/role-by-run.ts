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

/** A data set by its name, which is the path of its file or folder. */
interface Named {
  readonly name: string;
}

/**
 * The roles that a run gives to the tables it read. A table that it read for training and for validation is
 * training data, which the run split.
 *
 * @returns for each table its role, or null where the run did not read it
 */
export function rolesByRun(
  tables: readonly Named[],
  inputs: readonly RunInput[],
): (RoleVerdict | null)[] {
  return matchInputs(tables, inputs).map((read) => {
    for (const role of ["training", "holdout"] as const) {
      const input = read.find(({ context }) => roleFromContext(context) === role);
      if (input === undefined) continue;
      return { role, rule: "mlflow", by: `MLflow: ${input.run} read it (${input.context})` };
    }
    return null;
  });
}

/**
 * The inputs that are each table: by the path that an input states, where one table alone lies there, or else
 * by a name that one table alone has.
 *
 * @example of data/raw/a.csv and data/a.csv the path /srv/churn/data/a.csv is the second, and the name `a`
 * is neither
 */
export function matchInputs(
  tables: readonly Named[],
  inputs: readonly RunInput[],
): (readonly RunInput[])[] {
  const of = inputs.map(
    (input) =>
      onlyBest(tables, ({ name }) => sharedPath(input.source, inputPath(name))) ??
      onlyBest(tables, ({ name }) => (isCalled(inputPath(name), input.name) ? 1 : 0)),
  );
  return tables.map((table) => inputs.filter((_, i) => of[i] === table));
}

/** The one table with the highest score above 0; null where none has one, or several share it. */
function onlyBest(tables: readonly Named[], score: (table: Named) => number): Named | null {
  const scores = tables.map(score);
  const best = Math.max(0, ...scores);
  const found = best === 0 ? [] : tables.filter((_, i) => scores[i] === best);
  return found.length === 1 ? (found[0] as Named) : null;
}

/** Of a pair, X_train and y_train, the first half stands for both. */
function inputPath(name: string): string {
  return (name.split(" and ")[0] as string).replace(/\/$/, "");
}

/**
 * How many of the names of a path, or of a folder above it, are the last ones of where an input lies.
 *
 * @example sharedPath("s3://bucket/data/a.csv", "data/a.csv") // 2
 * @example sharedPath("/srv/churn/data", "data/a.csv") // 1
 */
function sharedPath(source: string | null, path: string): number {
  if (source === null) return 0;
  const place = `/${source.replace(/^[a-z][a-z0-9]*:\/\//i, "").replace(/^\.?\/+/, "")}`.replace(
    /(?<!\/)\/+$/,
    "",
  );
  const names = path.split("/");
  for (let many = names.length; many > 0; many--) {
    if (place.endsWith(`/${names.slice(0, many).join("/")}`)) return many;
  }
  return 0;
}

/** MLflow's own name of a data set that the user did not name. */
const NO_NAME = "dataset";

function isCalled(path: string, name: string): boolean {
  if (name === NO_NAME) return false;
  return name === path || name === path.slice(path.lastIndexOf("/") + 1).split(".")[0];
}

/** Whether MLflow's context of an input is that of training. */
export function isOfTraining(context: string | null): boolean {
  return /train/i.test(context ?? "");
}

function roleFromContext(context: string | null): Role | null {
  if (isOfTraining(context)) return "training";
  return /valid|test|eval|holdout/i.test(context ?? "") ? "holdout" : null;
}
