import type { Changes } from "./schema.ts";

/** What is said of a plan with which none is compared: it is the first, or the earlier one is of no use. */
export function noChanges(status: "first" | "not_compared", message: string): Changes {
  return { status, message, previous: null, groups: [], dates: null, due: [] };
}
