import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

/**
 * Layouts as projects have them, made here, so that the counts are known: with no configuration the first
 * screen has the rows of the training set, and init writes what gives the same.
 */
type Files = Record<string, string | Uint8Array>;

const row = (i: number) => [i, (i * 7919) % 73, (i * 104729) % 9973, "ab"[i % 2]];
const COLUMNS = ["id", "age", "amount", "label"];

/** Rows `from` to `to`, without the last: the same number is the same row in every file. */
function csv(from: number, to: number, { end = "\n", columns = COLUMNS, more = "" } = {}): string {
  const lines = Array.from({ length: to - from }, (_, i) => {
    const cells = row(from + i);
    const kept = columns.map((name) => cells[COLUMNS.indexOf(name)]).join(",");
    return `${kept}${more === "" ? "" : ",1"}`;
  });
  return [`${columns.join(",")}${more === "" ? "" : `,${more}`}`, ...lines, ""].join(end);
}

function images(folder: string, many: number, salt: number): Files {
  const all = ["cat", "dog"].flatMap((label, k) =>
    Array.from({ length: many }, (_, i) => [
      `${folder}/${label}/${i}.png`,
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, i, k, salt]),
    ]),
  );
  return Object.fromEntries(all) as Files;
}

function lake(days: number, each: number): Files {
  const files = Array.from({ length: days }, (_, d) => {
    const day = `2025-08-${`${d + 1}`.padStart(2, "0")}`;
    return [
      `data/events/dt=${day}/part-0.csv`,
      csv(d * each, (d + 1) * each, { columns: ["id", "age"] }),
    ];
  });
  return Object.fromEntries(files) as Files;
}

const DVC: Files = {
  "dvc.yaml": `stages:
  prepare:
    cmd: python prepare.py
    deps: [data/data.csv, src/prepare.py]
    outs: [data/prepared]
  train:
    cmd: python train.py
    deps: [data/prepared/train.csv, src/train.py]
    outs: [model.pkl]
  evaluate:
    cmd: python evaluate.py
    deps: [model.pkl, data/prepared/test.csv]
    outs: [eval]
`,
  "dvc.lock": `schema: '2.0'
stages:
  prepare:
    cmd: python prepare.py
    deps:
    - {path: data/data.csv, md5: 22a1a2931c8370d3aeedd7183606fd7f, size: 14445097}
    outs:
    - {path: data/prepared, md5: 153aad06d376b6595932470e459ef42a.dir, size: 8437363, nfiles: 2}
  train:
    cmd: python train.py
    deps:
    - {path: data/prepared/train.csv, md5: 3a1a2931c8370d3aeedd7183606fd7f1, size: 6437363}
    outs:
    - {path: model.pkl, md5: 982753d49d965f9d2b8c4e3b4b8e1f2a, size: 1957931}
`,
  "data/data.csv.dvc": `outs:
- md5: 22a1a2931c8370d3aeedd7183606fd7f
  size: 14445097
  path: data.csv
`,
  "data/.gitignore": "/data.csv\n/prepared\n",
  ".dvc/config": "[core]\n    remote = storage\n",
};

interface Layout {
  readonly files: Files;
  readonly least: number;
  /** null where nothing bounds it. */
  readonly most: number | null;
  /** What the first screen says of the samples. */
  readonly says: RegExp;
  readonly roles: Record<string, string>;
}

const exactly = (samples: number) => ({ least: samples, most: samples });

