import type { Plan } from "../plan/schema.ts";
import { escapeMarkdown, markdownCode } from "./escape.ts";
import { fillTemplate, type Template } from "./template.ts";

/** The plan as GitHub-flavoured Markdown. */
export function renderMarkdown(plan: Plan, template: Template): string {
  return fillTemplate(plan, template, { escape: escapeMarkdown, code: markdownCode });
}
