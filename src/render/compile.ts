import Handlebars from "handlebars";
import { withinTime } from "../runtime/within-time.ts";
import { CHECKED } from "./checked-helpers.ts";
import { helpers } from "./helpers.ts";
import type { Template } from "./template.ts";
import { checkTemplate } from "./template-check.ts";
import { templateError } from "./template-error.ts";
import { checkExtent } from "./template-extent.ts";
import { TEXT_CHARTS } from "./text-charts.ts";

/**
 * Compiles a user's template; the built-in ones are compiled when the package is built.
 *
 * @param name how errors call it, such as `mine.md.hbs`
 * @throws UserError naming template and line
 */
export function compileTemplate(name: string, text: string): Template {
  // What Handlebars writes is its own code with the template's texts as literals.
  const code = withinTime(() => {
    checkExtent(name, text);
    return precompileTemplate(name, text);
  });
  return { name, program: new Function(`return ${code}`)() };
}

/** The same as the text of a JavaScript expression, for the build. */
export function precompileTemplate(name: string, text: string): string {
  try {
    const program = Handlebars.parse(text);
    checkTemplate(program, CALLABLE);
    // The dialect escapes every value; Handlebars knows HTML only and must not escape again.
    const code = String(Handlebars.precompile(program, OPTIONS));
    // Where each call stands, which no helper asks for, is half of the code.
    return code.replace(CALL_PLACE, "");
  } catch (error) {
    throw templateError(name, error);
  }
}

/** One writes to the console, the others are what Handlebars itself calls where there is no helper. */
const UNCALLABLE: ReadonlySet<string> = new Set(["log", "helperMissing", "blockHelperMissing"]);

const CALLABLE: ReadonlySet<string> = new Set([
  ...Object.keys(Handlebars.helpers).filter((name) => !UNCALLABLE.has(name)),
  ...Object.keys(helpers({ code: String, charts: TEXT_CHARTS })),
  CHECKED.block,
]);

/** A call's helper is known, for checkTemplate refuses any other: no code to look elsewhere for it. */
const OPTIONS: CompileOptions = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(
    [...CALLABLE, ...Object.values(CHECKED)].map((name) => [name, true]),
  ) as KnownHelpers,
};

const CALL_PLACE =
  /,"loc":\{"start":\{"line":\d+,"column":\d+\},"end":\{"line":\d+,"column":\d+\}\}/g;
