/** What a change is about, in the order in which a document tells of them. */
export const TOPICS = [
  "basis",
  "decision",
  "samples",
  "problems",
  "metrics",
  "dates",
  "checklist",
] as const;

/** The worst first. */
export const TONES = ["worse", "neutral", "better"] as const;
