import type { Grammar, Value } from "./grammar.ts";
import { flatten, quote, valueFlags } from "./words.ts";

/** A completion script for bash 3.2 or later, without the bash-completion package. */
export function bashScript(program: Grammar): string {
  const grammars = flatten(program);
  const inner = grammars.slice(1).map(({ line }) => quote(line));
  const flags = valueFlags(grammars).map(quote);
  return `# bash completion for ${program.line}; written by \`${program.line} completion bash\`
_retrain_plan() {
  local cur=\${2-} at=${quote(program.line)} flag= list= paths= word i nth=0
  local -a words=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # bash hands over --flag=value as three words.
    if [[ $word == = ]]; then
      continue
    elif [[ -n $flag ]]; then
      flag=
    else
      case "$at $word" in
    ${inner.join(OR)}) at="$at $word" ;;
    ${flags.join(OR)}) flag=$word ;;
        "$at "-*) ;;
        *) nth=$((nth + 1)) ;;
      esac
    fi
  done
  if [[ -z $flag ]]; then
    if [[ $cur == -* ]]; then flag=-; else flag=$nth; fi
  fi
  case "$at $flag" in
${formatCases(grammars)}
  esac
  COMPREPLY=()
  # In a list, what is before the last comma stays.
  if [[ -n $list && $cur == *,* ]]; then list=\${cur%,*},; else list=; fi
  for word in \${words[@]+"\${words[@]}"}; do
    if [[ $list$word == "$cur"* ]]; then COMPREPLY+=("$list$word"); fi
  done
  if [[ -n $paths ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$paths" -- "$cur")
  fi
}
complete -F _retrain_plan ${program.line}
`;
}

// Between two patterns, bash takes a new line only behind a backslash.
const OR = " |\\\n    ";

/** A case for each thing that may stand somewhere, with all the places where it may. */
function formatCases(grammars: readonly Grammar[]): string {
  const places = new Map<string, string[]>();
  const add = (place: string, what: string) => {
    if (what !== "") places.set(what, [...(places.get(what) ?? []), place]);
  };
  for (const { line, commands, flags, values } of grammars) {
    add(quote(`${line} -`), quoteWords(flags.flatMap(({ names }) => names)));
    add(quote(`${line} 0`), quoteWords(commands.map((child) => child.line.slice(line.length + 1))));
    for (const { names, value } of flags) {
      for (const name of names) if (value) add(quote(`${line} ${name}`), completionAction(value));
    }
    values.forEach((value, index) => {
      const place = value.isVariadic ? `${quote(`${line} `)}[0-9]*` : quote(`${line} ${index}`);
      add(place, completionAction(value));
    });
  }
  return [...places].map(([what, at]) => `    ${at.join(OR)})\n      ${what} ;;`).join("\n");
}

function completionAction({ choices, isList, paths }: Value): string {
  const parts = [
    quoteWords(choices),
    isList ? "list=," : "",
    paths === null ? "" : paths === "files" ? "paths=-f" : "paths=-d",
  ];
  return parts.filter(Boolean).join("; ");
}

function quoteWords(words: readonly string[]): string {
  return words.length === 0 ? "" : `words=(${words.map(quote).join(" ")})`;
}
