import { OUTPUTS } from "../usual-folders.ts";

export const HUGGINGFACE_PLACES: readonly string[] = [
  ...["all_results.json", "eval_results.json", "trainer_state.json"],
  ...OUTPUTS.flatMap((folder) =>
    ["", "*/", "*/*/"].map(
      (below) => `${folder}/${below}{all_results,eval_results,trainer_state}.json`,
    ),
  ),
];
