import type { Changes } from "./schema.ts";

/** The changes of a plan that is not compared: it is the first, or the earlier one cannot be used. */
export function noChanges(status: "first" | "not_compared", message: string): Changes {
  return { status, message, previous: null, groups: [], dates: null, due: [] };
}
