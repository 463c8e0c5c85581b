import type { Command } from "commander";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { readGrammar } from "../completion/grammar.ts";
import { zshScript } from "../completion/zsh.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `retrain-plan completion`: prints a static script, made from the program's own flags. */
export function completion(
  program: Command,
): (host: Host, shell: keyof typeof SCRIPTS) => Promise<ExitStatus> {
  return async (host, shell) => {
    host.stdout.write(SCRIPTS[shell](readGrammar(program)));
    return 0;
  };
}
