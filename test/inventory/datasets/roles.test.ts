import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { fakeHost } from "../../support/host.ts";
import { scratch } from "../../support/scratch.ts";
import { rowsOf, workbookOf } from "../../support/workbook.ts";

/** The samples and roles that `scan` says of a project. */
async function roles(files: Record<string, string | Uint8Array>): Promise<Record<string, string>> {
  const { host, record } = fakeHost(scratch(files));
  expect(await run(["scan", "--format", "json", "--no-cache"], host), record.stderr).toBe(0);
  const { datasets } = JSON.parse(record.stdout) as {
    datasets: { name: string; role: string; samples: number | null }[];
  };
  return Object.fromEntries(
    datasets.map(({ name, role, samples }) => [name, `${role} ${samples}`]),
  );
}

const rows = (from: number, to: number) =>
  `id,text\n${Array.from({ length: to - from }, (_, i) => `${from + i},row ${from + i}\n`).join("")}`;

describe("what lies beside the training data is not part of it", () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    [
      "documents are left out, and an empty file is no table",
      {
        "data/train.csv": rows(0, 50),
        "data/data_description.txt": "id: a number\n",
        "data/new.txt": "",
        "data/0": "\n",
      },
      {
        "data/train.csv": "training 50",
        "data/new.txt": "other null",
      },
    ],
    [
      "a dictionary of the columns",
      {
        "data/loans.csv": rows(0, 50),
        "data/HomeCredit_columns_description.csv": "column,meaning\nid,a number\n",
        "data/data_dictionary.csv": "name,what\nid,a number\n",
      },
      {
        "data/loans.csv": "training 50",
        "data/HomeCredit_columns_description.csv": "other 1",
        "data/data_dictionary.csv": "other 1",
      },
    ],
    [
      "an older version of the training data",
      { "data/train.csv": rows(0, 50), "data/train_v2.csv": rows(0, 60) },
      { "data/train.csv": "other 50", "data/train_v2.csv": "training 60" },
    ],
    [
      "a version of the training data in which rows were corrected since",
      {
        "data/train.csv": `${rows(0, 50)}${rows(100, 150).slice("id,text\n".length)}`,
        "data/train_v2.csv": `${rows(0, 50)}${rows(200, 260).slice("id,text\n".length)}`,
      },
      { "data/train.csv": "other 100", "data/train_v2.csv": "training 110" },
    ],
    [
      "ten tables of the same columns in a folder, also of a stage, are one, unless one is called by a role",
      {
        ...Object.fromEntries(
          [..."abcdefghij"].map((name, i) => [`data/raw/${name}.csv`, rows(10 * i, 10 * i + 10)]),
        ),
        "data/raw/test.csv": rows(200, 210),
      },
      { "data/raw/*.csv": "training 100", "data/raw/test.csv": "holdout 10" },
    ],
    [
      "training data of the same columns and other rows is",
      { "data/uk_train.csv": rows(0, 50), "data/us_train.csv": rows(50, 90) },
      { "data/uk_train.csv": "training 50", "data/us_train.csv": "training 40" },
    ],
    [
      "descriptions that a model may learn from are samples",
      { "data/job_descriptions.csv": rows(0, 50) },
      { "data/job_descriptions.csv": "training 50" },
    ],
    [
      "what a model did, and what tools keep, are no samples",
      {
        "data/visits.csv": rows(0, 50),
        "data/retrain_log.csv": rows(60, 69),
        "data/retrain_events.csv": rows(160, 169),
        "data/replay_drift_log.csv": rows(180, 189),
        "data/performance_log.csv": rows(80, 89),
        "data/data_summary_stats.csv": rows(100, 109),
        "data/drift_report.json": '[{"a": 1}, {"a": 2}]',
        "data/07_reporting/board.csv": rows(120, 129),
      },
      {
        "data/visits.csv": "training 50",
        "data/retrain_log.csv": "other 9",
        "data/retrain_events.csv": "other 9",
        "data/replay_drift_log.csv": "other 9",
        "data/performance_log.csv": "other 9",
        "data/data_summary_stats.csv": "other 9",
        "data/drift_report.json": "other 2",
        "data/07_reporting/board.csv": "other 9",
      },
    ],
    [
      "what a model weighs is no sample",
      {
        "data/visits.csv": rows(0, 50),
        "data/lr_coefficients.csv": rows(60, 69),
        "data/tf_ig_importance.csv": rows(80, 89),
      },
      {
        "data/visits.csv": "training 50",
        "data/lr_coefficients.csv": "other 9",
        "data/tf_ig_importance.csv": "other 9",
      },
    ],
    [
      "metrics and settings in JSON, and a template of settings",
      {
        "data/visits.csv": rows(0, 50),
        "data/lgbm_metrics.json": '[{"split": "train", "auc": 0.9}, {"split": "test", "auc": 0.8}]',
        "data/sensor_config.json": '{"heat": ["a", "b"], "light": ["c", "d"]}',
        "data/rooms.json.example": "{}",
      },
      {
        "data/visits.csv": "training 50",
        "data/lgbm_metrics.json": "other 2",
        "data/sensor_config.json": "other 2",
        "data/rooms.json.example": "other null",
      },
    ],
    [
      "predictions beside what came of them are no samples, forecasts that a model learns from are",
      {
        "data/checks.csv": "day_no,predicted_load,actual_load\n1,5,6\n2,6,7\n",
        "data/grid.csv": "day_no,load_forecast,load_actual\n1,5,6\n2,6,7\n",
      },
      { "data/checks.csv": "prediction 2", "data/grid.csv": "training 2" },
    ],
    [
      "an archive beside what was unpacked from it",
      { "data/wine.csv": rows(0, 50), "data/data.zip": "PK no rows" },
      { "data/wine.csv": "training 50", "data/data.zip": "other null" },
    ],
    [
      "an archive of another name may hold other rows, and leaves it open",
      { "data/wine.csv": rows(0, 50), "data/july.zip": "PK no rows" },
      { "data/wine.csv": "unknown 50", "data/july.zip": "unknown null" },
    ],
    [
      "an archive in a folder of a raw stage",
      { "data/raw/wine.csv": rows(0, 50), "data/raw/data.zip": "PK no rows" },
      { "data/raw/wine.csv": "training 50", "data/raw/data.zip": "other null" },
    ],
    [
      "training data in an archive",
      { "data/test.csv": rows(0, 50), "data/train.zip": "PK no rows" },
      { "data/test.csv": "holdout 50", "data/train.zip": "training null" },
    ],
    [
      "one table in a second format that is not read",
      { "data/train.csv": rows(0, 50), "data/train.RData": "not rows" },
      { "data/train.csv": "training 50", "data/train.RData": "other null" },
    ],
    [
      "where a pipeline says what is trained on, a name adds nothing",
      {
        "dvc.yaml":
          "stages:\n  train:\n    cmd: python train.py\n    deps: [data/processed/loans.csv, data/processed/feature_config.pkl]\n    outs: [models/model.pkl]\n",
        "data/processed/loans.csv": rows(0, 50),
        "data/processed/shapes.csv": "name,n\nloans,50\n",
        "data/processed/feature_config.pkl": "not rows",
      },
      {
        "data/processed/loans.csv": "training 50",
        "data/processed/shapes.csv": "unknown 1",
        "data/processed/feature_config.pkl": "other null",
      },
    ],
    [
      "of what the training stage reads, a test table beside its train table is held out",
      {
        "dvc.yaml":
          "stages:\n  train:\n    cmd: python train.py\n    deps: [data/processed/train_sales.csv, data/processed/test_sales.csv]\n    outs: [models/model.pkl]\n",
        "data/processed/train_sales.csv": rows(0, 50),
        "data/processed/test_sales.csv": rows(50, 70),
      },
      {
        "data/processed/train_sales.csv": "training 50",
        "data/processed/test_sales.csv": "holdout 20",
      },
    ],
    [
      "a stage that fits a scaler, and writes scaled rows for the training, trains nothing",
      {
        "dvc.yaml": [
          "stages:",
          "  scale:\n    cmd: python scale.py\n    deps: [data/X_train.csv, data/X_test.csv]",
          "    outs: [data/X_train_scaled.csv, data/X_test_scaled.csv, models/scaler.pkl]",
          "  tune:\n    cmd: python tune.py\n    deps: [data/X_train_scaled.csv]",
          "    outs: [models/best_params.pkl]",
          "  train:\n    cmd: python train.py\n    deps: [data/X_train_scaled.csv, models/best_params.pkl]",
          "    outs: [models/model.pkl]",
          "  evaluate:\n    cmd: python evaluate.py\n    deps: [data/X_test_scaled.csv, models/model.pkl]\n",
        ].join("\n"),
        "data/X_train.csv": rows(0, 50),
        "data/X_test.csv": rows(50, 70),
        "data/X_train_scaled.csv": rows(100, 150),
        "data/X_test_scaled.csv": rows(150, 170),
      },
      {
        "data/X_train.csv": "raw 50",
        "data/X_test.csv": "raw 20",
        "data/X_train_scaled.csv": "training 50",
        "data/X_test_scaled.csv": "holdout 20",
      },
    ],
    [
      "images of splits below a folder that is named after a stage",
      {
        "data/raw/train/a.png": "1",
        "data/raw/train/b.png": "2",
        "data/raw/test/c.png": "3",
        "data/raw/train_kaggle/d.png": "4",
      },
      {
        "data/raw/train": "training 2",
        "data/raw/train_kaggle": "training 1",
        "data/raw/test": "holdout 1",
      },
    ],
    [
      "images of folders named after a split and after images, with their masks",
      {
        "data/train_images/cat/a.png": "1",
        "data/train_images/dog/b.png": "2",
        "data/test_images/c.png": "3",
        "data/train_masks/a.png": "4",
      },
      { "data/train_images": "training 2", "data/test_images": "holdout 1" },
    ],
    [
      "a folder that begins with the name of a split alone is none",
      { "data/test_tubes/a.png": "1", "data/flasks/b.png": "2" },
      { data: "training 2" },
    ],
    [
      "the steps of a cleaning beside rows",
      {
        "data/processed/target.csv": rows(0, 120),
        "data/processed/cleaning_stats.json":
          '{"steps": [{"step": "a", "left": 9}, {"step": "b"}]}',
      },
      {
        "data/processed/target.csv": "training 120",
        "data/processed/cleaning_stats.json": "other 2",
      },
    ],
    [
      "a few pictures beside rows are charts",
      {
        "data/customers.csv": rows(0, 120),
        "data/plots/age.png": "1",
        "data/plots/churn.png": "2",
      },
      { "data/customers.csv": "training 120", data: "other 2" },
    ],
    [
      "a few pictures beside folders of many are charts",
      {
        ...Object.fromEntries(
          Array.from({ length: 120 }, (_, i) => [`data/Training/${i % 2}/${i}.jpg`, `${i}`]),
        ),
        "data/Training distribution.jpg": "chart",
      },
      { data: "other 1", "data/Training": "training 120" },
    ],
    [
      "the rows of a table again, without a header",
      {
        "data/heart.csv": `age,rate\n${Array.from({ length: 40 }, (_, i) => `${i + 20}.0,${i}.5\n`).join("")}`,
        "data/heart.dat": Array.from({ length: 40 }, (_, i) => `${i + 20}.0 ${i}.5\n`).join(""),
      },
      { "data/heart.csv": "training 40", "data/heart.dat": "other 40" },
    ],
    [
      "a picture beside objects that were stored",
      { "data/encoders.pkl": "not rows", "data/tree.png": "chart" },
      { data: "other 1", "data/encoders.pkl": "other null" },
    ],
    [
      "halves of a table that no one can count are one table",
      { "data/X_train.pkl": "not rows", "data/y_train.pkl": "not rows" },
      { "data/X_train.pkl and y_train.pkl": "training null" },
    ],
  ])("%s", async (_, files, expected) => {
    expect(await roles(files)).toEqual(expected);
  });
});

