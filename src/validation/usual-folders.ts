/** Where trainings leave what they write. */
export const OUTPUTS = [
  "checkpoints",
  "model",
  "models",
  "out",
  "output",
  "outputs",
  "results",
  "runs",
];

/** Where monitors and one's own scripts leave reports. */
export const REPORT_FOLDERS = [
  ...["reports", "report", "monitoring", "monitor", "drift", "artifacts", "metrics", "logs"],
  ...["sagemaker", "evaluation", "output", "outputs", "results"],
];

/** Where results lie among other tables and trees: of their files those with names of results count. */
export const RESULT_FOLDERS: readonly string[] = [
  ...["reports", "report", "artifacts", "monitoring", "evaluation", "eval", "docs"],
  ...OUTPUTS,
];
