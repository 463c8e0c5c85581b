import { describe, expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import type { Plan } from "../../src/plan/schema.ts";
import { compileTemplate } from "../../src/render/compile.ts";
import type { Dialect } from "../../src/render/dialect.ts";
import { escapeHtml, escapeMarkdown } from "../../src/render/escape.ts";
import { fillTemplate } from "../../src/render/template.ts";
import { TEXT_CHARTS } from "../../src/render/text-charts.ts";

/** Marks what was escaped, and what is code. */
const MARK: Dialect = {
  escape: (text) => `<${text}>`,
  code: (text) => `\`${text}\``,
  charts: TEXT_CHARTS,
};

const DATA = {
  name: "n",
  none: null,
  zero: 0,
  no: false,
  number: 1234.5,
  object: { name: "o", inner: { name: "i" } },
  list: ["a", "b"],
  rows: [{ name: "r1" }, { name: "r2" }],
  empty: [],
};

function fill(text: string, dialect: Dialect = MARK, data: object = DATA): string {
  return fillTemplate(data as Plan, compileTemplate("mine.md.hbs", text), dialect);
}

describe("every value is escaped", () => {
  test.each([
    ["a value", "{{name}}", "<n>"],
    ["this", "{{#with name}}{{this}}{{.}}{{/with}}", "<n><n>"],
    ["a path", "{{object.inner.name}} {{this.name}}", "<i> <n>"],
    ["with blanks cut", "a {{~name~}} b", "a<n>b"],
    ["a helper's result", "{{capital name}}", "<N>"],
    ["a helper's result, of a helper", "{{plural (inc zero) name}}", "<1 n>"],
    ["a number", "{{number}} {{zero}} {{no}}", "<1234.5> <0> <false>"],
    ["null", "{{none}}", "<>"],
    ["a literal", '{{"{{"}}', "<{{>"],
    ["lookup", '{{lookup object "name"}}', "<o>"],
    ["each", "{{#each list}}{{this}}{{@index}}{{/each}}", "<a><0><b><1>"],
    ["each over keys", "{{#each object.inner}}{{@key}}={{this}}{{/each}}", "<name>=<i>"],
    [
      "each with a parameter",
      "{{#each rows as |row i|}}{{i}}{{row.name}}{{/each}}",
      "<0><r1><1><r2>",
    ],
    ["each with else", "{{#each empty}}{{else}}{{name}}{{/each}}", "<n>"],
    ["each over what is null", "{{#each none}}{{else}}{{name}}{{/each}}", "<n>"],
    ["the parent", "{{#each list}}{{../name}}{{/each}}", "<n><n>"],
    ["the parent's key", "{{#with object.inner}}{{../name}}{{/with}}", "<n>"],
    ["the root", "{{#with object}}{{@root.name}}{{/with}}", "<n>"],
    ["if and else", "{{#if no}}{{else if name}}{{name}}{{else}}{{none}}{{/if}}", "<n>"],
    ["unless", "{{#unless no}}{{name}}{{/unless}}", "<n>"],
    ["a block of a key", "{{#rows}}{{name}}{{/rows}}{{#object}}{{name}}{{/object}}", "<r1><r2><o>"],
    ["an inverse block", "{{^no}}{{name}}{{/no}}", "<n>"],
    ["an inline partial", '{{#*inline "p"}}{{name}}{{/inline}}{{> p}}{{> p object}}', "<n><o>"],
    ["a partial's argument", '{{#*inline "p"}}{{x}}{{/inline}}{{> p x=name}}', "<n>"],
    [
      "a partial block",
      '{{#*inline "p"}}{{> @partial-block}}{{/inline}}{{#> p}}{{name}}{{/p}}',
      "<n>",
    ],
  ])("%s", (_, text, written) => {
    expect(fill(text)).toBe(written);
  });

  test("except code, which is escaped already, and what asks for it", () => {
    expect(fill("{{code name}} {{{name}}} {{& name}} {{{capital name}}}")).toBe("`n` n n N");
  });

  test("a value that looks like a template stays text", () => {
    expect(fill("{{name}}", MARK, { name: "{{constructor}}" })).toBe("<{{constructor}}>");
  });

  test("once, by the format's own rule", () => {
    const data = { name: "<b> & a|b" };
    const text = "{{#each this}}{{this}}{{/each}} {{words name}}";
    const html = "&lt;b&gt; &amp; a|b";
    expect(fill(text, { ...MARK, escape: escapeHtml }, data)).toBe(`${html} ${html}`);
    const markdown = "&lt;b> & a\\|b";
    expect(fill(text, { ...MARK, escape: escapeMarkdown }, data)).toBe(`${markdown} ${markdown}`);
  });
});

describe("an error names file and line", () => {
  test.each([
    ["{{nmae}}", /^nmae: there is no "nmae"; it has name, none, zero/],
    ["{{object.nmae}}", /^object\.nmae: there is no "nmae"; it has name, inner$/],
    [
      "{{none.name}}",
      /^none\.name: there is no "name", because its parent is null; check with #if$/,
    ],
    ["{{name.size}}", /there is no "size"/],
    ["{{capital nmae}}", /there is no "nmae"/],
    ["{{capital (words nmae)}}", /there is no "nmae"/],
    ["{{#if nmae}}{{/if}}", /there is no "nmae"/],
    ["{{#each nmae}}{{/each}}", /there is no "nmae"/],
    ["{{#nmae}}{{/nmae}}", /there is no "nmae"/],
    ["{{#each rows as |row|}}{{row.nmae}}{{/each}}", /there is no "nmae"; it has name$/],
    ["{{#each rows}}{{../nmae}}{{/each}}", /there is no "nmae"/],
    ["{{@root.nmae}}", /there is no "nmae"/],
    ["{{{nmae}}}", /there is no "nmae"/],
    ["{{@nmae}}", /there is no "nmae"$/],
    ["{{../name}}", /there is no "name", because its parent is not there; check with #if$/],
    ["{{@../nmae}}", /there is no "nmae"$/],
    ["{{constructor}}", /there is no "constructor"/],
    ["{{__proto__}}", /there is no "__proto__"/],
    ["{{object.constructor.constructor}}", /there is no "constructor"/],
    ["{{list.map}}", /there is no "map"/],
    ["{{constructor name}}", /there is no helper "constructor"/],
    ["{{object.constructor name}}", /there is no helper "object\.constructor"/],
    ["{{#__proto__ name}}{{/__proto__}}", /there is no helper "__proto__"/],
    ["{{captial name}}", /there is no helper "captial"/],
    ["{{#captial name}}{{/captial}}", /there is no helper "captial"/],
    ["{{capital (captial name)}}", /there is no helper "captial"/],
    ["{{log name}}", /there is no helper "log"/],
    ['{{helperMissing "x"}}', /there is no helper "helperMissing"/],
    ["{{#blockHelperMissing name}}{{/blockHelperMissing}}", /no helper "blockHelperMissing"/],
    ["{{date none}}", /^date: it takes other values than null$/],
    ["{{first object 2}}", /^first: it takes other values than an object and a number$/],
    [
      '{{chart "pie" this}}',
      /^chart: there is no chart "pie"; there are column, costs, cycles, days/,
    ],
    ["{{object}}", /^object: not a text; it has name, inner$/],
    ["{{list}}", /^list: a list; go through it with #each$/],
    ["{{> header}}", /there is no partial "header"; partials in files are not read: define it/],
    ["{{> (lookup . 'name')}}", /there is no partial/],
    ["{{#> header}}{{/header}}", /there is no partial "header"/],
    ["{{* decorate}}", /the only decorator is inline/],
    ["{{#*inline name}}x{{/inline}}", /a partial's name is a text: {{#\*inline "name"}}/],
    ["{{#*inline}}x{{/inline}}", /a partial's name is a text/],
    ["{{name", /not closed/],
    ["{{#if name}}", /not closed/],
    ["{{#if name}}{{/each}}", /if doesn't match each/],
    ["{{name name name=}}", /not understood near/],
  ])("%s", (wrong, message) => {
    const error = errorOf(() => fill(`first\n{{name}}\n${wrong}\n`));
    expect(error).toBeInstanceOf(UserError);
    const [, line, said] = /^mine\.md\.hbs:(\d+): (.*)$/.exec((error as Error).message) ?? [];
    expect(said).toMatch(message);
    // What is not closed is noticed at the end.
    expect(Number(line)).toBeGreaterThanOrEqual(3);
    if (said !== "a block or a tag is not closed") expect(line).toBe("3");
  });
});

describe("the prototype is out of reach", () => {
  test.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("lookup of %s", (key) => {
    expect(fill(`{{lookup this "${key}"}}`)).toBe("<>");
    expect(fill(`{{lookup name "${key}"}}`)).toBe("<>");
    expect(fill(`{{lookup list "${key}"}}`)).toBe("<>");
  });
});

describe("a template comes to an end", () => {
  const doubling = Array.from(
    { length: 40 },
    (_, i) => `{{#*inline "p${i + 1}"}}{{> p${i}}}{{> p${i}}}{{/inline}}`,
  );
  test.each([
    [
      "loops",
      `\n${"{{#each @root.list}}".repeat(40)}{{{chart "days" @root}}}${"{{/each}}".repeat(40)}`,
      /^mine\.md\.hbs:2: takes more than 1 seconds: loops within loops\?$/,
    ],
    [
      "partials",
      `{{#*inline "p0"}}{{/inline}}${doubling.join("")}{{> p40}}`,
      /^mine\.md\.hbs:\?: takes more than 1 seconds/,
    ],
    ["itself", '{{#*inline "p"}}{{> p}}{{/inline}}{{> p}}', /a partial that calls itself/],
  ])("%s", (_, text, message) => {
    const template = { ...compileTemplate("mine.md.hbs", text), mostSeconds: 1 };
    const plan = {
      ...DATA,
      current_state: { data_availability: { training_set: { days: [] } } },
    };
    const error = errorOf(() => fillTemplate(plan as unknown as Plan, template, MARK)) as Error;
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(message);
  });

  test.each([
    ["{{#if name}}", /^mine\.md\.hbs:101: within more than 100 blocks and calls$/],
    ["{{^none}}", /:101: within/],
    ['{{#*inline "p"}}{{!-- {{/inline}} --}}', /:101: within/],
    ["{{capital (capital ')' name)}}{{#if (capital name)}}{{else if name}}", /:5\d: within/],
    [
      `{{name}}${" ".repeat(200)}`,
      /^mine\.md\.hbs: 627,000 characters, of which 250,000 are read$/,
    ],
  ])("before it begins: %s", (piece, message) => {
    const error = errorOf(() => fill(`${piece}\n`.repeat(3000))) as Error;
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(message);
  });

  test("a number is code, too", () => {
    expect(fill("{{code 5}}{{code none}}")).not.toContain("undefined");
  });

  test("also where it holds what is no part of one", () => {
    for (const text of ["{{a\u0000}}", "{{{{raw}}}}", "{{ 'open }}", "{{&", "{{a |}}"]) {
      expect(errorOf(() => fill(text))).toBeInstanceOf(UserError);
    }
  });

  test("as do blocks beside each other, however many", () => {
    const text =
      "{{#if name}}a{{^}}b{{/if}}{{#unless name}}{{else}}c{{/unless}}{{^none}}d{{/none}}";
    expect(fill(text.repeat(300))).toBe("acd".repeat(300));
  });

  test("and sees no file", () => {
    for (const name of ["../../etc/passwd", "etc/passwd", "./mine"]) {
      expect((errorOf(() => fill(`{{> ${name}}}`)) as Error).message).toMatch(/are not read/);
    }
  });
});

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
