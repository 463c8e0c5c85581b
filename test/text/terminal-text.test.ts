import { describe, expect, test } from "vitest";
import { jsonText } from "../../src/text/json-text.ts";
import { terminalText } from "../../src/text/terminal-text.ts";

describe("terminalText", () => {
  test.each([
    ["\u001b[2Jx", "\\u{1b}[2Jx"],
    ["\u0007\u009b2J\u007f", "\\u{7}\\u{9b}2J\\u{7f}"],
    ["\u202egnp\u2066x\u200f", "\\u{202e}gnp\\u{2066}x\\u{200f}"],
    ["a\rb", "a\\u{d}b"],
    ["a\u2028b", "a\\u{2028}b"],
    ["\u001b[32mpass\u001b[39m", "\\u{1b}[32mpass\\u{1b}[39m"],
    ["a\tb\n█ ä\r\n", "a\tb\n█ ä\r\n"],
  ])("%j becomes %j", (text, shown) => {
    expect(terminalText(text)).toBe(shown);
  });

  test("of control sequences, only the palette's colours stay, where there are colours", () => {
    const text = "\u001b[32mpass\u001b[39m\u001b[8mhidden\u001b[2J";
    expect(terminalText(text, { isColoured: true })).toBe(
      "\u001b[32mpass\u001b[39m\\u{1b}[8mhidden\\u{1b}[2J",
    );
  });

  test.each([
    ["::error::x", "\\u{3a}:error::x"],
    ["a\n \u00a0::stop-commands::x", "a\n \u00a0\\u{3a}:stop-commands::x"],
    ["a/##[stop-commands]x", "a/#\\u{23}[stop-commands]x"],
    ["a::b ## c", "a::b ## c"],
  ])("on GitHub %j becomes %j", (text, shown) => {
    expect(terminalText(text, { isOnGitHub: true })).toBe(shown);
    expect(terminalText(text)).toBe(text);
  });
});

test("JSON has no character that a terminal or a log obeys, and reads as the same", () => {
  const value = { "\u202e\u009b": ["\u007f\u001b\u0007", "##[error]x", "ä\u{1f600}"] };
  const text = jsonText(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(terminalText(text, { isOnGitHub: true })).toBe(text);
});
