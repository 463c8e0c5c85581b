/**
 * Control and format characters (the marks that turn text around or hide in it) and halves of
 * characters, or none at all: shown by number, because a name that contains them is written to be misread.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** One line of plain text: line breaks and tabs become spaces, invisible characters are shown. */
export function oneLine(text: string): string {
  // Nearly all text; the tables of Unicode take milliseconds to be made ready.
  if (/^[ -~]*$/.test(text)) return text;
  return text
    .replace(/\s+/g, (space) => (/[\r\n\t\v\f\u2028\u2029]/.test(space) ? " " : space))
    .replace(INVISIBLE, (c) => `\\u{${(c.codePointAt(0) as number).toString(16)}}`);
}

/**
 * Text as GitHub-flavoured Markdown that shows it literally, in a heading, a paragraph, a list or a
 * table cell. Without the space around it, which Markdown does not show and which would unmake `**x**`.
 * An e-mail address stays a link to itself: GitHub looks for them when escapes are gone.
 * It sends no notification and refers to nothing: forges look for `@name` and `#1` in the shown text, so that only
 * a character without width between keeps them apart. A leading `/close` is no quick action of GitLab.
 *
 * @example escapeMarkdown("a|b <script>") // "a\\|b &lt;script>"
 * @example escapeMarkdown("ask @team") // "ask @&#8203;team"
 * @example escapeMarkdown("full_retrain") // "full_retrain", for an underscore within a word is inert
 */
export function escapeMarkdown(text: string): string {
  const inert = oneLine(text)
    .trim()
    .replace(/[\\`*[\]|~]/g, "\\$&")
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/<(?=[\w/!?])/g, "&lt;");
  return (
    escapeUnderscores(inert)
      // Addresses, which become links without any mark: https://…, www.…
      .replace(/:(?=\/\/)|(?<=www)\./gi, "\\$&")
      // Characters with a meaning at the beginning of a line: headings, lists, quotes, underlines.
      .replace(/^(?=(#{1,6}|[-+])(\s|$)|>|=+$|:?-+:?$)/, "\\")
      .replace(/^(\d{1,9})(?=[.)](\s|$))/, "$1\\")
      // Characters that end a heading.
      .replace(/(?<=\s)(?=#+$)/, "\\")
      .replace(/^(?=\/\w)/, "\\")
      .replace(REFERENCE, (mark) => `${mark}&#8203;`)
  );
}

/**
 * How a reference of GitHub or GitLab begins: `@team`, issue `#1` and `GH-1`, merge request `!1`, epic `&1`.
 * An address of e-mail, in which a letter or digit stands before the `@`, has none.
 */
const REFERENCE = /(?<![A-Za-z\d])@|(?:[#!]|&(?:amp;)?|\bGH-)(?=\d)/gi;

/** Those within a word are inert. */
function escapeUnderscores(text: string): string {
  if (!text.includes("_")) return text;
  return text.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
}

/**
 * Text as a Markdown code span, with a fence longer than any run of backticks in it. With a pipe it is
 * written as HTML: a code span has no way to hold `\|` that is right both in a table and outside.
 */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  if (line.trim() === "" || line.includes("|")) return `<code>${escapeMarkdown(line)}</code>`;
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const pad = /^`|`$|^ .* $/.test(line) ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Text as HTML, for an element's content or a quoted attribute. */
export function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"'`]/g, (c) => ENTITIES[c] as string);
}
