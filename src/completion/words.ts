import type { Grammar } from "./grammar.ts";

/** A word of bash or zsh, quoted where it has to be. */
export function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A grammar and all those below it, the outer before the inner. */
export function flatten(grammar: Grammar): Grammar[] {
  return [grammar, ...grammar.commands.flatMap(flatten)];
}

/** Each flag that takes the next word as its value, behind its command: `retrain-plan drift --cwd`. */
export function valueFlags(grammars: readonly Grammar[]): string[] {
  return grammars.flatMap(({ line, flags }) =>
    flags
      .filter(({ value }) => value !== null)
      .flatMap(({ names }) => names.map((name) => `${line} ${name}`)),
  );
}
