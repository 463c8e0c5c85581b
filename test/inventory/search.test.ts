import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { collectSearchRules } from "../../src/commands/search-rules.ts";
import { searchProject } from "../../src/inventory/search.ts";
import { scratch } from "../support/scratch.ts";
import { configOf } from "../support/values.ts";

const places = (files: Record<string, string>, results: string[] = []) =>
  searchProject(scratch(files), { results, output: "out/plans" }).places;

describe("searchProject", () => {
  test("folders of usual names at the root, in whatever case", () => {
    const names = ["data", "dataset", "datasets", "features", "input", "inputs"];
    for (const name of names) expect(places({ [`${name}/a.csv`]: "a" })).toEqual([name]);
    expect(places({ "Data/a.csv": "a" })).toEqual(["Data"]);
    expect(places({ "datasets/a.csv": "", "data/a.csv": "" })).toEqual(["data", "datasets"]);
  });

  test("other folders in which tables lie, results and tests left out", () => {
    const files = {
      "data_files/a.xlsx": "",
      "notebook/assets/b.csv": "",
      "tests/c.csv": "",
      "reports/metrics.csv": "",
      "models/comparison.csv": "",
      "model_reports/walkforward.csv": "",
      "results/xgb_training_data.csv": "",
      "src/train.py": "",
    };
    const found = searchProject(scratch(files), { results: ["reports/*"] });
    expect(found).toMatchObject({
      places: [],
      tablesElsewhere: ["data_files/", "results/", "notebook/assets/"],
    });
  });

  test("a data folder up to three folders down, and src/data before others", () => {
    const at = (folder: string) => places({ [`${folder}/data/a.csv`]: "a" });
    for (const folder of ["app", "app/model", "app/model/lib"]) {
      expect(at(folder)).toEqual([`${folder}/data`]);
    }
    expect(at("a/b/c/d")).toEqual([]);
    expect(places({ "app/data/a.csv": "", "src/data/b.csv": "" })).toEqual([
      "src/data",
      "app/data",
    ]);
  });

  test.each([
    [{ "train/cat/1.jpg": "", "valid/cat/2.jpg": "" }, ["train", "valid"]],
    [{ "Train/a.csv": "", "Test/b.csv": "" }, ["Train", "Test"]],
    [{ "train/a.csv": "" }, []],
    [{ "train/train.py": "", "train/config.json": "{}", "test/test_train.py": "" }, []],
    [{ "train/model.py": "", "test/fixture.csv": "" }, []],
  ])("folders of a split at the root, beside each other alone: %o", (files, expected) => {
    expect(places(files as Record<string, string>)).toEqual(expected);
  });

  test.each([
    [
      { "artifacts/train.csv": "", "artifacts/test.csv": "", "artifacts/model.pkl": "" },
      ["artifacts/test.csv", "artifacts/train.csv"],
    ],
    [{ "artifacts/importances.csv": "" }, []],
    [{ "artifacts/train.csv": "", "artifacts/metrics.csv": "" }, ["artifacts/train.csv"]],
    [
      { "artifacts/data_ingestion/a.csv": "", "artifacts/data_validation/status.md": "" },
      ["artifacts/data_ingestion"],
    ],
  ])("what a template's steps hand on among artifacts: %o", (files, expected) => {
    expect(places(files as Record<string, string>)).toEqual(expected);
  });

  test.each(["nltk_data", "mlflow_data", "postgres-data"])(
    "%s is a service's, not data",
    (name) => {
      expect(places({ [`${name}/a.csv`]: "a" })).toEqual([]);
    },
  );

  test("a data folder in another is not looked at twice", () => {
    const files = { "data/data/a.csv": "", "data/b.csv": "", "x/data/data/c.csv": "" };
    expect(places(files)).toEqual(["data", "x/data"]);
  });

  test.each([
    ["tests/data/a.csv"],
    ["test/integration/data/a.csv"],
    ["docs/data/a.csv"],
    ["env/lib/data/a.csv"],
    ["lib/python3.12/site-packages/data/a.csv"],
    ["node_modules/x/data/a.csv"],
    [".venv/x/data/a.csv"],
    ["mlruns/0/data/a.csv"],
    ["out/plans/data/a.csv"],
  ])("not in tests, documents, packages, tools' or its own output: %s", (path) => {
    expect(places({ [path]: "a" })).toEqual([]);
  });

  test("a virtual environment is known by what lies in it", () => {
    const files = { "py/pyvenv.cfg": "", "py/share/data/a.csv": "", "mine/data/a.csv": "" };
    expect(places(files)).toEqual(["mine/data"]);
  });

  test.each([
    [{ "src/data/load.py": "", "src/data/__init__.py": "" }, []],
    [{ "src/data/load.py": "", "src/data/a.csv": "" }, ["src/data"]],
    [{ "features/login.feature": "", "features/steps/login.ts": "" }, []],
    [{ "features/build.py": "", "features/a.parquet": "" }, ["features"]],
    [{ "web/src/data/menu.ts": "" }, []],
    [{ "data/README.md": "", "data/get.py": "" }, ["data"]],
  ])("a folder of code is none, unless it is data at the root: %j", (files, found) => {
    expect(places(files)).toEqual(found);
  });

  test("a table at the root beside a list of results longer than a user's may be", () => {
    const results = Array.from({ length: 1000 }, (_, i) => `reports/**/evaluation_${i}.csv`);
    const files = { "train.csv": "a", "out.csv": "a", "kept.csv": "a" };
    expect(places(files, [...results, "*.csv", "!{train,kept}.csv"])).toEqual([
      "kept.csv",
      "train.csv",
    ]);
  });

  test("tables at the root, but neither settings nor results", () => {
    const table = "a,b\n1,2\n";
    const files = {
      ...{ "train.csv": table, "x.tsv": table, "events.jsonl.gz": "", "b.parquet": "" },
      ...{ "rows.json": ' [\n { "a": 1 }]', "list.json": "[1, 2]", "package.json": "{}" },
      ...{ "metrics.csv": table, "training_history.csv": table, "mine.csv": table },
      ...{ "notes.txt": "", "dvc.lock": "", "requirements.txt": "", "a.py": "", ".hidden.csv": "" },
      ...{
        "oid.json": `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 9\n`,
      },
    };
    expect(places(files, ["mine.csv", "runs/*.csv"])).toEqual([
      ...["b.parquet", "events.jsonl.gz", "oid.json", "rows.json", "train.csv", "x.tsv"],
    ]);
  });

  test("a link to a folder is a folder, and is not followed further", () => {
    const cwd = scratch({ "disk/a.csv": "" });
    const other = scratch({ "x.csv": "" });
    symlinkSync(other, join(cwd, "data"));
    symlinkSync(cwd, join(cwd, "loop"));
    symlinkSync("nothing", join(cwd, "inputs"));
    expect(searchProject(cwd).places).toEqual(["data"]);
  });

  test("files of DVC, wherever they lie", () => {
    const files = { "dvc.lock": "", "a/b/x.csv.dvc": "", "a/dvc.yaml": "", ".dvc/config": "" };
    const { dvcFiles } = searchProject(scratch(files));
    expect(dvcFiles).toEqual(["dvc.lock", "a/dvc.yaml", "a/b/x.csv.dvc"]);
  });
});

test("all places of results together keep the limits on patterns", () => {
  const cwd = scratch({ "train.csv": "x\n1\n", "metrics.csv": "date,auc\n2025-08-01,0.9\n" });
  expect(searchProject(cwd, collectSearchRules(configOf())).places).toEqual(["train.csv"]);
});
