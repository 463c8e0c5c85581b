import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { Format } from "../config/choices.ts";
import { errorMessage, UserError } from "../errors.ts";
import { BUILT_IN_TEMPLATES, builtInTemplate, isBuiltInTemplate } from "../render/built-in.ts";
import type { Template } from "../render/template.ts";
import { similarTo } from "../text/similar.ts";
import { locate, type Root } from "../trust/named-path.ts";
import { readNamed } from "../trust/named-text.ts";

/**
 * The default formats of a plan: those of the template, and JSON.
 *
 * @param name a built-in template, or a file, whose name says its format: `mine.html.hbs`
 */
export function templateFormats(name: string): Format[] {
  const builtIn = (["md", "html"] as const).filter((format) =>
    isBuiltInTemplate(`${name}.${format}.hbs`),
  );
  if (builtIn.length > 0) return [...builtIn, "json"];
  return [/\.html\.(hbs|handlebars)$/.test(basename(name)) ? "html" : "md", "json"];
}

/**
 * A template; undefined for JSON, which needs none: the plan is what it is.
 *
 * @param name a built-in one (`default`, `classic`), or a file; a file's name says its format: `mine.md.hbs`
 * @throws UserError if it does not exist, does not have the format, or lies outside of the project
 */
export async function loadTemplate(
  name: string,
  format: Format,
  root: Root,
): Promise<Template | undefined> {
  if (format === "json") return undefined;
  const builtIn = `${name}.${format}.hbs`;
  if (isBuiltInTemplate(builtIn)) return builtInTemplate(builtIn);
  const names = [...new Set(BUILT_IN_TEMPLATES.map((file) => file.split(".")[0]))];
  if (names.includes(name)) {
    const formats = BUILT_IN_TEMPLATES.filter((file) => file.startsWith(`${name}.`)).map(
      (file) => file.split(".")[1],
    );
    throw new UserError(`template "${name}" has no ${format} form, only ${formats.join(", ")}`, {
      hint: "choose another --format or --template",
    });
  }
  const location = locate(name, root, "text");
  if (!existsSync(location)) {
    const meant = similarTo(name, names.map(String));
    throw new UserError(`"${name}" is neither a template nor a file`, {
      hint: meant === undefined ? `built in are ${names.join(", ")}` : `did you mean ${meant}?`,
    });
  }
  const said = /\.(md|html)\.(hbs|handlebars)$/.exec(basename(name))?.[1];
  if (said !== undefined && said !== format) {
    throw new UserError(`template ${name} is for ${said}, not for ${format}`, {
      hint: `say --format ${said}, or ${said},json`,
    });
  }
  const text = read(name, root);
  const { compileTemplate } = await import("../render/compile.ts");
  return compileTemplate(name, text);
}

function read(name: string, root: Root): string {
  try {
    return readNamed(name, root, "text").toString("utf8");
  } catch (error) {
    throw new UserError(`${name}: cannot be read: ${errorMessage(error)}`, {
      hint: "make it readable, or name another --template",
      cause: error,
    });
  }
}
