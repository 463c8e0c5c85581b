import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "rolldown";
import { assemblyScript, handlebarsTemplates } from "../../rolldown.config.ts";

const PLACE = "node_modules/.cache/retrain-plan-fuzz";

/** What says the program's version, where it is looked for. */
const packageFile = {
  name: "package-file",
  writeBundle: () => copyFileSync("package.json", join(PLACE, "package.json")),
};

/** The readers are no public API: they are bundled with what feeds them, where Node finds the packages. */
export default defineConfig({
  input: { fuzz: "test/fuzz/fuzz.ts", worker: "test/fuzz/worker.ts" },
  platform: "node",
  plugins: [handlebarsTemplates(), assemblyScript(), packageFile],
  external: [/^@duckdb\//, "apache-arrow", "fast-check", "ical.js", "parquetjs-lite"],
  output: { dir: join(PLACE, "dist"), format: "esm" },
});
