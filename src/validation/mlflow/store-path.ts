/** Where MLflow usually keeps its runs; of a run that two of them hold, the first tells. */
export const STORE_PLACES: readonly string[] = ["mlflow.db", "mlruns.db", "mlruns"];

/**
 * The path of a store that is named as MLflow's tracking URI; any other path as it is.
 *
 * @example storePath("sqlite:///mlflow.db") // "mlflow.db"
 * @example storePath("sqlite:////srv/mlflow.db") // "/srv/mlflow.db"
 */
export function storePath(path: string): string {
  return path.replace(/^sqlite:\/\/\//, "").replace(/^file:(?:\/\/)?(?=[^/]|\/[^/])/, "");
}
