import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

/** A server that `npm run test:engines` has started, and a copy of the store that it serves. */
interface Served {
  readonly title: string;
  readonly url: string;
  readonly store: string;
}

const SERVED: readonly Served[] = JSON.parse(process.env.RETRAIN_PLAN_TEST_MLFLOW ?? "[]");

/** What is read of each store, in the words of a source. */
const RHYTHM = [
  ...["weekly", "champion", "hourly", "several a day", "grid", "four", "autologged", "nested"],
  ...["failed", "killed", "running", "without one metric", "with preparations"],
].map((experiment) => ({ experiment }));
const OTHER = [
  { experiment: "churn" },
  { model: "churn-classifier" },
  { experiment: "churn", model: "models:/churn-classifier" },
  { experiment: "watch | daily" },
  { experiment: "churn", metrics: ["*"] },
  { experiment: "churn", run_name: "*" },
  { model: "churn-classifier", alias: "challenger" },
];
const NOW = "2025-10-01";

test.skipIf(SERVED.length > 0)(
  "MLflow's servers are started by npm run test:engines",
  (context) => {
    context.skip();
  },
);

async function call(
  words: readonly string[],
  { store }: Pick<Served, "store">,
  source: object | null,
  env: Record<string, string> = {},
) {
  const sources = source === null ? {} : { validation: { sources: [source] } };
  const cwd = scratch({ "retrain-plan.json": JSON.stringify(sources) });
  if (store !== "") cpSync(store, join(cwd, basename(store)), { recursive: true });
  const { host, record } = fakeHost(cwd, { env });
  const status = await run([...words, "--now", NOW], host);
  return { status, cwd, ...record };
}

/** An assessment without the places of what was read: a file store names a folder for each run. */
function withoutPlaces(text: string, { store, url }: Served): unknown {
  const places = new RegExp(`${url}|\\b${basename(store)}\\b(?:/[\\w./-]+)?`, "g");
  const { provenance: _, ...rest } = JSON.parse(text, (key, value) => {
    if (key === "sha256") return undefined;
    if (typeof value === "string") return value.replace(places, "PLACE");
    if (key !== "evidence") return value;
    return [...new Map(value.map((each: unknown) => [JSON.stringify(each), each])).values()];
  });
  return rest;
}

describe.each(SERVED)("$title", (served) => {
  const { url, store } = served;
  const name = basename(store);
  const wanted: readonly object[] = served.title.includes("rhythm") ? RHYTHM : OTHER;
  const env = { MLFLOW_TRACKING_URI: url };
  const SERVER = { store: "" };

  test.each(wanted)("is assessed as the same store on the disk: %j", async (each) => {
    const words = ["drift", "--format", "json"];
    const ofFile = await call(words, served, { tool: "mlflow", path: name, ...each });
    const ofServer = await call(words, SERVER, { tool: "mlflow", url, ...each }, env);
    expect(ofServer.stderr).toBe(ofFile.stderr);
    const assessed = withoutPlaces(ofServer.stdout, served);
    expect(assessed).toEqual(withoutPlaces(ofFile.stdout, served));
    expect(JSON.stringify(assessed)).toContain("PLACE");
  });

  test("gives the same plan, with its history of trainings, where only the environment names it", async () => {
    const words = ["generate", "--dry-run", "--format", "json", "--cadence", "weekly"];
    const ofFile = await call(words, served, null, { MLFLOW_TRACKING_URI: name });
    const ofServer = await call(words, SERVER, null, env);
    expect(ofServer.stderr).toBe(ofFile.stderr);
    const plan = withoutPlaces(ofServer.stdout, served);
    expect(plan).toEqual(withoutPlaces(ofFile.stdout, served));
    expect(JSON.stringify(plan)).toContain("PLACE");
  });

  test("is kept with a plan, which verify judges without it", async () => {
    const cwd = scratch({ "retrain-plan.yaml": "" });
    const go = async (words: string[], own: Record<string, string>) => {
      const { host, record } = fakeHost(cwd, { env: own });
      return { status: await run([...words, "--now", NOW], host), ...record };
    };
    await go(["generate"], env);
    await go(["approve", "latest", "--as", "A. Chen", "--role", "Validator"], {});
    const kept = join(cwd, "artifacts/retraining/latest/evidence/mlflow.json");
    const snapshot = JSON.parse(readFileSync(kept, "utf8"));
    expect(snapshot).toMatchObject({
      server: url,
      wanted: { experiment: null, alias: "champion" },
    });
    expect(snapshot.runs.length).toBeGreaterThan(5);
    expect((await go(["verify", "latest", "--offline"], {})).stdout).toContain("Unchanged since");
    writeFileSync(kept, readFileSync(kept, "utf8").replace("FINISHED", "FAILED"));
    expect(await go(["verify", "latest"], {})).toMatchObject({ status: 1 });
  });
});
