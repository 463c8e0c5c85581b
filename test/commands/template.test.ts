import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadTemplate } from "../../src/commands/template.ts";
import { BUILT_IN_TEMPLATES } from "../../src/render/built-in.ts";
import { TEMPLATES } from "../../src/runtime/package.ts";
import { scratch } from "../support/scratch.ts";

describe("loadTemplate", () => {
  test("built in are those that the package ships", async () => {
    const files = readdirSync(TEMPLATES).filter(
      // That of `profile` shows no plan.
      (name) => name.endsWith(".hbs") && name !== "profile.html.hbs",
    );
    expect(BUILT_IN_TEMPLATES).toEqual(files.sort());
    expect(await loadTemplate("classic", "md", { cwd: scratch() })).toMatchObject({
      name: "classic.md.hbs",
    });
  });

  test("JSON needs none", async () => {
    expect(await loadTemplate("anything", "json", { cwd: scratch() })).toBe(undefined);
  });

  test("a file of one's own, named from the project's directory", async () => {
    const cwd = scratch({ "mine.md.hbs": "# {{summary.headline}}", "plain.hbs": "x" });
    expect(await loadTemplate("mine.md.hbs", "md", { cwd })).toMatchObject({ name: "mine.md.hbs" });
    const path = join(cwd, "mine.md.hbs");
    expect(await loadTemplate(path, "md", { cwd: scratch(), named: [path] })).toMatchObject({
      name: path,
    });
    // A name that says no format serves for any.
    expect(await loadTemplate("plain.hbs", "html", { cwd })).toMatchObject({ name: "plain.hbs" });
  });

  test.each([
    ["clasic", "md", '"clasic" is neither a template nor a file'],
    ["classic", "html", 'template "classic" has no html form, only md'],
    ["mine.md.hbs", "html", "template mine.md.hbs is for md, not for html"],
    ["folder", "md", /^folder: cannot be read: not a regular file/],
  ] as const)("%s for %s is refused", async (name, format, message) => {
    const cwd = scratch({ "mine.md.hbs": "" });
    mkdirSync(join(cwd, "folder"));
    await expect(loadTemplate(name, format, { cwd })).rejects.toThrow(message);
  });
});