test("an array that holds the rows of a table again is no second table", async () => {
  const array = readFileSync("fixtures/inventory/containers/npy/X_train.npy");
  const tables = { "data/train.csv": rows(0, 40), "data/test.csv": rows(60, 70) };
  expect(await roles({ ...tables, "data/train.npy": array })).toEqual({
    "data/train.csv": "training 40",
    "data/train.npy": "other 40",
    "data/test.csv": "holdout 10",
  });
});

describe("where names leave several tables, the code that trains decides", () => {
  const other = (from: number) => rows(from, from + 20).replace("id,text", "day_no,rate");
  const tables = {
    "data/processed/master.csv": rows(0, 50),
    "data/processed/rates.csv": other(200),
    "data/processed/weather.csv": other(300).replace("rate", "rain"),
  };
  const train = (line: string) => `from sklearn.linear_model import Ridge\n${line}\nm.fit(x, y)\n`;
  const undecided = {
    "data/processed/master.csv": "training 50",
    "data/processed/rates.csv": "training 20",
    "data/processed/weather.csv": "training 20",
  };
  test.each<[string, Record<string, string>, Record<string, string>]>([
    [
      "it names one of them",
      { "src/models/train_model.py": train('PATH = join(ROOT, "processed", "master.csv")') },
      {
        "data/processed/master.csv": "training 50",
        "data/processed/rates.csv": "other 20",
        "data/processed/weather.csv": "other 20",
      },
    ],
    ["it names none", { "train.py": train('load("all")') }, undecided],
    ["it writes what it names", { "train.py": train('df.to_csv("rates.csv")') }, undecided],
    [
      "it reads what it wrote",
      { "train.py": train('df.to_csv("rates.csv")\nread_csv("rates.csv")') },
      undecided,
    ],
    ["other code names one", { "src/plots.py": train('read_csv("rates.csv")') }, undecided],
    ["a comment names one", { "train.py": train('# df = read_csv("rates.csv")') }, undecided],
    [
      "it also reads what a pattern means",
      { "train.py": train('read_csv("rates.csv")\nfor f in glob("data/processed/*.csv"): pass') },
      undecided,
    ],
    ["a test names one", { "tests/test_train.py": train('read_csv("rates.csv")') }, undecided],
    [
      "a script for a later training names what was bad",
      {
        "scripts/train.py": train('read_csv("data/processed/master.csv")'),
        "scripts/retrain.py": train('BAD = "rates.csv"'),
      },
      {
        "data/processed/master.csv": "training 50",
        "data/processed/rates.csv": "other 20",
        "data/processed/weather.csv": "other 20",
      },
    ],
  ])("%s", async (_, code, expected) => {
    expect(await roles({ ...tables, ...code })).toEqual(expected);
  });

  test("a table of no known stage that it names, beside a raw one", async () => {
    const files = {
      "data/raw/injuries.csv": rows(0, 50),
      "data/days/pitcher_days.csv": other(200),
    };
    expect(await roles(files)).toMatchObject({ "data/raw/injuries.csv": "training 50" });
    const code = { "train.py": train('PATH = DAYS / "pitcher_days.csv"') };
    expect(await roles({ ...files, ...code })).toEqual({
      "data/raw/injuries.csv": "raw 50",
      "data/days/pitcher_days.csv": "training 20",
    });
  });

  describe("where none is called after training, all that trains", () => {
    const open = { "data/a.csv": rows(0, 50), "data/b.csv": other(200) };
    const raw = { "data/raw/a.csv": rows(0, 50), "data/raw/b.csv": other(200) };
    test.each<[string, Record<string, string>, string | null]>([
      ["names the same one", { "knn.py": train('read("a.csv")'), "svm.R": "glm(a.csv)" }, "a.csv"],
      ["names one of raw ones", { ...raw, "model.ipynb": train('read("a.csv")') }, "raw/a.csv"],
      ["names one, beside plots", { "a.py": train("a.csv"), "plot.py": "b.csv" }, "a.csv"],
      [
        "names the one that was made of the other",
        { "made.R": 'read.csv("b.csv")\nwrite.csv("a.csv")\nglm(a.csv)', "svm.R": "glm(a.csv)" },
        "a.csv",
      ],
      ["names different ones", { "a.py": train("a.csv"), "b.py": train("b.csv") }, null],
      ["names both", { "a.py": train("merge('a.csv', 'b.csv')") }, null],
      ["writes what it names", { "a.py": train("x.to_csv('a.csv')") }, null],
      ["names one, and a pattern", { "a.py": train("read('a.csv', glob('data/*'))") }, null],
    ])("%s", async (_, code, trained) => {
      const found = await roles("data/raw/a.csv" in code ? code : { ...open, ...code });
      const training = Object.entries(found).filter(([, role]) => role.startsWith("training"));
      expect(training).toEqual(trained === null ? [] : [[`data/${trained}`, "training 50"]]);
    });
  });

  test("a named split is trained on, whatever else code names", async () => {
    const files = {
      "data/train.csv": rows(0, 50),
      "data/zips.csv": other(200),
      "train.py": train('read_csv("zips.csv")'),
    };
    expect(await roles(files)).toEqual({
      "data/train.csv": "training 50",
      "data/zips.csv": "unknown 20",
    });
  });
});

