import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtInTemplates, loadTemplate } from "../../src/config/template.ts";
import { scratch } from "../support/scratch.ts";

describe("loadTemplate", () => {
  test("built in are default and classic", () => {
    expect(builtInTemplates()).toEqual(
      expect.arrayContaining(["classic.md.hbs", "default.md.hbs"]),
    );
    expect(loadTemplate("classic", "md", scratch())).toMatchObject({ name: "classic.md.hbs" });
  });

  test("JSON needs none", () => {
    expect(loadTemplate("anything", "json", scratch()).text).toBe("");
  });

  test("a file of one's own, named from the project's directory", () => {
    const cwd = scratch({ "mine.md.hbs": "# {{summary.headline}}", "plain.hbs": "x" });
    expect(loadTemplate("mine.md.hbs", "md", cwd).text).toBe("# {{summary.headline}}");
    expect(loadTemplate(join(cwd, "mine.md.hbs"), "md", scratch()).text).toMatch(/^# /);
    // A name that says no format serves for any.
    expect(loadTemplate("plain.hbs", "html", cwd).text).toBe("x");
  });

  test.each([
    ["clasic", "md", '"clasic" is neither a template nor a file'],
    ["classic", "html", 'template "classic" has no html form, only md'],
    ["mine.md.hbs", "html", "template mine.md.hbs is for md, not for html"],
    ["folder", "md", /^folder: cannot be read: EISDIR/],
  ] as const)("%s for %s is refused", (name, format, message) => {
    const cwd = scratch({ "mine.md.hbs": "" });
    mkdirSync(join(cwd, "folder"));
    expect(() => loadTemplate(name, format, cwd)).toThrow(message);
  });
});
