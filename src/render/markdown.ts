import type { Plan } from "../plan/schema.ts";
import { escapeMarkdown, markdownCode } from "./escape.ts";
import type { Template } from "./renderer.ts";
import { fillTemplate } from "./template.ts";

/** The plan as GitHub-flavoured Markdown. */
export function renderMarkdown(plan: Plan, template: Template): string {
  return fillTemplate(plan, template, { escape: escapeMarkdown, code: markdownCode });
}
