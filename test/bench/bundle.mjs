import { writeFileSync } from "node:fs";
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
  const program = join(directory, "run.mjs");
  const script = `import { walk } from "./walk.mjs";
    const { files } = walk(process.argv[2], new URL("worker.mjs", import.meta.url));
    let bytes = 0;
    let newest = 0;
    for (const { sizeBytes, modifiedMs } of files) {
      bytes += sizeBytes;
      newest = Math.max(newest, modifiedMs);
    }
    if (newest === 0) process.exit(1);
    console.log(bytes, newest);`;
  // A file: a thread does not start in a process that was given its program as an argument.
  writeFileSync(program, script);
  return [process.execPath, program, root];
}
