import { existsSync, readdirSync } from "node:fs";
import { relative, resolve } from "node:path";
import { DEMO_NOW, writeDemo } from "../demo/demo.ts";
import { UserError } from "../errors.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";

/** `retrain-plan demo`: writes the example project and says what to type next. */
export async function demo(host: Host, directory: string): Promise<ExitStatus> {
  const target = resolve(host.cwd, directory);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new UserError(`${directory} is not empty`, { hint: "name another directory" });
  }
  const files = await writeDemo(target);
  host.stdout.write(
    [
      `Wrote an example project, ${files.length} files, to ${directory}.`,
      "Next:",
      `  cd ${relative(host.cwd, target)}`,
      `  retrain-plan generate --now ${DEMO_NOW}`,
      "",
    ].join("\n"),
  );
  return 0;
}
