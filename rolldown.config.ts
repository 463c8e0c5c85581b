import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { defineConfig, type OutputOptions, type Plugin, type RolldownOptions } from "rolldown";
import { precompileTemplate } from "./src/render/compile.ts";
import { withPartials } from "./src/render/partials.ts";

/** Compiles the built-in templates, so that a run need not load the compiler. */
export function handlebarsTemplates(): Plugin {
  return {
    name: "handlebars-templates",
    transform: {
      filter: { id: /\.hbs$/ },
      handler(text, id) {
        const name = basename(id);
        const whole = withPartials(name, text, (partial) => {
          const path = join(dirname(id), "partials", partial);
          this.addWatchFile(path);
          return readFileSync(path, "utf8");
        });
        return { code: `export default ${precompileTemplate(name, whole)};`, moduleType: "js" };
      },
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

/** Of the declarations that tsc has written, those that the public API leads to are packed. */
function publicDeclarations(): Plugin {
  return {
    name: "public-declarations",
    closeBundle() {
      const reached = new Set<string>();
      const visit = (file: string): void => {
        if (reached.has(file) || !existsSync(file)) return;
        reached.add(file);
        const imports = readFileSync(file, "utf8").matchAll(
          /(?:from |import\()"(\.[^"]+)\.[jt]s"/g,
        );
        for (const [, path = ""] of imports) visit(join(dirname(file), `${path}.d.ts`));
      };
      visit(join("dist", "index.d.ts"));
      for (const path of readdirSync("dist", { recursive: true, encoding: "utf8" })) {
        const file = join("dist", path);
        if (path.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
      }
    },
  };
}

const common = {
  platform: "node",
  plugins: [handlebarsTemplates(), assemblyScript()],
  external: ["apache-arrow", "ical.js", "parquetjs-lite"],
  // Its build for browsers is the one of ES modules, of which only what is used is packed.
  resolve: { alias: { yaml: resolve("node_modules/yaml/browser/dist/index.js") } },
  treeshake: true,
  logLevel: "silent",
} satisfies RolldownOptions;

// Half the text is compiled in less time; functions keep their names, so that `--verbose` shows a stack to be read.
const dist = {
  dir: "dist",
  minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
} satisfies OutputOptions;

/**
 * The program, and beside it the library.
 *
 * One process start reads two hundred small modules of zod, yaml and handlebars, or a few
 * chunks: the difference is most of a run (`npm run bench -- start`). What help needs is one chunk;
 * what nearly every plan needs are two more. What only some runs need, such as Arrow, stays apart, and
 * is loaded when it is met. They are CommonJS, which Node loads in half the time of ES modules.
 */
export default defineConfig([
  {
    ...common,
    input: { bin: "src/bin.ts", worker: "src/inventory/worker.ts" },
    output: {
      ...dist,
      format: "cjs",
      entryFileNames: "[name].cjs",
      chunkFileNames: "[name]-[hash].cjs",
      codeSplitting: {
        groups: [
          {
            name: "start",
            test: /src\/(cli\/[\w-]+|text\/similar|runtime\/(host|package|exit-status)|errors|config\/choices)\.ts$/,
            priority: 2,
          },
          // What a thread that lists directories needs, and no more; it shares the errors with the start.
          { name: "lister", test: /src\/inventory\/directory-reader\.ts$/, priority: 3 },
          { name: "errors", test: /src\/errors\.ts$/, priority: 4 },
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
  },
  {
    ...common,
    plugins: [...common.plugins, publicDeclarations()],
    input: { index: "src/index.ts" },
    output: {
      ...dist,
      format: "esm",
      entryFileNames: "[name].js",
      chunkFileNames: "[name]-[hash].js",
    },
  },
]);
