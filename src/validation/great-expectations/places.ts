export const GREAT_EXPECTATIONS_PLACES: readonly string[] = ["gx", "great_expectations"].map(
  (folder) => `${folder}/uncommitted/validations`,
);
