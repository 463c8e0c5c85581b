import type { Host } from "../runtime/host.ts";

/** Prints text for people. On GitHub, the runner takes no command from it: the names in it are foreign. */
export function printText({ stdout, env, randomToken }: Host, text: string): void {
  if (text === "" || env.GITHUB_ACTIONS !== "true") {
    stdout.write(text);
    return;
  }
  const token = randomToken();
  stdout.writeRaw(`::stop-commands::${token}\n`);
  stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  stdout.writeRaw(`::${token}::\n`);
}