describe("the first screen", () => {
  const screen = async (files: Record<string, string | Uint8Array>) => {
    const { host, record } = fakeHost(scratch(files));
    await run(["generate", "--no-cache", "--no-color"], host);
    return record.stdout.replace(/\s+/g, " ");
  };

  test.each([
    ["data/train.csv", "notebooks/data/train.csv"],
    ["data/legal/train.csv", "data/news/train.csv"],
  ])("%s and %s do not add up, unless they are named", async (a, b) => {
    const files = { [a]: rows(0, 50), [b]: rows(100, 180) };
    const text = await screen(files);
    expect(text).toContain("50 to 130 samples");
    expect(text).toContain(`training data not known: ${a}, ${b}`);
    const sources = [a, b].map((path) => `{path: ${path}, role: training}`).join(", ");
    const named = await screen({ ...files, "retrain-plan.yaml": `sources: [${sources}]` });
    expect(named).toContain("130 samples");
    expect(named).not.toContain("not known");
  });

  test("a test set alone is no training data", async () => {
    const text = await screen({ "data/test.csv": rows(0, 50) });
    expect(text).toContain("Data an unknown number of samples");
    expect(text).toContain("no training data was found, only data/test.csv (holdout)");
  });

  test.each(["data/README.md", "data/01_raw/.gitkeep"])(
    "a folder of a usual name with no data, but %s, says nothing of how much there is",
    async (file) => {
      const text = await screen({ [file]: "Download it from there.\n" });
      expect(text).toContain("CANNOT DECIDE");
      expect(text).toContain("Data none found, no minimum stated");
      expect(text).toContain("no data was found: data holds no data files");
    },
  );

  test.each([
    { "data/train.csv": "x,y\n" },
    { "data/README.md": "", "retrain-plan.yaml": "sources: [{path: data}]\n" },
  ])("no row where data is stated to lie is too little data: %o", async (files) => {
    const text = await screen(files as Record<string, string>);
    expect(text).toContain("WAIT for data: 0 samples");
    expect(text).toContain("Put training data into the data folder: it has no rows");
  });

  test("what cannot be read beside named training data is another table", async () => {
    const text = await screen({ "data/train.csv": rows(0, 50), "data/names.mat": "no rows" });
    expect(text).toContain("Data 50 samples, no minimum stated");
  });

  const dated = (day: string) =>
    `time,x\n${Array.from({ length: 50 }, (_, i) => `${day} 10:00:${10 + (i % 50)},${i}\n`).join("")}`;

  test("rows before the data window are said, with what an old collection may want", async () => {
    const text = await screen({ "data/train.csv": dated("1998-04-22") });
    expect(text).toContain("WAIT for data: 0 samples in the last 30 days (50 older)");
    expect(text).toContain("0 samples in the last 30 days (50 older), no minimum stated");
    expect(text).toContain("if trainings use data this old, set `schedule.data_window_days`");
    expect(text).toContain("Assumed data window 30 days;");
  });

  test("of several columns that may be the event time it asks which is", async () => {
    const table = dated("2025-08-12").replace("time,x", "opened_at,closed_at");
    const rows = table.replace(/,(\d+)$/gm, ",2025-08-13 09:00:00");
    const text = await screen({ "data/train.csv": rows });
    expect(text).toContain("whether opened_at or closed_at is the event time is not known");
    expect(text).not.toContain("fix the values");
  });

  test("a few images with a date in their names leave all images samples of any day", async () => {
    const names = [
      "IMG_20241128_101010",
      "egg-2019-a",
      "egg-2021-b",
      ...Array.from({ length: 20 }, (_, i) => `egg_${i}`),
    ];
    const files = names.map((name, i) => [`data/train/a/${name}.png`, `image ${i}`]);
    const text = await screen(Object.fromEntries(files));
    expect(text).toContain("Data 23 samples, no minimum stated");
  });

  test("rows of the future are not called older, nor is their feed to be checked", async () => {
    const dated = "date,x\n2033-03-01,1\n2034-03-01,2\n";
    const text = await screen({ "data/train.csv": dated });
    expect(text).toContain("Data 0 samples in the last 30 days (2 in the future)");
    expect(text).toContain("Do 1. Check clocks and time zones: data is dated after this plan");
    expect(text.match(/Check clocks/g)).toHaveLength(1);
    expect(text).not.toContain("Check the data feed");
    const both = await screen({ "data/train.csv": `${dated}2001-01-01,3\n` });
    expect(both).toContain("(1 older, 2 in the future)");
  });

  test("a database is to be exported, not fixed", async () => {
    const text = await screen({ "data/app.duckdb": "DUCK" });
    expect(text).toContain("Export the training data as CSV or Parquet");
    expect(text).not.toContain("Fix or exclude");
  });

  test("a container of several tables asks for the one to read", async () => {
    const book = workbookOf({ sheets: { "2024": rowsOf(["a"], [1]), "2025": rowsOf(["a"], [2]) } });
    const text = await screen({ "data/train.xlsx": book });
    expect(text).toContain('Name the one to read under `sources`, such as `table: "2024"`');
    expect(text).not.toContain("Fix or exclude");
  });

  test("one doubtful row is one row", async () => {
    const numbers = "14.5,3,-2,label\n" + "1,2,3,0\n4,5,6,1\n7,8,9,0\n";
    const text = await screen({ "data/train.csv": numbers });
    expect(text).toContain("1 row of data/train.csv may not be a sample");
    expect(text).toContain("retrain-plan scan --explain data/train.csv");
  });

  test("a file that cannot be read beside training data is not to be fixed", async () => {
    const text = await screen({ "data/train.csv": rows(0, 50), "input/note.txt": "as it came" });
    expect(text).toContain("Data 50 samples, no minimum stated");
    expect(text).not.toContain("Fix or exclude");
  });

  test("without data it asks for the data first, and says where tables lie", async () => {
    const text = await screen({ "files_of_2024/a.csv": rows(0, 50) });
    expect(text).toContain("CANNOT DECIDE no data was found in the 15 usual places");
    expect(text).toMatch(/Do 1\. State the path of the data .+ tables lie in files_of_2024\//);
    expect(text).toContain("2. Pass --min-replay N");
  });

  test("of several tables that may be the training data the largest comes first", async () => {
    const text = await screen({
      "data/movies.csv": rows(0, 20).replace("id,text", "movie,title"),
      "data/ratings.csv": rows(50, 90),
    });
    expect(text).toContain("data/ratings.csv (40 samples), data/movies.csv");
  });

  test("a folder named after its data is looked into", async () => {
    const text = await screen({ "Network_data/a.csv": rows(0, 50), "test_data/b.csv": rows(0, 9) });
    expect(text).toContain("Data 50 samples, no minimum stated");
  });
});
