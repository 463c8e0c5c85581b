import { createHash } from "node:crypto";
import type { HelperDelegate } from "handlebars";
import { errorMessage } from "../errors.ts";
import type { Plan } from "../plan/schema.ts";
import { OutOfTime, withinTime } from "../runtime/within-time.ts";
import { thousands } from "../text/quantity.ts";
import { CHECKED, type CheckedHelpers } from "./checked-helpers.ts";
import { classicFacts, type GeneratorInput } from "./classic.ts";
import type { Dialect } from "./dialect.ts";
import { helpers } from "./helpers.ts";
import { renderJson } from "./json.ts";
import Handlebars from "./runtime.ts";
import { type Located, templateError } from "./template-error.ts";

/** A compiled template, and how errors name it. */
export interface Template {
  readonly name: string;
  readonly program: TemplateSpecification;
  /** The limit for a document; a longer one shows less of its lists, and counts more of the rest. */
  readonly mostBytes?: number;
  /** What `classic` prints besides the plan: what the script that it reproduces looked at. */
  readonly generator?: GeneratorInput;
  /** How long it may take to be filled; by default five seconds. */
  readonly mostSeconds?: number;
}

/** Of the entries that a template asks for with `first` and `last`. */
const SHARES = [1, 0.5, 0.25, 0.1, 0.02];
/** Where even that is too much, no text has more characters than these. */
const MOST_CHARACTERS = 200;

/**
 * Fills a template with a plan. Templates see the plan's keys (`plan.schema.json`), `plan_sha256`, which
 * is that of the plan's JSON, and the helpers of helpers.ts, and nothing else: no prototype, no file. A
 * misspelt key is an error, not a blank; `{{lookup object "key"}}` is for keys that may be absent.
 *
 * @throws UserError naming template and line
 */
export function fillTemplate(plan: Plan, template: Template, dialect: Dialect): string {
  const at: Place = {};
  try {
    return withinTime(() => fillToSize(plan, template, dialect, at), template.mostSeconds);
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    const message = `${error.message}: loops within loops?`;
    throw templateError(template.name, Object.assign(new Error(message, { cause: error }), at));
  }
}

/** The line of the helper that was called last. */
type Place = Located;

function fillToSize(plan: Plan, template: Template, dialect: Dialect, at: Place): string {
  const { mostBytes: most = Number.POSITIVE_INFINITY } = template;
  const context = buildContext(plan, template);
  for (const share of SHARES) {
    const text = fillOnce(context, template, dialect, share, at);
    if (Buffer.byteLength(text) <= most) return text;
  }
  const clipped = {
    ...dialect,
    escape: (text: string) => dialect.escape(clip(text)),
    code: (text: string) => dialect.code(clip(text)),
  };
  return fillOnce(context, template, clipped, SHARES.at(-1) ?? 1, at);
}

function clip(text: string): string {
  const characters = text.length > MOST_CHARACTERS ? [...text] : [];
  const more = characters.length - MOST_CHARACTERS;
  return more > 0
    ? `${characters.slice(0, MOST_CHARACTERS).join("")}… and ${thousands(more)} more characters`
    : text;
}

/** Fills a template with whatever keys it asks for, without a limit of size or time. */
export function fillOnce(
  context: object,
  template: Template,
  dialect: Dialect,
  share = 1,
  at: Place = {},
): string {
  const handlebars = Handlebars.create();
  // It writes to the console, and a renderer is pure.
  handlebars.unregisterHelper("log");
  handlebars.registerHelper({
    ...helpers({ ...dialect, share }),
    ...checkedHelpers(dialect, handlebars),
  });
  for (const [name, helper] of Object.entries(handlebars.helpers)) {
    handlebars.registerHelper(name, located(name, helper, at));
  }
  try {
    const fill = handlebars.template(template.program);
    return fill(context, {
      allowProtoMethodsByDefault: false,
      allowProtoPropertiesByDefault: false,
    });
  } catch (error) {
    throw templateError(template.name, error);
  }
}

/** The context of a template: the plan's keys, and `plan_sha256`, which is computed on first use. */
function buildContext(plan: Plan, { generator }: Template): object {
  let digest: string | undefined;
  // The form of `classic` is not ours: what only it prints is no part of the plan.
  const classic = generator && { classic: { value: classicFacts(plan, generator) } };
  const get = () => {
    digest ??= createHash("sha256").update(renderJson(plan)).digest("hex");
    return digest;
  };
  return Object.defineProperties({ ...plan }, { plan_sha256: { get }, ...classic });
}

function checkedHelpers(dialect: Dialect, handlebars: typeof Handlebars): CheckedHelpers {
  return {
    [CHECKED.escape]: (value) =>
      value instanceof Handlebars.SafeString ? value : dialect.escape(toText(value)),
    [CHECKED.raw]: toText,
    [CHECKED.key]: readKey,
    // Handlebars' own answer to what is not a helper; by its own name it cannot be called.
    [CHECKED.block]: handlebars.helpers.blockHelperMissing as HelperDelegate,
  };
}

function toText(value: unknown): string {
  if (typeof value === "object" && value !== null && !(value instanceof Handlebars.SafeString)) {
    throw new Error(
      Array.isArray(value) ? "a list; go through it with #each" : `not a text; ${itsKeys(value)}`,
    );
  }
  return String(value ?? "");
}

function readKey(value: unknown, key: string): unknown {
  if (value === null || value === undefined) {
    const what = value === null ? "null" : "not there";
    throw new Error(`there is no "${key}", because its parent is ${what}; check with #if`);
  }
  if (!Object.hasOwn(value, key)) throw new Error(`there is no "${key}"; ${itsKeys(value)}`);
  return (value as Record<string, unknown>)[key];
}

function itsKeys(value: object): string {
  const keys = typeof value === "object" ? Object.keys(value).slice(0, 20) : [];
  return keys.length === 0 ? "it has no keys" : `it has ${keys.join(", ")}`;
}

/** A helper whose errors say on which line of the template it was called. */
function located(name: string, helper: HelperDelegate, at: Place): HelperDelegate {
  return function (this: unknown, ...values) {
    try {
      at.lineNumber = values.at(-1)?.hash?.[CHECKED.line] ?? at.lineNumber;
      return helper.apply(this, values);
    } catch (error) {
      if ((error as Located).lineNumber !== undefined) throw error;
      const { [CHECKED.line]: lineNumber, [CHECKED.source]: source = name } =
        values.at(-1)?.hash ?? {};
      const why =
        error instanceof TypeError
          ? `it takes other values than ${values.slice(0, -1).map(describeKind).join(" and ")}`
          : errorMessage(error);
      const message = `${source}: ${why}`;
      throw Object.assign(new Error(message, { cause: error }), { lineNumber });
    }
  };
}

/** The kind of a value, in the words of a template's author. */
function describeKind(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "string"
    ? "a text"
    : typeof value === "object"
      ? "an object"
      : `a ${typeof value}`;
}
