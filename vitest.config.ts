import { defineConfig } from "vitest/config";
import { assemblyScript, handlebarsTemplates } from "./rolldown.config.ts";
import LongFirst from "./test/support/long-first.ts";

/** Other runs than `npm test` have reports of their own. */
const { THOROUGH, RETRAIN_PLAN_TEST_CLUSTER } = process.env;
const REPORT = RETRAIN_PLAN_TEST_CLUSTER ? "-engines" : THOROUGH ? "-thorough" : "";

export default defineConfig({
  plugins: [handlebarsTemplates(), assemblyScript()],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/debian-tools.ts"],
    setupFiles: ["test/support/property-seed.ts"],
    // No test may lean on another: each run takes them in another order, and prints its seed.
    sequence: { shuffle: true, sequencer: LongFirst },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: [
      "default",
      "./test/support/skipped-reporter.ts",
      ["json", { outputFile: `test-report${REPORT}.json` }],
    ],
    // Each file would load zod, date-fns and the like anew, which takes as long as the tests. Hence a test
    // mocks no module, but spies on an object, and puts it back.
    isolate: false,
    // Of two cores, one would be idle.
    maxWorkers: "100%",
    coverage: {
      provider: "v8",
      include: ["src/**"],
      reporter: ["text-summary"],
      // The pure folders: values in, values out, so nothing excuses an untested branch.
      thresholds: {
        "src/{drift,policy,schedule,stats,gate,plan,render}/**": {
          lines: 95,
          branches: 90,
          functions: 95,
        },
      },
    },
  },
});
