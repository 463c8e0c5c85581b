import { readdirSync } from "node:fs";
import { relative, resolve } from "node:path";
import { DEMO_NOW, writeDemo } from "../demo/demo.ts";
import { errorMessage, UserError } from "../errors.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { makeDirectory } from "../runtime/make-directory.ts";
import { count } from "../text/quantity.ts";

/** `retrain-plan demo`: writes the example project and says what to type next. */
export async function demo(host: Host, directory: string): Promise<ExitStatus> {
  const target = resolve(host.cwd, directory);
  const files = await write(target, directory);
  host.stdout.write(
    [
      `Wrote an example project, ${count(files.length, "file")}, to ${directory}.`,
      "Next:",
      `  cd ${relative(host.cwd, target)}`,
      `  retrain-plan generate --now ${DEMO_NOW}`,
      "",
    ].join("\n"),
  );
  return 0;
}

async function write(target: string, directory: string): Promise<string[]> {
  try {
    const isNew = makeDirectory(target).length > 0;
    if (isNew || readdirSync(target).length === 0) return await writeDemo(target);
  } catch (error) {
    throw new UserError(`${directory}: cannot be written: ${errorMessage(error)}`, {
      hint: "name another directory",
      cause: error,
    });
  }
  throw new UserError(`${directory} is not empty`, { hint: "name another directory" });
}
