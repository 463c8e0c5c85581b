import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

// fixtures/validation/mlflow-inputs/make.py: the champion was trained on 40 rows of data/a.csv and validated on
// 9 of a data set `b`; the newest finished run was trained on 70 rows of data/c.csv.
const STORES = ["3.17.2/files", "3.17.2/database", "2.22.5/files", "2.22.5/database"] as const;
const fixture = (path: string) =>
  new URL(`../../fixtures/validation/mlflow-inputs/${path}`, import.meta.url).pathname;
const table = (columns: string, rows: number) =>
  `${columns}\n${Array.from({ length: rows }, (_, i) => `${i},${i}\n`).join("")}`;

function projectOf(store: (typeof STORES)[number], files: Record<string, string> = {}): string {
  const cwd = scratch({
    "data/a.csv": table("id,v", 60),
    "data/b.csv": table("id,w", 9),
    "data/c.csv": table("id,x", 70),
    ...files,
  });
  cpSync(fixture(store), cwd, { recursive: true });
  return cwd;
}

async function call(cwd: string, line: string) {
  const { host, record } = fakeHost(cwd);
  expect(await run([...line.split(" "), "--format", "json", "--no-cache"], host)).toBe(0);
  return JSON.parse(record.stdout);
}

const rolesIn = async (cwd: string) => {
  const { datasets, notes } = await call(cwd, "scan");
  const roles = datasets.map((set: { name: string; role: string; role_by: string }) => [
    set.name,
    set.role,
    set.role_by.replace(/run [0-9a-f]{8}/, "run ID"),
  ]);
  return { roles, notes };
};

const minimumIn = async (cwd: string) => {
  const plan = await call(cwd, "generate --dry-run");
  const { minimum, minimum_by: by } = plan.current_state.data_availability.sufficiency;
  return [minimum, by.replace(/run [0-9a-f]{8}/, "run ID")];
};

describe.each(STORES)("MLflow %s", (store) => {
  test("say which tables the champion's run read, by path and by name", async () => {
    expect((await rolesIn(projectOf(store))).roles).toEqual([
      ["data/a.csv", "training", "MLflow: run ID read it (training)"],
      ["data/b.csv", "holdout", "MLflow: run ID read it (validation)"],
      ["data/c.csv", "unknown", "no rule decides it"],
    ]);
  });

  test("are compared with what was counted", async () => {
    const { notes } = await rolesIn(projectOf(store));
    expect(notes).toEqual([
      {
        path: "data/a.csv",
        note: expect.stringMatching(
          /^60 rows counted, but MLflow's run [0-9a-f]{8} read 40$/,
        ) as string,
      },
    ]);
  });

  test("give the minimum, unless a history file or the configuration says it", async () => {
    expect(await minimumIn(projectOf(store))).toEqual([
      ...[40, "the champion's training (MLflow's run ID)"],
    ]);
    const history = { "training_history.csv": "date,type,samples\n2025-07-01,full,55\n" };
    expect(await minimumIn(projectOf(store, history))).toEqual([
      ...[55, "the full training of 2025-07-01 (training_history.csv)"],
    ]);
    // A history without the samples of a full training says nothing.
    const silent = { "training_history.csv": "date,type,hours\n2025-07-01,full,2\n" };
    expect((await minimumIn(projectOf(store, silent)))[0]).toBe(40);
    const stated = { "retrain-plan.yaml": "requirements: { minimum_replay_size: 7 }\n" };
    expect(await minimumIn(projectOf(store, stated))).toEqual([7, "configured"]);
  });

  test("give the schedule the minimum that the plan has", async () => {
    const days = Array.from({ length: 38 }, (_, i) => new Date(Date.UTC(2025, 6, 1 + i)).toJSON());
    const rows = days.map((day) => `${day.slice(0, 10)},1\n`).join("");
    const cwd = projectOf(store, { "data/a.csv": `event_date,v\n${rows}` });
    const [{ readiness }] = await call(cwd, "schedule --now 2025-08-08 --cycles 1");
    expect(readiness).toMatchObject({ status: "short", need_samples: 40 });
  });
});

test("without a champion the newest run tells the roles, and the history the minimum", async () => {
  const cwd = projectOf("3.17.2/files");
  rmSync(join(cwd, "mlruns/models"), { recursive: true });
  expect((await rolesIn(cwd)).roles.map(([name, role]: string[]) => [name, role])).toEqual([
    ["data/a.csv", "unknown"],
    ["data/b.csv", "unknown"],
    ["data/c.csv", "training"],
  ]);
  expect(await minimumIn(cwd)).toEqual([70, "the full training of 2025-08-08 (mlruns)"]);
});

test("a name that two tables have is no one's", async () => {
  const { roles } = await rolesIn(
    projectOf("3.17.2/files", { "data/old/b.csv": "id,w,z\n1,2,3\n" }),
  );
  expect(roles.filter(([, role]: string[]) => role === "holdout")).toEqual([]);
});
