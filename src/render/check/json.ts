import { jsonText } from "../../json-text.ts";
import type { CheckReport } from "./report.ts";

/** The rules as JSON. */
export function renderCheckJson({ holds, rules }: CheckReport): string {
  return jsonText({ holds, rules });
}
