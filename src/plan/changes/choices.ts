/** The subjects of changes, in the order of the document. */
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
