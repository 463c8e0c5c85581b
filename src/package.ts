import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// The bundle is flat: this module, and so `..`, is as deep in dist as it is in src.

/** The directory of the built-in templates. */
export const TEMPLATES: string = fileURLToPath(new URL("../templates/", import.meta.url));

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
