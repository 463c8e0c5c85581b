import type { Plan } from "../plan/schema.ts";
import { jsonText } from "../text/json-text.ts";

/** The plan as JSON, indented by two, its keys in the order of `plan.schema.json`. */
export function renderJson(plan: Plan): string {
  return jsonText(plan);
}
