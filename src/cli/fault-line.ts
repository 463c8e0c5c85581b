import { similarTo } from "../similar.ts";

/**
 * What commander says of a wrong command line, in one line that begins with the word to correct.
 *
 * @example faultLine("error: option '--wait <time>' argument '10' is invalid. Expected a time such as 90s.\n")
 * // `retrain-plan: --wait: found "10", expected a time such as 90s`
 */
export function faultLine(text: string): string {
  const said = text
    .replace(/^error: /, "")
    .trim()
    .replace(/\s*\n\(Did you mean ([^)]*)\?\)$/, "; did you mean $1?");
  return `retrain-plan: ${valueFault(said) ?? `${said}${helpOf(said)}`}\n`;
}

/** `"htm" is not one of md, html, json; did you mean html?` */
export function notOneOf(wrong: string, choices: readonly string[]): string {
  const meant = similarTo(wrong, choices);
  const perhaps = meant === undefined ? "" : `; did you mean ${meant}?`;
  return `${JSON.stringify(wrong)} is not one of ${choices.join(", ")}${perhaps}`;
}

/** Of a flag's value or an argument's; undefined where the fault is another. */
function valueFault(said: string): string | undefined {
  const [, flag, value = "", flagReason] =
    /^option '(?:-\w, )?(--[\w-]+).*?' argument '(.*)' is invalid\. (.*?)\.?$/s.exec(said) ?? [];
  if (flag !== undefined) return `${flag}: ${reasoned(value, flagReason)}`;
  const [, word = "", name, reason] =
    /^command-argument value '(.*)' is invalid for argument '([\w-]+)'\. (.*?)\.?$/s.exec(said) ??
    [];
  return name === undefined ? undefined : `${name}: ${reasoned(word, reason)}`;
}

function reasoned(value: string, reason = ""): string {
  const [, choices] = /^Allowed choices are (.*)$/.exec(reason) ?? [];
  if (choices !== undefined) return notOneOf(value, choices.split(", "));
  if (!reason.startsWith("Expected ")) return reason;
  return `found ${JSON.stringify(value)}, expected ${reason.slice("Expected ".length)}`;
}

/** Where nothing similar is known, what lists all. */
function helpOf(said: string): string {
  const [, kind] = /^unknown (option|command) '.*'$/s.exec(said) ?? [];
  return kind === undefined ? "" : `; --help lists the ${kind}s`;
}
