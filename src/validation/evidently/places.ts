export const EVIDENTLY_PLACES: readonly string[] = [
  ...["workspace", "evidently_workspace", "evidently"].map(
    (folder) => `${folder}/*/snapshots/*.json`,
  ),
  "evidently/**/*.json",
  ...["reports", "monitoring", "drift"].flatMap((folder) =>
    ["", "*/", "*/*/"].map((below) => `${folder}/${below}*.json`),
  ),
  "evaluation/*.json",
  "artifacts/{,*/}*{drift,evidently}*.json",
];
