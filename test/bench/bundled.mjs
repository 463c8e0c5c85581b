import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const ENTRY = "virtual:entry";

/**
 * Loads names from files of src, which need not be exported by the program.
 *
 * @example const { theilSen } = await bundled({ theilSen: "stats/theil-sen.ts" })
 */
export async function bundled(names) {
  const code = Object.entries(names)
    .map(([name, path]) => `export { ${name} } from ${JSON.stringify(sourceOf(path))};`)
    .join("\n");
  const bundle = await rolldown({
    input: ENTRY,
    platform: "node",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? code : undefined),
      },
    ],
  });
  const directory = mkdtempSync(join(tmpdir(), "bundled-"));
  const file = join(directory, "module.mjs");
  await bundle.write({ file, format: "esm", codeSplitting: false });
  const module = await import(pathToFileURL(file));
  rmSync(directory, { recursive: true });
  return module;
}

function sourceOf(path) {
  return fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
}
