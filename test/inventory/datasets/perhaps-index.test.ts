import { describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { fakeHost } from "../../support/host.ts";
import { scratch } from "../../support/scratch.ts";

/** What `generate` says of a project's data: its verdict, and the roles with what decided them. */
async function planOf(files: Record<string, string>) {
  const { host, record } = fakeHost(scratch(files));
  const line = "generate --min-replay 10 --dry-run --format json --no-cache";
  expect(await run(line.split(" "), host), record.stderr).toBe(0);
  const { sufficiency, inventory } = JSON.parse(record.stdout).current_state.data_availability;
  const roles = inventory.datasets.map(
    ({ name, role, role_by: by }: Record<"name" | "role" | "role_by", string>) => [name, role, by],
  );
  const { status, least, most, open } = sufficiency;
  return { status, least, most, roles, open };
}

const articles = `title,link\n${Array.from({ length: 40 }, (_, i) => `Paper ${i},https://x.org/${i}\n`).join("")}`;
const people = `name,age\n${Array.from({ length: 30 }, (_, i) => `n${i},${i}\n`).join("")}`;
const training = (table: string) =>
  `import pandas as pd\nfrom sklearn.svm import SVC\nSVC().fit(pd.read_csv("${table}"))\n`;

describe("a table at the root may be something else than training data", () => {
  test.each([
    ["of which code makes a page", { "make_readme.py": 'open("articles.csv")\n' }],
    ["beside code that trains on another", { "src/train.py": training("old-articles.csv") }],
    ["of links, where there is no code", {}],
  ])("%s", async (_, files) => {
    const plan = await planOf({ "articles.csv": articles, "README.md": "# Papers\n", ...files });
    expect([plan.status, plan.least, plan.most]).toEqual(["unknown", 0, 40]);
    expect(plan.roles).toEqual([
      ["articles.csv", "unknown", expect.stringMatching(/^it lies at the root, and /)],
    ]);
    expect(plan.open).toEqual([
      {
        what: expect.stringContaining("articles.csv may not be training data, for "),
        samples: 40,
        do: "set its role in retrain-plan.yaml, such as `sources: [{path: articles.csv, role: training}]`",
      },
    ]);
  });

  test("several are asked about once", async () => {
    const files = { "a.csv": articles, "b.csv": people, "site.py": "print(1)\n" };
    const plan = await planOf(files);
    expect([plan.status, plan.least, plan.most]).toEqual(["unknown", 0, 40]);
    expect(plan.open.map(({ what }: { what: string }) => what)).toEqual([
      "several tables may be the training data: a.csv (40 samples), b.csv (30 samples)",
    ]);
  });
});

describe("a table at the root is the training data", () => {
  test.each([
    ["that code names which trains", { "train.py": training("articles.csv") }],
    [
      "that one module reads and another trains on",
      {
        "src/churn/load.py": 'open(DATA / "articles.csv")\n',
        "notebooks/a.ipynb": '"import torch"',
      },
    ],
    ["that the settings of training name", { "conf.yaml": "data: articles.csv\n", "t.R": "lm(y)" }],
    [
      "that the configuration names",
      { "site.py": "print(1)\n", "retrain-plan.yaml": "sources: [{path: articles.csv}]\n" },
    ],
  ])("%s", async (_, files) => {
    const plan = await planOf({ "articles.csv": articles, ...files });
    expect([plan.status, plan.least, plan.roles[0][1]]).toEqual(["sufficient", 40, "training"]);
  });

  test("where nothing else is known, and it is no list of links", async () => {
    const plan = await planOf({ "people.csv": people, "README.md": "# People\n" });
    expect([plan.status, plan.least]).toEqual(["sufficient", 30]);
  });

  test("whose name says that it is data, though only code that serves the model is there", async () => {
    const files = { "app.py": "import pickle\n", "model.pkl": "not rows" };
    const plan = await planOf({ "car_dataset.csv": people, ...files });
    expect([plan.status, plan.least]).toEqual(["sufficient", 30]);
    const links = await planOf({ "dataset.csv": articles, ...files });
    expect([links.status, links.least]).toEqual(["unknown", 0]);
  });
});

test("a table below a folder of data needs no code that names it", async () => {
  const plan = await planOf({ "data/articles.csv": articles, "site.py": "print(1)\n" });
  expect([plan.status, plan.least]).toEqual(["sufficient", 40]);
});
