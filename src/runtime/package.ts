import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

// By the package's own name: the bundle is flat, so a relative path would differ between src and dist.
const PACKAGE = createRequire(import.meta.url).resolve("retrain-plan/package.json");

/** The directory of the built-in templates. */
export const TEMPLATES: string = join(dirname(PACKAGE), "templates/");

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(PACKAGE, "utf8")) as { version: string }).version;
}
