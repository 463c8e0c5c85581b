/** The actions that a plan can advise, the most urgent first. */
export const ACTIONS = [
  "retrain_now",
  "retrain_early",
  "retrain_as_scheduled",
  "wait",
  "cannot_decide",
] as const;
export type Action = (typeof ACTIONS)[number];

/** The actions in words. */
export const ACTION_WORDS: Record<Action, string> = {
  retrain_now: "Retrain now",
  retrain_early: "Retrain early",
  retrain_as_scheduled: "Retrain as scheduled",
  wait: "Wait",
  cannot_decide: "Cannot decide",
};
