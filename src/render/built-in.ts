import type { Template } from "./template.ts";

/** The built-in templates by file name; `handlebarsTemplates` of rolldown.config.ts compiles them. */
const BUILT_IN = {
  "classic.md.hbs": () => import("../../templates/classic.md.hbs"),
  "default.html.hbs": () => import("../../templates/default.html.hbs"),
  "default.md.hbs": () => import("../../templates/default.md.hbs"),
};

/** The file name of a built-in template. */
export type BuiltInTemplate = keyof typeof BUILT_IN;

export const BUILT_IN_TEMPLATES = Object.keys(BUILT_IN) as BuiltInTemplate[];

export function isBuiltInTemplate(name: string): name is BuiltInTemplate {
  return Object.hasOwn(BUILT_IN, name);
}

export async function builtInTemplate(name: BuiltInTemplate): Promise<Template> {
  return { name, program: (await BUILT_IN[name]()).default };
}
