import { describe, expect, test } from "vitest";
import { run } from "../../../src/cli.ts";
import { fakeHost } from "../../support/host.ts";
import { scratch } from "../../support/scratch.ts";

/** The samples and roles that `scan` says of a project. */
async function roles(files: Record<string, string>): Promise<Record<string, string>> {
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
      "notes, and a file that keeps its folder in git",
      {
        "data/train.csv": rows(0, 50),
        "data/data_description.txt": "id: a number\n",
        "data/new.txt": "",
        "data/0": "\n",
      },
      {
        "data/train.csv": "training 50",
        "data/data_description.txt": "other null",
        "data/new.txt": "other null",
        "data/0": "other null",
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
      "halves of a table that no one can count are one table",
      { "data/X_train.pkl": "not rows", "data/y_train.pkl": "not rows" },
      { "data/X_train.pkl and y_train.pkl": "training null" },
    ],
  ])("%s", async (_, files, expected) => {
    expect(await roles(files)).toEqual(expected);
  });
});

describe("the first screen", () => {
  const screen = async (files: Record<string, string>) => {
    const { host, record } = fakeHost(scratch(files));
    await run(["generate", "--no-cache", "--no-color"], host);
    return record.stdout.replace(/\s+/g, " ");
  };

  test("a test set alone is no training data", async () => {
    const text = await screen({ "data/test.csv": rows(0, 50) });
    expect(text).toContain("Data an unknown number of samples");
    expect(text).toContain("no training data was found, only data/test.csv (holdout)");
  });

  test("a data folder without a row is too little data, whatever the minimum", async () => {
    const text = await screen({ "data/README.md": "Download it from there.\n" });
    expect(text).toContain("WAIT for data: 0 samples");
    expect(text).toContain("Put training data into the data folder: it has no rows");
  });

  test("what cannot be read beside named training data is another table", async () => {
    const text = await screen({ "data/train.csv": rows(0, 50), "data/names.mat": "no rows" });
    expect(text).toContain("Data 50 samples, no minimum stated");
  });

  test("a folder named after its data is looked into", async () => {
    const text = await screen({ "Network_data/a.csv": rows(0, 50), "test_data/b.csv": rows(0, 9) });
    expect(text).toContain("Data 50 samples, no minimum stated");
  });
});
