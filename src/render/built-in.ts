import type { Template } from "./template.ts";

/** The built-in templates by file name; `handlebarsTemplates` of rolldown.config.ts compiles them. */
const BUILT_IN = {
  "brief.html.hbs": () => import("../../templates/brief.html.hbs"),
  "brief.md.hbs": () => import("../../templates/brief.md.hbs"),
  "classic.md.hbs": () => import("../../templates/classic.md.hbs"),
  "default.html.hbs": () => import("../../templates/default.html.hbs"),
  "default.md.hbs": () => import("../../templates/default.md.hbs"),
  "pccp.html.hbs": () => import("../../templates/pccp.html.hbs"),
  "pccp.md.hbs": () => import("../../templates/pccp.md.hbs"),
  "sr11-7.html.hbs": () => import("../../templates/sr11-7.html.hbs"),
  "sr11-7.md.hbs": () => import("../../templates/sr11-7.md.hbs"),
};

/** However large the data: a document is to be read, and sent by mail. */
const MOST_BYTES = 290_000;

/** The file name of a built-in template. */
export type BuiltInTemplate = keyof typeof BUILT_IN;

export const BUILT_IN_TEMPLATES = Object.keys(BUILT_IN) as BuiltInTemplate[];

export function isBuiltInTemplate(name: string): name is BuiltInTemplate {
  return Object.hasOwn(BUILT_IN, name);
}

export async function builtInTemplate(name: BuiltInTemplate): Promise<Template> {
  const program = (await BUILT_IN[name]()).default;
  // Ours end, whatever the plan; that they end in time is for a slow machine to say.
  const template = { name, program, mostSeconds: Number.POSITIVE_INFINITY };
  // The form of `classic` is not ours to shorten.
  return name.startsWith("classic.") ? template : { ...template, mostBytes: MOST_BYTES };
}
