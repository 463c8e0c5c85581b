import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** Bundles the walk alone, which the program does not export, and returns the command that runs it. */
export async function walkCommand(directory, root) {
  const source = (name) =>
    fileURLToPath(new URL(`../../src/inventory/${name}.ts`, import.meta.url));
  const bundle = await rolldown({
    input: { walk: source("walk"), worker: source("worker") },
    platform: "node",
    // What a walk does not load.
    external: ["apache-arrow", "parquetjs-lite", /\?wasm$/],
  });
  await bundle.write({ dir: directory, format: "esm", entryFileNames: "[name].mjs" });
  const script = `import { walk } from ${JSON.stringify(join(directory, "walk.mjs"))};
    if (walk(process.argv[1], new URL("worker.mjs", ${JSON.stringify(`file://${directory}/`)})).files.length === 0) process.exit(1);`;
  return [process.execPath, "--input-type=module", "-e", script, root];
}
