import { createZone, formatDay, parseInstant, UTC } from "../time/instant.ts";
import type { Plan } from "./schema.ts";

/** The plan's day where its cycles are due, which is not always UTC's. */
export function planDay({ metadata }: Pick<Plan, "metadata">): string {
  const instant = parseInstant(metadata.generated_at, UTC) as number;
  return formatDay(createZone(metadata.timezone).dayOf(instant));
}
