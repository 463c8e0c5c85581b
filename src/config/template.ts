import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { messageOf, UserError } from "../errors.ts";
import { TEMPLATES } from "../package.ts";
import type { Format } from "./choices.ts";

/** The built-in templates' files, such as `default.md.hbs`. */
export function builtInTemplates(): string[] {
  return readdirSync(TEMPLATES)
    .filter((name) => name.endsWith(".hbs"))
    .sort();
}

/**
 * The text of a template.
 *
 * @param name a built-in one (`default`, `classic`), or a file; a file's name says its format: `mine.md.hbs`
 * @throws UserError where there is none, or none for the format
 */
export function loadTemplate(
  name: string,
  format: Format,
  cwd: string,
): { name: string; text: string } {
  // JSON has no template: the plan is what it is.
  if (format === "json") return { name: "json", text: "" };
  const builtIn = builtInTemplates();
  const own = `${name}.${format}.hbs`;
  if (builtIn.includes(own)) return read(`${TEMPLATES}${own}`, own);
  const names = [...new Set(builtIn.map((file) => file.split(".")[0]))];
  if (names.includes(name)) {
    const formats = builtIn
      .filter((file) => file.startsWith(`${name}.`))
      .map((file) => file.split(".")[1]);
    throw new UserError(`template "${name}" has no ${format} form, only ${formats.join(", ")}`, {
      hint: "choose another --format or --template",
    });
  }
  const location = resolve(cwd, name);
  if (!existsSync(location)) {
    throw new UserError(`"${name}" is neither a template nor a file`, {
      hint: `built in are ${names.join(", ")}`,
    });
  }
  const said = /\.(md|html)\.(hbs|handlebars)$/.exec(basename(name))?.[1];
  if (said !== undefined && said !== format) {
    throw new UserError(`template ${name} is for ${said}, not for ${format}`, {
      hint: `say --format ${said}, or ${said},json`,
    });
  }
  return read(location, name);
}

function read(location: string, name: string): { name: string; text: string } {
  try {
    return { name, text: readFileSync(location, "utf8") };
  } catch (error) {
    throw new UserError(`${name}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
