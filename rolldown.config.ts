import { basename } from "node:path";
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
 * One process start reads two hundred small modules of zod, yaml, handlebars and fast-glob, or a few
 * chunks: the difference is most of a run (`npm run bench -- start`). What help needs is one chunk;
 * what nearly every plan needs are two more. What only some runs need, such as Arrow, stays apart, and
 * is loaded when it is met.
 */
export default defineConfig({
  input: { bin: "src/bin.ts", index: "src/index.ts", worker: "src/inventory/worker.ts" },
  platform: "node",
  plugins: [handlebarsTemplates()],
  external: ["apache-arrow", "parquetjs-lite", /^hyparquet/],
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
          test: /src\/inventory\/readers\/(delimited|json|parquet)\.ts$/,
          priority: 1,
        },
        { name: "plan", test: /src\/commands\/generate\.ts$/ },
      ],
    },
  },
});
