import type { CheckReport } from "./report.ts";

/** The rules as JSON. */
export function renderCheckJson({ holds, rules }: CheckReport): string {
  return `${JSON.stringify({ holds, rules }, null, 2)}\n`;
}
