import { createZone } from "../time/instant.ts";
import { similarZone } from "../time/zone-names.ts";
import { text } from "./scalars.ts";

/** The name of an IANA time zone. */
export const zoneSchema = text.refine(isZone, {
  error: ({ input }) => zoneMeant(String(input)),
});

function zoneMeant(name: string): string {
  const meant = similarZone(name);
  return meant === undefined
    ? 'an IANA time zone such as "UTC" or "Europe/Berlin"'
    : `an IANA time zone, perhaps "${meant}"`;
}

function isZone(name: string): boolean {
  try {
    createZone(name);
    return true;
  } catch {
    return false;
  }
}
