import { similarTo } from "../text/similar.ts";

/**
 * Commander's message about a wrong command line, in one line that begins with the word to correct.
 *
 * @example faultLine("error: option '--wait <time>' argument '10' is invalid. Expected a time such as 90s.\n")
 * // `retrain-plan: --wait: found "10", expected a time such as 90s`
 */
export function faultLine(text: string): string {
  const said = text.replace(/^error: /, "").trim();
  const [fault, meant] = cut(said, "\n(Did you mean ");
  const perhaps = meant === undefined ? "" : `; did you mean ${meant.slice(0, -1)}`;
  return `retrain-plan: ${valueFault(said) ?? `${fault.trimEnd()}${perhaps}${helpHint(said)}`}\n`;
}

/** The text before a mark, and the text behind it; undefined where the mark does not come. */
function cut(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)];
}

/** `"htm" is not one of md, html, json; did you mean html?` */
export function oneOfMessage(wrong: string, choices: readonly string[]): string {
  const meant = similarTo(wrong, choices);
  const perhaps = meant === undefined ? "" : `; did you mean ${meant}?`;
  return `${JSON.stringify(wrong)} is not one of ${choices.join(", ")}${perhaps}`;
}

/** Of a flag's value or an argument's; undefined where the fault is another. */
function valueFault(said: string): string | undefined {
  const [option, argument] = cut(said, "' argument '");
  const [, flag] = /^option '(?:-\w, )?(--[\w-]+)/.exec(option) ?? [];
  if (flag !== undefined && argument !== undefined) {
    const [value, reason] = cut(argument, "' is invalid. ");
    return `${flag}: ${reasoned(value, reason)}`;
  }
  const [start, given] = cut(said, "command-argument value '");
  const [word, rest] = cut(given ?? "", "' is invalid for argument '");
  const [name, reason] = cut(rest ?? "", "'. ");
  if (start !== "" || rest === undefined) return undefined;
  return `${name}: ${reasoned(word, reason)}`;
}

function reasoned(value: string, said = ""): string {
  const reason = said.replace(/\.$/, "");
  const [, choices] = /^Allowed choices are (.*)$/.exec(reason) ?? [];
  if (choices !== undefined) return oneOfMessage(value, choices.split(", "));
  if (!reason.startsWith("Expected ")) return reason;
  return `found ${JSON.stringify(value)}, expected ${reason.slice("Expected ".length)}`;
}

/** Where nothing similar is known, what lists all. */
function helpHint(said: string): string {
  const [, kind] = /^unknown (option|command) '.*'$/s.exec(said) ?? [];
  return kind === undefined ? "" : `; --help lists the ${kind}s`;
}
