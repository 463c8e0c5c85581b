import { basename, dirname, relative, resolve } from "node:path";
import { defineConfig, type Plugin } from "rolldown";
import { precompileTemplate } from "./src/render/compile.ts";

/** Compiles the built-in templates, so that a run need not load the compiler. */
export function handlebarsTemplates(): Plugin {
  return {
    name: "handlebars-templates",
    transform: {
      filter: { id: /\.hbs$/ },
      handler: (text, id) => ({
        code: `export default ${precompileTemplate(basename(id), text)};`,
        moduleType: "js",
      }),
    },
  };
}

/**
 * Compiles `import { simd, scalar } from "./index.ts?wasm"`: AssemblyScript to WebAssembly, in base64,
 * so that the package needs neither a file beside its code nor a compiler.
 */
export function assemblyScript(): Plugin {
  return {
    name: "assembly-script",
    resolveId: {
      filter: { id: /\?wasm$/ },
      handler: (source, importer) => resolve(dirname(importer ?? ""), source),
    },
    load: {
      filter: { id: /\?wasm$/ },
      handler: async (id) => {
        const entry = id.replace(/\?wasm$/, "");
        const [simd, scalar] = [
          await compiled(entry, "--enable"),
          await compiled(entry, "--disable"),
        ];
        return `export const simd = "${simd}";\nexport const scalar = "${scalar}";`;
      },
    },
  };
}

async function compiled(entry: string, option: "--enable" | "--disable"): Promise<string> {
  // It takes a second to load.
  const { default: asc } = await import("assemblyscript/asc");
  let module = "";
  const args = [...[relative("", entry), "--outFile", "out.wasm", option, "simd"], ...OPTIONS];
  const { error, stderr } = await asc.main(args, {
    writeFile: (_, contents) => {
      module = Buffer.from(contents).toString("base64");
    },
  });
  if (error !== null) throw new Error(`${entry}: ${stderr.toString()}`);
  return module;
}

const OPTIONS = ["--optimizeLevel", "3", "--noAssert", "--runtime", "stub"];

/**
 * One process start reads two hundred small modules of zod, yaml, handlebars and fast-glob, or a few
 * chunks: the difference is most of a run (`npm run bench -- start`). What help needs is one chunk;
 * what nearly every plan needs are two more. What only some runs need, such as Arrow, stays apart, and
 * is loaded when it is met.
 */
export default defineConfig({
  input: { bin: "src/bin.ts", index: "src/index.ts", worker: "src/inventory/worker.ts" },
  platform: "node",
  plugins: [handlebarsTemplates(), assemblyScript()],
  external: ["apache-arrow", "parquetjs-lite"],
  treeshake: true,
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    minify: "dce-only",
    codeSplitting: {
      groups: [
        {
          name: "start",
          test: /src\/(cli|command-words|similar|host|errors|package|config\/choices)\.ts$/,
          priority: 2,
        },
        // Without the plan, which a process that only counts does not need.
        {
          name: "readers",
          test: /src\/inventory\/(counter|readers\/(delimited|json|parquet))\.ts$/,
          priority: 1,
        },
        { name: "plan", test: /src\/commands\/generate\.ts$/ },
      ],
    },
  },
});
