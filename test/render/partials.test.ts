import { describe, expect, test } from "vitest";
import { withPartials } from "../../src/render/partials.ts";

const FILES: Record<string, string> = {
  "changes.md.hbs": "## {{title}}\n{{> list}}\n",
  "changes.html.hbs": "<h2>{{title}}</h2>\n",
  "list.md.hbs": "- {{this}}\n",
};

function read(name: string): string {
  const text = FILES[name];
  if (text === undefined) throw new Error(`${name}: no such file`);
  return text;
}

describe("a template with partials", () => {
  test("is one whole, each partial of its own format", () => {
    const text = "# Plan\n{{> changes}}\nend\n";
    expect(withPartials("default.md.hbs", text, read)).toBe(
      "# Plan\n## {{title}}\n- {{this}}\nend\n",
    );
    expect(withPartials("default.html.hbs", text, read)).toBe("# Plan\n<h2>{{title}}</h2>\nend\n");
  });

  test("leaves Handlebars its own inline partials", () => {
    const text = '{{#*inline "p"}}{{name}}{{/inline}}{{> p}} and {{> p}}\n';
    expect(withPartials("default.md.hbs", text, read)).toBe(text);
  });

  test("does not do without one that is missing", () => {
    expect(() => withPartials("default.md.hbs", "{{> other}}\n", read)).toThrow(/other\.md\.hbs/);
  });
});
