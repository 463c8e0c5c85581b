import type { Format } from "../config/choices.ts";
import type { Plan } from "../plan/schema.ts";

/** The text of a template, and how errors name it. */
export interface Template {
  readonly name: string;
  readonly text: string;
}

/** Turns a plan into a document. Pure; the template is for the formats that have one. */
export type Renderer = (plan: Plan, template: Template) => string;

const RENDERERS: Record<Format, () => Promise<Renderer>> = {
  md: async () => (await import("./markdown.ts")).renderMarkdown,
  html: async () => (await import("./html.ts")).renderHtml,
  json: async () => (await import("./json.ts")).renderJson,
};

/** The renderer of a format, loaded when it is asked for. */
export function rendererOf(format: Format): Promise<Renderer> {
  return RENDERERS[format]();
}
