import { defineConfig } from "rolldown";
import { assemblyScript, handlebarsTemplates } from "../../rolldown.config.ts";

/** The readers are no public API: they are bundled with what feeds them, where Node finds the packages. */
export default defineConfig({
  input: { fuzz: "test/fuzz/fuzz.ts", worker: "test/fuzz/worker.ts" },
  platform: "node",
  plugins: [handlebarsTemplates(), assemblyScript()],
  external: ["apache-arrow", "fast-check", "ical.js", "parquetjs-lite"],
  output: { dir: "node_modules/.cache/retrain-plan-fuzz", format: "esm" },
});
