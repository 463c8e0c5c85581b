import type { InputDrift } from "../drift/data/input-schema.ts";
import { SVG_CHARTS } from "./charts/charts.ts";
import { escapeHtml } from "./escape.ts";
import { fillOnce } from "./template.ts";

/** The style sheet prints the model below each page. */
const NAMELESS = { model: { name: null, version: null } };

/** The columns of the data in both windows as one HTML file: a chart for each of the first, then a table. */
export async function renderProfile(input: InputDrift): Promise<string> {
  const program = (await import("../../templates/profile.html.hbs")).default;
  const template = { name: "profile.html.hbs", program };
  return fillOnce({ input_drift: input, metadata: NAMELESS }, template, {
    escape: escapeHtml,
    charts: SVG_CHARTS,
    code: (text) => `<code>${escapeHtml(text)}</code>`,
  });
}
