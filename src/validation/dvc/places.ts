export const DVC_PLACES: readonly string[] = ["dvc.yaml", "dvclive"];
