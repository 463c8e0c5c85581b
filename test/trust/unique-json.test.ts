import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseUniqueJson } from "../../src/trust/unique-json.ts";

describe("JSON in which a key stands twice is refused", () => {
  test.each([
    ['{"a": 1, "a": 1}', 'line 1: the key "a" stands twice'],
    ['{"a": {"b": 1,\n"b": 2}}', 'line 2: the key "b" stands twice'],
    ['[{"x": ["}", "]"], "b\\u0079": 1, "by": 2}]', 'line 1: the key "by" stands twice'],
    ['{"a": {"a": 1}, "a": 2}', 'line 1: the key "a" stands twice'],
    ['{"__proto__": 1, "__proto__": 2}', 'line 1: the key "__proto__" stands twice'],
    ['{"": 1, "": 2}', 'line 1: the key "" stands twice'],
    ['{"\\"": 1, "\\u0022": 2}', 'line 1: the key "\\"" stands twice'],
  ])("%s", (text, message) => {
    expect(() => parseUniqueJson(text)).toThrow(message);
  });

  test.each(['{"a": {"a": 1}, "b": ["a", "a"]}', '[{"a": 1}, {"a": "a"}]', '"a"', "1", "{}", "[]"])(
    "%s has none",
    (text) => {
      expect(parseUniqueJson(text)).toEqual(JSON.parse(text));
    },
  );

  test("any other JSON is what JSON.parse makes of it", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseUniqueJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("what is no JSON, as JSON.parse says it", () => {
    expect(() => parseUniqueJson('{"a": 1,}')).toThrow(SyntaxError);
  });
});
