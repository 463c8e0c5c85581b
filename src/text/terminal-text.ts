/** How text is printed: where colours are wanted, and where a log is read for commands. */
export interface Printing {
  /** Whether the colours of the palette stay; every other control sequence is shown by number. */
  readonly isColoured?: boolean;
  /** Whether GitHub's runner reads what is printed, and obeys the commands that it finds. */
  readonly isOnGitHub?: boolean;
}

/**
 * Text as it may be printed, on either stream: every name in it may have been written to be misread.
 * Control characters but tabs and line breaks, and those that turn text around, are shown by number; on
 * GitHub, so is what would be a workflow command.
 *
 * @example terminalText("\u001b[2Jx") // "\\u{1b}[2Jx"
 * @example terminalText("  ::error::x", { isOnGitHub: true }) // "  \\u{3a}:error::x"
 */
export function terminalText(text: string, { isColoured, isOnGitHub }: Printing = {}): string {
  const shown = isAscii(text)
    ? text
    : text.replace(isColoured ? UNSAFE_OR_COLOUR : UNSAFE, (found) =>
        found.length > 1 ? found : numbered(found),
      );
  return isOnGitHub ? withoutCommands(shown) : shown;
}

function isAscii(text: string): boolean {
  return /^[\n -~]*$/.test(text);
}

/** Line breaks of Windows, which calendars and CSV have, are no single character, and stay. */
const UNSAFE = /\r\n|(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** The same, and before it, as they are: bold, dim, red, green, yellow, and their ends. */
const UNSAFE_OR_COLOUR =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the palette's own.
  /\u001b\[(?:[12]|22|3[1239])m|\r\n|(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

function numbered(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}

/**
 * The runner takes `::name::` at the beginning of a line, behind any space, and `##[name]` anywhere in it
 * (TryParseV2 and TryParse of ActionCommand.cs in actions/runner).
 */
function withoutCommands(text: string): string {
  return text
    .replace(/^([^\S\n\r\u2028\u2029]*):(?=:)/gm, "$1\\u{3a}")
    .replaceAll("##[", "#\\u{23}[");
}
