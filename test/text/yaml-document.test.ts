import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readYaml, YamlFault } from "../../src/text/yaml-document.ts";

const read = (text: string) => readYaml(text, { uniqueKeys: true }).document.toJS();

describe("YAML", () => {
  test.each([
    "",
    "a: 1\nb: [x, {y: 2}]\n",
    "# only a comment\n",
    "---\nkey: |\n  text\n  more\n...\n",
    "base: &b {x: 1}\nother: *b\n",
    "1: one\n? two\n: 2\n",
    "'quoted': \"a\\nb\"\n",
    "a:\r\n  - b\r\n  - c: d\r\n",
  ])("is what the library's own reader makes of it: %j", (text) => {
    expect(read(text)).toEqual(parse(text));
  });

  test("holds nothing but values of JSON, whatever its tags say", () => {
    expect(read("!!binary x{y}")).toBe("x{y}");
    expect(read("!!set {a, b}")).toEqual({ a: null, b: null });
    expect(read("!!omap [a: 1]")).toEqual([{ a: 1 }]);
    expect(read("!!timestamp 2025-08-14")).toBe("2025-08-14");
    expect(read("a: !!python/object:os.system 'x'")).toEqual({ a: "x" });
  });

  test("of a few levels is read, of very many refused before the stack ends", () => {
    expect(read(`${"[".repeat(150)}${"]".repeat(150)}`)).toBeInstanceOf(Array);
    for (const open of ["[", '{"a":', "- ", "? "]) {
      for (const levels of [300, 1000, 20_000]) {
        expect(() => read(open.repeat(levels))).toThrow(/^nested too deeply$/);
      }
    }
  });

  test("has some thousands of anchors and aliases at most: each is looked for among all before it", () => {
    const aliases = (anchors: number) => "- &a x\n- *a\n".repeat(anchors);
    expect(read(aliases(1000))).toHaveLength(2000);
    expect(() => read(aliases(60_000))).toThrow(/^too many anchors and aliases; write out what/);
    // Neither of these is one.
    expect(read("- '*a'\n- a*b\n- \"&c\"\n".repeat(2000))).toHaveLength(6000);
  });

  test.each([
    ["lists after each other", "[x] ".repeat(500_000)],
    ["escapes that there are not", `"${"\\q".repeat(500_000)}"`],
  ])("of a megabyte full of faults ends with the first: %s", (_, text) => {
    const start = process.cpuUsage();
    expect(() => readYaml(text, { uniqueKeys: false })).toThrow(YamlFault);
    // Of the processor, in microseconds: all faults take half a minute, the first some milliseconds.
    expect(process.cpuUsage(start).user).toBeLessThan(5e6);
  });

  test.each([
    ["a: [1\nb: 2\n", 2, /Flow sequence/, true],
    ["a: 1\na: 2\n", 2, /Map keys must be unique/, true],
    ["a: 1\n? [x, y]\n: 2\n", 2, /^a key that is a mapping or a list; write a text$/, false],
    ["a: 1\n---\nb: 2\n", 2, /^a second document begins here/, false],
  ])("that is none names its line: %j", (text, line, message, isSyntax) => {
    try {
      read(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(YamlFault);
      expect(error).toMatchObject({ line, message: expect.stringMatching(message), isSyntax });
    }
  });
});
