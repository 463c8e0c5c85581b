import type { Format } from "../config/choices.ts";
import type { Plan } from "../plan/schema.ts";
import { builtInTemplate } from "./built-in.ts";
import { renderHtml } from "./html.ts";
import { renderJson } from "./json.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Template } from "./template.ts";

/** Turns a plan into a document. Pure. */
export type Renderer = (plan: Plan) => string;

/**
 * The renderer of a format; a built-in template is loaded on demand.
 *
 * @param template by default the built-in one; JSON has none
 */
export async function loadRenderer(format: Format, template?: Template): Promise<Renderer> {
  switch (format) {
    case "json":
      return renderJson;
    case "md": {
      const filled = template ?? (await builtInTemplate("default.md.hbs"));
      return (plan) => renderMarkdown(plan, filled);
    }
    case "html": {
      const filled = template ?? (await builtInTemplate("default.html.hbs"));
      const { SVG_CHARTS } = await import("./charts/charts.ts");
      return (plan) => renderHtml(plan, filled, SVG_CHARTS);
    }
  }
}
