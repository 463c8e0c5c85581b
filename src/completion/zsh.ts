import type { Flag, Grammar, Value } from "./grammar.ts";
import { flatten, quote } from "./words.ts";

/** A completion script for zsh: a file of the function path, or to be sourced after compinit. */
export function zshScript(program: Grammar): string {
  const main = functionName(program.line);
  return `#compdef ${program.line}
# zsh completion for ${program.line}; written by \`${program.line} completion zsh\`
${flatten(program).map(declare).join("\n")}
if [[ $funcstack[1] == ${main} ]]; then
  ${main} "$@"
else
  compdef ${main} ${program.line}
fi
`;
}

/** zsh autoloads a file by the name of its function: the program's is `_retrain-plan`. */
function functionName(line: string): string {
  return `_${line.replace(/[^\w-]+/g, "_")}`;
}

function declare({ line, commands, flags, values }: Grammar): string {
  const specs = flags.flatMap(flagSpecs);
  if (commands.length === 0) {
    return `${functionName(line)}() {
  _arguments -s -S${continued([...specs, ...values.map(argumentSpec)])}
}`;
  }
  const name = (child: Grammar) => child.line.slice(line.length + 1);
  return `${functionName(line)}() {
  local curcontext=$curcontext state line
  local -a commands=(
${commands.map((child) => `    ${quote(`${backslash(name(child), /[\\:]/g)}:${child.description}`)}`).join("\n")}
  )
  _arguments -s -S -C${continued([...specs, "1:command:->command", "*::argument:->argument"])} && return
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
${commands.map((child) => `        ${quote(name(child))}) ${functionName(child.line)} ;;`).join("\n")}
      esac
      ;;
  esac
}`;
}

function continued(specs: readonly string[]): string {
  return specs.map((spec) => ` \\\n    ${quote(spec)}`).join("");
}

/** One spec a name; typing one name takes the other out of the offer. */
function flagSpecs({ names, description, value }: Flag): string[] {
  const others = names.length > 1 ? `(${names.join(" ")})` : "";
  const text = `[${backslash(description, /[\\[\]]/g)}]`;
  return names.map((name) => {
    if (value === null) return `${others}${name}${text}`;
    return `${others}${name}${name.startsWith("--") ? "=" : "+"}${text}:${valueSpec(value)}`;
  });
}

function argumentSpec(value: Value, index: number): string {
  return `${value.isVariadic ? "*" : index + 1}:${valueSpec(value)}`;
}

function valueSpec(value: Value): string {
  return `${backslash(value.name, /[\\:]/g)}:${formatAction(value)}`;
}

function formatAction({ name, choices, isList, paths }: Value): string {
  const words = choices.map((choice) => backslash(choice, /[\\:\s()[\]'"$`]/g)).join(" ");
  if (choices.length > 0) return isList ? `_values -s , ${quote(name)} ${words}` : `(${words})`;
  if (paths === null) return " ";
  return paths === "files" ? "_files" : "_files -/";
}

/** Puts a backslash before each of some characters, of which a backslash is one. */
function backslash(text: string, characters: RegExp): string {
  return text.replace(characters, "\\$&");
}
