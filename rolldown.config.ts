import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { defineConfig, type Plugin } from "rolldown";
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

/**
 * Of the declarations that tsc has written, those that the public API leads to are packed, with those
 * of zod, in whose terms the types of the configuration and the plan are given.
 */
function publicDeclarations(): Plugin {
  return {
    name: "public-declarations",
    closeBundle() {
      const zod = join("dist", "zod");
      const isCopied = (path: string) => statSync(path).isDirectory() || path.endsWith(".d.ts");
      cpSync("node_modules/zod", zod, { recursive: true, filter: isCopied });
      const reached = new Set<string>();
      const visit = (file: string): void => {
        if (reached.has(file) || !existsSync(file)) return;
        reached.add(file);
        const path = relative(dirname(file), join(zod, "index.js"));
        const text = readFileSync(file, "utf8").replace('from "zod"', `from "./${path}"`);
        writeFileSync(file, text);
        const imports = text.matchAll(/(?:from |import\()"(\.[^"]+)\.[jt]s"/g);
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

/** Writes `THIRD-PARTY-LICENSES`: what the licence of each package whose code is in a chunk requires. */
function thirdPartyLicenses(): Plugin {
  return {
    name: "third-party-licenses",
    generateBundle(_, bundle) {
      const folders = new Set<string>();
      for (const output of Object.values(bundle)) {
        for (const [id, { renderedLength }] of Object.entries(
          output.type === "chunk" ? output.modules : {},
        )) {
          const [folder] = /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(id) ?? [];
          if (folder !== undefined && renderedLength > 0) folders.add(folder);
        }
      }
      const source = [...folders]
        .map(licenceOf)
        .sort()
        .join(`\n${"-".repeat(80)}\n\n`);
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY-LICENSES", source });
    },
  };
}

function licenceOf(folder: string): string {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license, repository } = about;
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)\b/i.test(file));
  if (texts.length === 0) throw new Error(`${name}: no text of its licence`);
  return [
    `${name} ${version}`,
    `Licence: ${license}`,
    `Source: ${repository.url ?? repository}\n`,
    ...texts.map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r", "")),
  ].join("\n");
}

/**
 * One bundle: the program, its threads, and the library.
 *
 * A start reads several hundred small modules of zod, yaml and handlebars, or a few chunks: the
 * difference is most of a run (`npm run bench -- start`). Each command is a chunk of its own, and so is
 * each format and template, read when it is met.
 */
export default defineConfig({
  platform: "node",
  input: { bin: "src/bin.ts", index: "src/index.ts", worker: "src/inventory/worker.ts" },
  plugins: [handlebarsTemplates(), assemblyScript(), publicDeclarations(), thirdPartyLicenses()],
  // The one assigns variables that it does not declare, which an ES module may not; the other is optional,
  // and native.
  external: ["parquetjs-lite", "@duckdb/node-bindings"],
  // Its build for browsers is the one of ES modules, of which only what is used is packed.
  resolve: { alias: { yaml: resolve("node_modules/yaml/browser/dist/index.js") } },
  treeshake: true,
  // Where there is a fetch, zstddec takes the program for a page: Node then loads its whole HTTP client to
  // unpack a text that is already there.
  transform: { define: { "typeof fetch": '"undefined"' } },
  logLevel: "silent",
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    // Half the text is compiled in less time; functions keep their names, so that `--verbose` shows a stack to be read.
    minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
    codeSplitting: {
      // Each with all that it imports, but for the groups of a higher priority.
      groups: [
        // What bin.ts and the threads need of the start, so that they do not load the whole command line.
        { name: "base", test: /\/src\/.*\b(errors|similar|terminal-text)\.ts$/, priority: 4 },
        // What a thread that lists directories loads.
        { name: "lister", test: /\/inventory\/directory-reader\.ts$/, priority: 3 },
        // What the help and the version load.
        { name: "start", test: /\/cli\/run\.ts$/, priority: 2 },
        // What a thread that counts loads.
        {
          name: "readers",
          test: /\/inventory\/(counter|readers\/(delimited|json|parquet))\.ts$/,
          priority: 1,
        },
        // What nearly every plan loads.
        { name: "plan", test: /\/commands\/generate\.ts$/ },
      ],
    },
  },
});
