import type { Flag, Grammar, Value } from "./grammar.ts";
import { flatten, valueFlags } from "./words.ts";

/** A completion script for fish 3 or later. */
export function fishScript(program: Grammar): string {
  const grammars = flatten(program);
  const inner = grammars.slice(1).map(({ line }) => quote(line));
  const flags = valueFlags(grammars).map(quote);
  return `# fish completion for ${program.line}; written by \`${program.line} completion fish\`
function __retrain_plan_at --description 'Whether the cursor is at a command, and at its n-th argument'
    set -l at ${quote(program.line)}
    set -l nth 0
    set -l flag
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if set -q flag[1]
            set -e flag[1]
            continue
        end
        switch "$at $word"
            case ${inner.join(" ")}
                set at "$at $word"
            case ${flags.join(" ")}
                set flag $word
            case "$at -*"
            case '*'
                set nth (math $nth + 1)
        end
    end
    test "$at" = $argv[1]; and begin
        not set -q argv[2]; or test $nth -ge $argv[2] -a $nth -le $argv[3]
    end
end
complete -c ${program.line} -f
${grammars.flatMap(formatLines).join("\n")}
`;
}

function formatLines({ line, commands, flags, values }: Grammar): string[] {
  const at = (condition: string) =>
    `complete -c ${line.split(" ")[0]} -n ${quote(`__retrain_plan_at ${quote(line)}${condition}`)}`;
  return [
    ...commands.map((child) => {
      const name = child.line.slice(line.length + 1);
      return `${at(" 0 0")} -a ${quote(quote(name))} -d ${quote(child.description)}`;
    }),
    ...flags.map((flag) => `${at("")} ${formatFlag(flag)} -d ${quote(flag.description)}`),
    ...values.flatMap((value, index) => {
      const offer = formatOffer(value);
      return offer === "" ? [] : `${at(` ${index} ${value.isVariadic ? 9999 : index}`)} ${offer}`;
    }),
  ];
}

function formatFlag({ names, value }: Flag): string {
  const words = names.map((name) =>
    name.startsWith("--") ? `-l ${quote(name.slice(2))}` : `-s ${quote(name.slice(1))}`,
  );
  return [...words, ...(value ? [value.paths === "files" ? "-r" : "-x", formatOffer(value)] : [])]
    .filter(Boolean)
    .join(" ");
}

function formatOffer({ choices, isList, paths }: Value): string {
  const words = choices.map(quote).join(" ");
  if (choices.length > 0) return `-a ${quote(isList ? `(__fish_append , ${words})` : words)}`;
  if (paths === null) return "";
  return paths === "files" ? "-F" : "-a '(__fish_complete_directories)'";
}

/** A word of fish, whose single quotes know two escapes. */
function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replace(/[\\']/g, "\\$&")}'`;
}
