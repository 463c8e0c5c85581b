import type { Plan } from "../plan/schema.ts";
import type { ChartSet } from "./dialect.ts";
import { escapeHtml } from "./escape.ts";
import { fillTemplate, type Template } from "./template.ts";

/** The plan as one HTML file, without script or network. */
export function renderHtml(plan: Plan, template: Template, charts: ChartSet): string {
  return fillTemplate(plan, template, {
    escape: escapeHtml,
    charts,
    code: (text) => `<code>${escapeHtml(text)}</code>`,
  });
}
