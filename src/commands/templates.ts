import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorMessage, UserError } from "../errors.ts";
import { BUILT_IN_TEMPLATES } from "../render/built-in.ts";
import { withPartials } from "../render/partials.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { makeDirectory } from "../runtime/make-directory.ts";
import { TEMPLATES } from "../runtime/package.ts";

/** `retrain-plan templates list`. */
export async function listTemplates(host: Host): Promise<ExitStatus> {
  host.stdout.write(`${BUILT_IN_TEMPLATES.join("\n")}\n`);
  return 0;
}

/**
 * `retrain-plan templates eject`: writes the built-in templates, each whole with its partials; never over
 * a file that is there.
 */
export async function ejectTemplates(host: Host, directory: string): Promise<ExitStatus> {
  const target = resolve(host.cwd, directory);
  try {
    makeDirectory(target);
    for (const name of BUILT_IN_TEMPLATES) {
      const whole = withPartials(name, read(name), (partial) => read(join("partials", partial)));
      writeFileSync(join(target, name), whole, { flag: "wx" });
      host.stdout.write(`${join(directory, name)}\n`);
    }
  } catch (error) {
    throw new UserError(`${directory}: cannot be written: ${errorMessage(error)}`, {
      hint: "name another directory",
      cause: error,
    });
  }
  return 0;
}

function read(name: string): string {
  return readFileSync(join(TEMPLATES, name), "utf8");
}
