import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { copySeed } from "../../fixtures/seed/make.mjs";
import { run } from "../../src/cli/run.ts";
import { CONFIG_FILES, loadConfig } from "../../src/config/load.ts";
import { configSchema } from "../../src/config/schema.ts";
import { writeDemo } from "../../src/demo/demo.ts";
import { fakeHost } from "../support/host.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "init-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function call(...words: string[]) {
  const { host, record } = fakeHost(cwd);
  return { status: await run(words, host), ...record };
}

async function init(...words: string[]): Promise<string> {
  expect(await call("init", ...words)).toMatchObject({ status: 0, stderr: "" });
  return readFileSync(join(cwd, "retrain-plan.yaml"), "utf8");
}

async function loaded() {
  return (await loadConfig(cwd, undefined, {})).config;
}

function write(path: string, text: string): void {
  mkdirSync(join(cwd, path, ".."), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

const PROJECTS: Record<string, () => unknown> = {
  demo: () => writeDemo(cwd),
  seed: () => copySeed(cwd),
  "an empty data directory": () => mkdirSync(join(cwd, "data")),
  "one time column": () => write("data/a.csv", "id,event_time\n1,2025-08-01\n2,2025-08-02\n"),
  "roles by names": () => {
    const rows = (n: number) => `id,v\n${Array.from({ length: n }, (_, i) => `${i},1\n`).join("")}`;
    write("data/raw/a.csv", rows(9));
    write("data/processed/train.csv", rows(5));
    write("data/processed/test.csv", rows(3));
    write("data/X_train.csv", "a,b\n1,2\n3,4\n");
    write("data/y_train.csv", "c\n1\n2\n");
  },
  "tables of unknown role": () => {
    write("data/left.csv", "id,v\n1,2\n");
    write("data/right.csv", "id,w\n1,2\n3,4\n");
  },
  "growing dumps": () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i},x${i}\n`);
    for (const [i, n] of [20, 40, 60].entries()) {
      write(`data/dump_v${i + 1}.csv`, `id,v\n${rows.slice(0, n).join("")}`);
    }
  },
  "data that DVC keeps elsewhere": () => {
    mkdirSync(join(cwd, ".dvc"));
    write("data/.gitignore", "/train.csv\n");
    write(
      "data/train.csv.dvc",
      "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 1000\n  path: train.csv\n",
    );
  },
  "a file without the time column": () => {
    write("data/a.csv", "id,event_time\n1,2025-08-01\n");
    write("data/b.csv", "id,value\n1,2\n");
  },
};

test("a folder of a usual name that holds no data is not named: the data may lie elsewhere", async () => {
  write("data/raw/.gitkeep", "");
  write("metrics.csv", "date,auc\n2025-08-01,0.9\n");
  const text = await init();
  expect(text).toContain("# sources: [{path: data/training, role: training}]");
  expect((await loaded()).sources).toBeUndefined();
});

describe("the verdict with the configuration is that without", () => {
  test.each(Object.keys(PROJECTS))("%s", async (name) => {
    await PROJECTS[name]?.();
    for (const file of CONFIG_FILES) rmSync(join(cwd, file), { force: true });
    const plan = async () => {
      const { status, stdout } = await call("generate", "--dry-run", "--format", "json");
      expect(status).toBe(0);
      const { current_state: state, decision } = JSON.parse(stdout);
      const { inventory, training_set: set, sufficiency, supply } = state.data_availability;
      const { open, ...judged } = sufficiency;
      const readings = set.readings.map((reading: Record<string, string[]>) =>
        Object.values(reading).map((names) => names.sort()),
      );
      return {
        ...{ judged, supply, days: set.days, counted: set.samples, readings: readings.sort() },
        ...{ action: decision.action, headline: decision.headline, samples: inventory.samples },
        problems: inventory.problems,
      };
    };
    const without = await plan();
    await init();
    expect((await loadConfig(cwd, undefined, {})).file?.path).toBe("retrain-plan.yaml");
    expect(await plan()).toEqual(without);
  });
});

describe("the short text", () => {
  test("has a line for each data set, and what only people know", async () => {
    write("data/raw/a.csv", "id,v\n1,2\n3,4\n5,6\n");
    write("data/processed/train.csv", "id,v\n1,2\n3,4\n");
    write("artifacts/v1/validation_1.json", '{"status":"PASS"}');
    expect(await init("--timezone", "Asia/Tokyo")).toMatchInlineSnapshot(`
      "# To be completed by an editor: \`retrain-plan schema > retrain-plan.schema.json\`, and then
      # the first line "# yaml-language-server: $schema=./retrain-plan.schema.json".
      # Found by \`retrain-plan init\`; \`retrain-plan init --full --force\` shows every key.

      timezone: Asia/Tokyo

      sources:
        - {path: data/processed, role: training}  # 1 file, 2 samples; file name "train.csv"
        - {path: data/raw, role: raw}  # 1 file, 3 samples; folder name "raw"

      validation:
        runs: [artifacts/*/validation_*.json]

      # Only you know these: remove the # and correct them.
      # model: {name: churn-classifier, owner: Growth ML}
      # requirements: {minimum_replay_size: 25000}  # Samples that a training needs.
      # metrics: {auc: {primary: true, floor: 0.8}}  # Which metric decides, and its worst acceptable value.
      # schedule: {cadence: monthly, full_every: 4}  # How often you retrain, and every which time in full.
      # review: {approvers: [Model owner, Independent validator]}  # Who must approve.
      "
    `);
  });

  test("names sources of metrics and the history, with what they hold", async () => {
    write("data/train.csv", "id,v\n1,2\n3,4\n");
    write("metrics.csv", "date,auc\n2025-08-01,0.9\n2025-08-08,0.91\n");
    write("training_history.csv", "date,type\n2025-07-01,full\n2025-08-01,full\n");
    expect((await init()).split("\n").slice(3, -2).join("\n")).toMatchInlineSnapshot(`
      "
      sources:
        - {path: data, role: training}  # 1 file, 2 samples, event time unknown; file name "train.csv"

      validation:
        sources:
          - {tool: table, path: metrics.csv}  # 1 metric, 2 evaluations

      requirements:
        history: {path: training_history.csv}  # 2 trainings

      # Only you know these: remove the # and correct them.
      # model: {name: churn-classifier, owner: Growth ML}
      # minimum_replay_size: 25000  # Samples that a training needs; put it under \`requirements\`.
      # metrics: {auc: {primary: true, floor: 0.8}}  # Which metric decides, and its worst acceptable value.
      # schedule: {cadence: monthly, full_every: 4}  # How often you retrain, and every which time in full."
    `);
    const { validation, requirements } = await loaded();
    expect(validation.sources).toMatchObject([{ tool: "table", path: "metrics.csv" }]);
    expect(requirements.history).toMatchObject({ path: "training_history.csv" });
  });

  test("leaves sources to be looked for where many files differ", async () => {
    for (const name of ["a", "b", "c"]) {
      write(`metrics/${name}.json`, '{"auc": 0.9, "date": "2025-08-01"}');
      write(`models/${name}/metrics.json`, '{"auc": 0.9, "date": "2025-08-01"}');
    }
    await init();
    expect((await loaded()).validation.sources).toBeUndefined();
  });

  test("is at most 30 lines, however many data sets there are", async () => {
    for (let i = 0; i < 40; i++) write(`data/${i}/table_${"x".repeat(i)}.csv`, `id,v${i}\n1,2\n`);
    const text = await init();
    expect(text.split("\n").length).toBeLessThanOrEqual(30);
    expect((await loaded()).sources).toEqual([{ path: "data", sample: "row" }]);
  });

  test("names five things that are valid once their # is gone", async () => {
    const known = (await init()).split("Only you know these")[1] as string;
    const lines = known
      .split("\n")
      .slice(1, -1)
      .map((line) => line.replace(/^# /, ""));
    expect(lines).toHaveLength(5);
    writeFileSync(join(cwd, "retrain-plan.yaml"), lines.join("\n"));
    expect((await loaded()).metrics).toMatchObject({ auc: { primary: true, floor: 0.8 } });
  });
});

describe("the text", () => {
  test("names what was found", async () => {
    write("data/a.csv", "id,event_time\n1,2025-08-01\n2,2025-08-02\n");
    write("features/x.csv", "id,value\n1,2\n");
    write("artifacts/v1/validation_1.json", '{"status":"PASS"}');
    const text = await init("--full");
    expect(text).toContain(
      "  - path: data  # 1 file, 2 samples, event time by column event_time\n" +
        "    # table: lake.churn.events  # A table on a server (catalog.schema.table). Beside `path`, the table of a container that holds several: a member of a .zip or .npz archive, a sheet of a workbook, a table of an SQLite database.\n" +
        "    # sql: select * from lake.churn.events where country = 'DE'  # Or a query there, each of whose rows is a sample.\n" +
        "    # engine: trino  # The server of `table` or `sql`, under `engines`.\n" +
        "    # name: training data  # How the plan calls it; by default its path or its table.\n" +
        "    # role: training  # role not known; one of training, holdout, raw, lookup, prediction, reference, other\n",
    );
    expect(text).toContain("    time_column: event_time  # Column with the event time");
    expect(text).toContain("  - path: features  # 1 file, 1 sample, event time unknown\n");
    expect(text).toContain("  runs: [artifacts/*/validation_*.json]  # Globs; 1 validation result");
    expect(text).toContain("  # alerts: [artifacts/audit/*alert*.json]  # Globs; 0 alerts found.");
  });

  test("says what to do where files are not counted", async () => {
    write("data/cat.xyz", "XYZ");
    expect((await call("init")).stdout).toContain(
      "  data: 1 file, 0 samples, 1 file not counted (no reader for .xyz files; say `sample: file` where each is one sample)",
    );
  });

  test("is YAML, and refuses another name", async () => {
    const { status, stderr } = await call("init", "--config", "retrain-plan.json");
    expect(status).toBe(2);
    expect(stderr).toBe(
      "retrain-plan: retrain-plan.json: what init writes is YAML with comments; name a file that ends in .yaml or .yml\n",
    );
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("leaves out a directory that is a link to another, and says so", async () => {
    write("data/a.csv", "id,event_time\n1,2025-08-01\n");
    symlinkSync("data", join(cwd, "features"));
    const { stdout } = await call("init");
    expect(stdout).toContain(
      "  data: 1 file, 1 sample, event time by column event_time, training (the only table)\n",
    );
    expect(stdout).toContain("  features: skipped: all of its contents are already counted\n");
    const { config } = await loadConfig(cwd, undefined, {});
    expect(config.sources?.map(({ path }) => path)).toEqual(["data"]);
  });

  test("names no time column where a file, even an empty one, has none", async () => {
    write("data/a.csv", "id,event_time\n1,2025-08-01\n");
    write("data/b.csv", "");
    await init();
    const all = (await loaded()).sources ?? [];
    expect(all.find(({ path }) => path === "data/a.csv")?.time_column).toBe("event_time");
    expect(all.find(({ path }) => path === "data/b.csv")).not.toHaveProperty("time_column");
  });

  test("has every key of the schema with its description, with --full", async () => {
    const text = await init("--full");
    interface Node {
      description?: string;
      properties?: Record<string, Node>;
      items?: Node;
    }
    const keys = (node: Node): [string, Node][] =>
      Object.entries(node.properties ?? node.items?.properties ?? {}).flatMap(
        ([key, child]): [string, Node][] => [[key, child], ...keys(child)],
      );
    const all = keys(z.toJSONSchema(configSchema, { io: "input" }) as Node).filter(
      ([key]) => key !== "$schema",
    );
    expect(all.length).toBeGreaterThan(40);
    for (const [key, { description }] of all) {
      expect(text).toMatch(new RegExp(`^[# -]*${key}:`, "m"));
      // Of these, what was found is said instead.
      if (["sources", "runs", "alerts"].includes(key) || description === undefined) continue;
      expect(text).toContain(`  # ${description}\n`);
    }
  });

  test("with one # taken from every line of --full is the defaults", async () => {
    const lines = (await init("--full")).split("\n");
    const body = lines.slice(lines.indexOf("")).map((line) => line.replace(/^( *)# /, "$1"));
    writeFileSync(join(cwd, "retrain-plan.yaml"), body.join("\n"));
    const { model, sources, checklist, ...rest } = await loaded();
    const { model: none, ...defaults } = configSchema.parse({});
    expect(rest).toMatchObject(defaults);
    expect(sources).toEqual([{ path: "data", sample: "row" }]);
    expect(checklist).toHaveLength(9);
  });

  test("is the same on every run", async () => {
    write("data/a.csv", "id,event_time\n1,2025-08-01\n");
    expect(await init("--force")).toBe(await init("--force"));
  });

  test("quotes what comes from files", async () => {
    const column = `x: #"'\\ [\u0085\u2028]_at`;
    write("data/a.json", JSON.stringify([{ [column]: "2025-08-01" }, { [column]: "2025-08-02" }]));
    for (const words of [[], ["--full", "--force"]]) {
      const text = await init(...words);
      expect((await loaded()).sources).toEqual([
        { path: "data", role: "training", sample: "row", time_column: column },
      ]);
      expect(text).toContain(`by column x: #"'\\ [`);
    }
  });

  test("names the zone that was asked for", async () => {
    await init("--timezone", "Asia/Tokyo");
    expect((await loaded()).timezone).toBe("Asia/Tokyo");
  });
});

describe("the schema for editors", () => {
  const INSTALLED = "node_modules/retrain-plan/dist/retrain-plan.schema.json";

  test("is named where the package is installed", async () => {
    write(INSTALLED, "{}");
    expect(await init()).toMatch(`# yaml-language-server: $schema=./${INSTALLED}\n`);
  });

  test("is named where it was printed, from another directory too", async () => {
    write("retrain-plan.schema.json", "{}");
    mkdirSync(join(cwd, "conf"));
    expect((await call("init", "--config", "conf/plan.yaml")).status).toBe(0);
    const text = readFileSync(join(cwd, "conf/plan.yaml"), "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../retrain-plan.schema.json");
  });

  test("is told how to be had where it is not there", async () => {
    const text = await init();
    expect(text).toContain("`retrain-plan schema > retrain-plan.schema.json`");
    expect(text).not.toMatch(/^#\s+yaml-language-server:/m);
  });
});

describe("an existing configuration", () => {
  test.each(CONFIG_FILES)("%s stays, and is named", async (name) => {
    writeFileSync(join(cwd, name), "{}");
    const { status, stderr } = await call("init");
    expect(status).toBe(2);
    expect(stderr).toBe(`retrain-plan: ${name} exists; replace with --force\n`);
    expect(readFileSync(join(cwd, name), "utf8")).toBe("{}");
  });

  test.each(CONFIG_FILES)("%s is replaced with --force, even if it is broken", async (name) => {
    writeFileSync(join(cwd, name), "{");
    const { status, stdout } = await call("init", "--force");
    expect(status).toBe(0);
    expect(stdout).toContain(
      name === "retrain-plan.yaml"
        ? "Replaced retrain-plan.yaml. Found:"
        : `Wrote retrain-plan.yaml, in place of ${name}. Found:`,
    );
    expect(readdirSync(cwd)).toEqual(["retrain-plan.yaml"]);
    expect(await loaded()).toEqual(configSchema.parse({}));
  });
});

describe("the terminal", () => {
  test("is told what was found and what to type", async () => {
    write("m/features/x.csv", "id,value\n1,2\n3,4\n");
    write("m/artifacts/audit/drift_alert_1.json", "{}");
    const { stdout } = await call("init", "--cwd", "m");
    expect(stdout).toContain("  validation: no evaluation found; looked in ");
    expect(stdout.replace(/^ {2}validation: .*\n/m, "")).toBe(`Wrote retrain-plan.yaml. Found:
  features: 1 file, 2 samples, event time unknown, training (folder name "features")
  0 validation results (artifacts/*/validation_*.json)
  1 alert (artifacts/audit/*alert*.json)
Next:
  cd m
  retrain-plan generate
`);
  });

  test("is told that there is no data", async () => {
    const { stdout } = await call("init");
    expect(stdout).toContain("  no data; looked in data, dataset, datasets, features, input");
    expect(stdout).toContain("  name your data in retrain-plan.yaml, under `sources`\n");
    expect(await loaded()).toEqual(configSchema.parse({}));
  });

  test("is told nothing with --quiet", async () => {
    expect((await call("init", "--quiet")).both).toBe("");
    expect(existsSync(join(cwd, "retrain-plan.yaml"))).toBe(true);
  });

  test("is told of a directory that is missing", async () => {
    const { status, stderr } = await call("init", "--cwd", "nope");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^retrain-plan: retrain-plan.yaml: cannot be written: .*--cwd/);
  });
});
