import { jsonText } from "../../text/json-text.ts";
import type { CheckReport } from "./report.ts";

/** The rules as JSON; `holds` is null where the gate could not be judged. */
export function renderCheckJson({ holds, unjudged, rules }: CheckReport): string {
  return jsonText({ holds: unjudged === null ? holds : null, rules });
}
