import { mkdirSync, readFileSync, statSync } from "node:fs";
import Module from "node:module";
import { basename, dirname, join } from "node:path";
import { cachedDataVersionTag, setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";
import { writeKept } from "./kept-file.ts";

export { cacheDirectoryOf } from "./cache-directory.ts";

type Loader = (module: Module & Compiled, filename: string) => void;
interface Compiled {
  exports: unknown;
  require(id: string): unknown;
}

/**
 * Keeps what V8 compiled of this program for its next run, which then starts in three quarters of the
 * time. Node does so itself since 22.1; before, its loader of `.cjs` files is replaced for the chunks
 * of this directory. Only chunks whose names hold a hash of their text: V8 compares no more than length.
 * What is broken, of another V8, or of another user is compiled anew; that nothing can be written is no
 * error. `NODE_DISABLE_COMPILE_CACHE=1` does without, as for Node's own.
 *
 * @param directory is made, for this user alone, where it is missing
 */
export function keepCompiled(directory: string): void {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return;
  if ("enableCompileCache" in Module) {
    // Node would make it for everybody to read.
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    } catch {} // Then Node cannot keep anything either.
    (Module.enableCompileCache as (directory: string) => unknown)(directory);
    return;
  }
  // Before anything is kept, for V8 keeps by its flags. Else what runs once is forgotten too early.
  setFlagsFromString("--no-flush-bytecode");
  const { _extensions: loaders } = Module as unknown as { _extensions: Record<string, Loader> };
  const loadOther = loaders[".js"] as Loader;
  const compiled: { path: string; script: Script }[] = [];
  loaders[".cjs"] = (module, filename) => {
    if (dirname(filename) !== __dirname || !/-[\w-]{8}\.cjs$/.test(filename)) {
      loadOther(module, filename);
      return;
    }
    const text = readFileSync(filename, "utf8");
    // What imports an ES module would be warned of an experiment.
    if (text.includes("import(")) {
      loadOther(module, filename);
      return;
    }
    const path = join(directory, `${basename(filename)}.${cachedDataVersionTag()}`);
    const cachedData = readOwn(path);
    const script = new Script(Module.wrap(text), { filename, ...(cachedData && { cachedData }) });
    if (script.cachedDataRejected !== false) compiled.push({ path, script });
    const run = script.runInThisContext() as (...scope: unknown[]) => void;
    const require = (id: string) => module.require(id);
    run.call(module.exports, module.exports, require, module, filename, __dirname);
  };
  // Not before: V8 compiles a function when it is first called.
  process.on("exit", () => {
    for (const { path, script } of compiled) {
      const code = script.createCachedData();
      writeKept(path, Buffer.concat([sumOf(code), code]));
    }
  });
}

/** Code is run from it: only what this user has written, and as it was written, which V8 trusts. */
function readOwn(path: string): Buffer | undefined {
  try {
    if (statSync(path).uid !== (process.geteuid?.() ?? 0)) return undefined;
    const bytes = readFileSync(path);
    const code = bytes.subarray(SUM_BYTES);
    return sumOf(code).equals(bytes.subarray(0, SUM_BYTES)) ? code : undefined;
  } catch {
    return undefined;
  }
}

const SUM_BYTES = 4;

function sumOf(code: Uint8Array): Buffer {
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(crc32(code));
  return sum;
}
