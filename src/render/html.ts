import type { Plan } from "../plan/schema.ts";
import { escapeHtml } from "./escape.ts";
import { fillTemplate, type Template } from "./template.ts";

/** The plan as one HTML file, without script or network. */
export function renderHtml(plan: Plan, template: Template): string {
  return fillTemplate(plan, template, {
    escape: escapeHtml,
    code: (text) => `<code>${escapeHtml(text)}</code>`,
  });
}
