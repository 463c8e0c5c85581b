export const MLFLOW_PLACES: readonly string[] = ["mlflow.db", "mlruns.db", "mlruns"];