const LAYOUTS: Record<string, Layout> = {
  "cookiecutter-data-science": {
    files: {
      "data/raw/churn.csv": csv(0, 703),
      "data/interim/churn.csv": csv(0, 702),
      "data/processed/churn.csv": csv(0, 700, { more: "x2" }),
      "data/external/zip.csv": csv(0, 30, { columns: ["id", "age"] }),
      "data/raw/.gitkeep": "",
      "models/.gitkeep": "",
    },
    ...exactly(700),
    says: /^Data +700 of 100 /m,
    roles: {
      "data/external/zip.csv": "raw",
      "data/interim/churn.csv": "raw",
      "data/processed/churn.csv": "training",
      "data/raw/churn.csv": "raw",
    },
  },
  "a template that keeps its data among artifacts": {
    files: {
      "artifacts/data.csv": csv(0, 500),
      "artifacts/train.csv": csv(0, 400),
      "artifacts/test.csv": csv(400, 500),
      "artifacts/model.pkl": "not rows",
      "src/components/trainer.py": "model.fit(x, y)\n",
    },
    ...exactly(400),
    says: /^Data +400 of 100 /m,
    roles: {
      "artifacts/data.csv": "raw",
      "artifacts/test.csv": "holdout",
      "artifacts/train.csv": "training",
    },
  },
  "images in folders of a split at the root": {
    files: {
      ...images("train", 60, 1),
      ...images("valid", 5, 2),
      "train/_annotations.coco.json": '{"images": [], "annotations": []}',
    },
    ...exactly(120),
    says: /^Data +120 of 100 /m,
    roles: { train: "training", valid: "holdout", "train/_annotations.coco.json": "other" },
  },
  "DVC's get-started before a pull": {
    files: DVC,
    least: 0,
    most: null,
    says: /data\/prepared\s+\(8\.0 MB\)\s+is\s+not\s+on\s+this\s+machine[\s\S]*`dvc\s+pull\s+data\/prepared`/,
    roles: {},
  },
  "DVC's get-started after a pull": {
    files: {
      ...DVC,
      "data/data.csv": csv(0, 500),
      "data/prepared/train.csv": csv(0, 400),
      "data/prepared/test.csv": csv(400, 500),
    },
    ...exactly(400),
    says: /^Data +400 of 100 /m,
    roles: {
      "data/data.csv": "raw",
      "data/prepared/test.csv": "holdout",
      "data/prepared/train.csv": "training",
    },
  },
  Kaggle: {
    files: {
      "train.csv": csv(0, 891),
      "test.csv": csv(891, 1309, { columns: ["id", "age", "amount"] }),
      "sample_submission.csv": csv(891, 1309, { columns: ["id", "label"] }),
    },
    ...exactly(891),
    says: /^Data +891 of 100 /m,
    roles: {
      "sample_submission.csv": "prediction",
      "test.csv": "holdout",
      "train.csv": "training",
    },
  },
  ImageFolder: {
    files: {
      ...images("data/train", 60, 1),
      ...images("data/val", 6, 2),
      "data/labels.csv": "file,label\n0.png,cat\n1.png,dog\n",
    },
    ...exactly(120),
    says: /^Data +120 of 100 /m,
    roles: { "data/labels.csv": "other", "data/train": "training", "data/val": "holdout" },
  },
  "labels of images that are elsewhere": {
    files: {
      "data/labels.csv": `image,label\n${Array.from({ length: 240 }, (_, i) => `${i}.png,cat\n`).join("")}`,
    },
    least: 0,
    most: 240,
    says: /^Data +0 to 240 of 100\b/m,
    roles: { "data/labels.csv": "unknown" },
  },
  "X and y by train and test": {
    files: {
      "data/X_train.csv": csv(0, 500, { columns: ["id", "age", "amount"] }),
      "data/y_train.csv": csv(0, 500, { columns: ["label"] }),
      "data/X_test.csv": csv(500, 704, { columns: ["id", "age", "amount"] }),
      "data/y_test.csv": csv(500, 704, { columns: ["label"] }),
    },
    ...exactly(500),
    says: /^Data +500 of 100 /m,
    roles: {
      "data/X_test.csv and y_test.csv": "holdout",
      "data/X_train.csv and y_train.csv": "training",
    },
  },
  "a partitioned lake folder": {
    files: lake(10, 50),
    ...exactly(500),
    says: /^Data +500 of 100 /m,
    roles: { "data/events": "training" },
  },
  "data in a database": {
    files: {
      "src/train.py": "import psycopg2\n",
      "metrics.csv": "date,auc\n2025-08-01,0.9\n2025-08-08,0.91\n",
    },
    least: 0,
    most: null,
    says: /^Data +none found; 100 samples needed$/m,
    roles: {},
  },
  "growing dumps": {
    files: {
      "data/data_v1.csv": csv(0, 300),
      "data/data_v2.csv": csv(0, 500),
      "data/data_v10.csv": csv(0, 704),
    },
    ...exactly(704),
    says: /^Data +704 of 100 /m,
    roles: { "data/data_v10.csv": "training", "data/data_v*.csv": "other" },
  },
  "a split with other line endings": {
    files: {
      "data/all.csv": csv(0, 704),
      "data/part_a.csv": csv(0, 500),
      "data/part_b.csv": csv(500, 704, { end: "\r\n" }),
    },
    ...exactly(704),
    says: /^Data +704 of 100 /m,
    roles: { "data/all.csv": "training", "data/part_a.csv": "other", "data/part_b.csv": "other" },
  },
};

async function call(cwd: string, line: string): Promise<string> {
  const { host, record } = fakeHost(cwd);
  const words = line.split(" ");
  const status = await run(line.startsWith("init") ? words : [...words, "--no-cache"], host);
  expect(status, record.stderr).toBe(0);
  return record.stdout;
}

async function samplesIn(cwd: string) {
  const plan = JSON.parse(await call(cwd, "generate --min-replay 100 --dry-run --format json"));
  const { sufficiency, inventory } = plan.current_state.data_availability;
  const { status, least, most } = sufficiency;
  const roles = inventory.datasets
    .filter(({ here }: { here: boolean }) => here)
    .map(({ name, role }: { name: string; role: string }) => [name, role]);
  return { judged: { status, least, most }, roles: Object.fromEntries(roles) };
}

test.each(Object.keys(LAYOUTS))("%s", async (name) => {
  const { files, least, most, says, roles } = LAYOUTS[name] as Layout;
  const cwd = scratch(files);
  const found = await samplesIn(cwd);
  expect(found.roles).toEqual(roles);
  expect(found.judged).toEqual({
    ...{ status: least >= 100 ? "sufficient" : "unknown", least, most },
  });
  expect(await call(cwd, "generate --min-replay 100")).toMatch(says);
  await call(cwd, "init --quiet");
  expect((await samplesIn(cwd)).judged).toEqual(found.judged);
});
