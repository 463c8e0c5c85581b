import type { TimeSource } from "../validation/schema.ts";

/** By what the time of a result is known. */
export const TIME_WORDS: Record<TimeSource, string> = {
  run: "the time in the file",
  commit: "the time of its commit",
  name: "the date in its name",
  modified: "its modification time",
};
