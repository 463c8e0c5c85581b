import type { Sufficiency } from "../schedule/schema.ts";
import { countRange, thousands } from "../text/quantity.ts";

/** `24,631 of 25,000 needed`, `24,631, no minimum stated`. */
export function ofMinimum({ least, most, minimum }: Sufficiency): string {
  const rows = countRange(least, most);
  return minimum === null
    ? `${rows}, no minimum stated`
    : `${rows} of ${thousands(minimum)} needed`;
}
