import type { Plan } from "../plan/schema.ts";
import { escapeMarkdown, markdownCode } from "./escape.ts";
import { fillTemplate, type Template } from "./template.ts";
import { TEXT_CHARTS } from "./text-charts.ts";

/** The plan as GitHub-flavoured Markdown. */
export function renderMarkdown(plan: Plan, template: Template): string {
  return fillTemplate(plan, template, {
    escape: escapeMarkdown,
    code: markdownCode,
    charts: TEXT_CHARTS,
  });
}
