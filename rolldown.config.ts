import { defineConfig } from "rolldown";

/**
 * One process start reads two hundred small modules of zod, yaml, handlebars and fast-glob, or a few
 * chunks: the difference is most of a run (`npm run bench -- start`). What only some runs need, such as
 * Parquet and Arrow, stays outside, and is loaded when it is met.
 */
export default defineConfig({
  input: { bin: "src/bin.ts", index: "src/index.ts" },
  platform: "node",
  external: ["apache-arrow", "parquetjs-lite", /^hyparquet/],
  treeshake: true,
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    minify: "dce-only",
  },
});
