import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { run as runCommand } from "../../../src/cli/run.ts";
import { fakeHost } from "../../support/host.ts";
import { SharedProcess } from "../shared-process.ts";
import type { Trial } from "../trial.ts";
import { isBelow, watchReads } from "../watched-reads.ts";
import { writeFiles } from "../write-files.ts";

/**
 * Paths that try to lead out of the project, in every file that names one. What lies outside must neither be
 * opened nor listed, and neither its text nor its hash be printed.
 */
export const trial: Trial = {
  name: "paths",
  async run() {
    const above = realpathSync(mkdtempSync(join(tmpdir(), "retrain-plan-attack-")));
    const outside = join(above, "outside");
    const project = join(above, "project");
    writeFiles(outside, CANARIES);
    const reads = watchReads(
      (path) => isBelow(path, outside) || path === above || isBelow(path, "/etc"),
    );
    const program = new SharedProcess(resolve("dist/bin.js"));
    const failures: string[] = [];
    let tried = 0;
    try {
      for (const { name, target, files, words } of KINDS) {
        for (const [k, path] of pathsTo(target, outside).entries()) {
          tried++;
          rmSync(project, { recursive: true, force: true });
          writeFiles(project, { ...BASE, ...files(path) });
          const { host, record } = fakeHost(project);
          const run = { read: [] as string[], said: "" };
          await runCommand(words, host);
          run.read = reads.read();
          run.said = record.both;
          // The built program says what the sources say: of each kind, the first is asked for it.
          if (k === 0) {
            const { stdout, stderr } = await program.run([...words, "--cwd", project]);
            run.said += stdout + stderr;
          }
          const told = SECRETS.find((secret) => run.said.includes(secret));
          if (run.read.length > 0) failures.push(`${name} ${path}: read ${run.read.join(", ")}`);
          if (told !== undefined) failures.push(`${name} ${path}: prints ${told}`);
        }
      }
      for (const attempt of LINKS) {
        tried++;
        rmSync(project, { recursive: true, force: true });
        writeFiles(project, { ...BASE, ...attempt.files });
        for (const [at, target] of Object.entries(attempt.links)) {
          mkdirSync(dirname(join(project, at)), { recursive: true });
          rmSync(join(project, at), { force: true });
          symlinkSync(join(outside, target), join(project, at));
        }
        const { host, record } = fakeHost(project);
        await runCommand(attempt.words, host);
        const read = reads.read();
        if (read.length > 0) failures.push(`${attempt.name}: read ${read.join(", ")}`);
        const told = SECRETS.find((secret) => record.both.includes(secret));
        if (told !== undefined) failures.push(`${attempt.name}: prints ${told}`);
      }
    } finally {
      reads.end();
      program.end();
      rmSync(above, { recursive: true, force: true });
    }
    return { tried, failures };
  },
};

const MARK = "canary-7f3a91c2";
const CANARIES: Readonly<Record<string, string>> = {
  "run.json": `{"timestamp": "2025-08-01T00:00:00Z", "status": "${MARK}", "metrics": {"auc": 0.734561}}`,
  "metrics.json": `{"timestamp": "2025-08-01T00:00:00Z", "auc": 0.734561, "note": "${MARK}"}`,
  "params.yaml": `name: ${MARK}\n`,
  "table.csv": `date,auc,${MARK}\n2025-08-01,0.734561,1\n`,
  "history.csv": `date,type,samples,hours\n2025-07-01,full,734561,${MARK}\n`,
  "days.ics": `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20250801T000000Z\nSUMMARY:${MARK}\nDTSTART;VALUE=DATE:20250818\nDTEND;VALUE=DATE:20250820\nEND:VEVENT\nEND:VCALENDAR\n`,
  "page.md.hbs": `${MARK}\n`,
  "meta.yaml": `name: ${MARK}\nprofile: '{"num_rows": 734561}'\n`,
  "data.dvc": `outs:\n- md5: ${MARK}\n  path: data\n`,
  "retrain_plan.json": `{"${MARK}": 1}`,
};
const SECRETS = [MARK, ...Object.values(CANARIES).map(sha256), "734561"];

const BASE = {
  "data/a.csv": "id,event_time\n1,2025-08-01\n2,2025-08-02\n",
  "retrain-plan.yaml": "requirements: { minimum_replay_size: 2 }\n",
};

/** Ways to write a path that leads from the project to a file beside it. */
function pathsTo(target: string, outside: string): string[] {
  const at = `outside/${target}`;
  return [
    `../${at}`,
    `./../${at}`,
    `data/../../${at}`,
    `data/./.././../${at}`,
    `..//${at}`,
    `${outside}/${target}`,
    `/${outside}/${target}`,
    `../project/../${at}`,
    `.{.,x}/${at}`,
    `{..,x}/${at}`,
    `.{-..0}/${at}`,
    `{${outside},z}/${target}`,
    `@(..|x)/${at}`,
    `+(.)/${at}`,
    `[.][.]/${at}`,
    `?(.)./${at}`,
    `\\.\\./${at}`,
    `{,.}./${at}`,
    `data/*/../../../${at}`,
    `{data,..}/${at}`,
    `../out{side,}/${target}`,
    `../outside/*`,
    `../*/${target}`,
    `../**/${target}`,
    `..{/,}${at}`,
    `*/../../${at}`,

    `!(x)/../../${at}`,
    `{../${at},data/a.csv}`,
    `..\\outside\\${target}`,
    `file://${outside}/${target}`,
    `%2e%2e/${at}`,
    `../outside`,
  ];
}

interface Kind {
  readonly name: string;
  /** The file outside that would do. */
  readonly target: string;
  readonly words: readonly string[];
  /** The files of a project that name the path. */
  files(path: string): Record<string, string>;
}

const NOW = ["--now", "2025-08-14T08:00:00Z"];
const PLAN_WORDS = ["generate", "--dry-run", "--no-cache", "--format", "json", ...NOW];

/** A key of the configuration, as JSON, which is YAML. */
function key(
  name: string,
  target: string,
  words: readonly string[],
  configOf: (path: string) => unknown,
): Kind {
  return {
    name,
    target,
    words,
    files: (path) => ({ "retrain-plan.yaml": JSON.stringify(configOf(path)) }),
  };
}

const metricsOf = (tool: string, target: string): Kind =>
  key(`validation.sources ${tool}`, target, ["drift", ...NOW], (path) => ({
    validation: { sources: [{ tool, path }] },
  }));

const KINDS: readonly Kind[] = [
  key("sources", "table.csv", ["scan", "--no-cache", "--files", ...NOW], (path) => ({
    sources: [{ path }],
  })),
  key("validation.runs", "run.json", ["drift", ...NOW], (path) => ({
    validation: { runs: [path] },
  })),
  key("validation.alerts", "run.json", PLAN_WORDS, (path) => ({ validation: { alerts: [path] } })),
  metricsOf("metrics", "metrics.json"),
  metricsOf("table", "table.csv"),
  metricsOf("dvc", "metrics.json"),
  metricsOf("mlflow", "meta.yaml"),
  metricsOf("evidently", "metrics.json"),
  key("requirements.history", "history.csv", ["schedule", "--no-cache", ...NOW], (path) => ({
    requirements: { history: { path } },
  })),
  key("schedule.calendars", "days.ics", ["schedule", "--no-cache", ...NOW], (path) => ({
    schedule: { calendars: [path] },
  })),
  key("checklist evidence", "run.json", PLAN_WORDS, (path) => ({
    checklist: [{ item: "Drill", evidence: { kind: "file", path } }],
  })),
  key("validation report", "run.json", PLAN_WORDS, (path) => ({
    review: { independent_validation: { by: "R", on: "2025-06-30", report: path } },
  })),
  key(
    "output.template",
    "page.md.hbs",
    ["generate", "--dry-run", "--no-cache", ...NOW],
    (path) => ({
      output: { template: path },
    }),
  ),
  key("output.directory", "retrain_plan.json", ["diff", "latest", "latest"], (path) => ({
    output: { directory: path },
  })),
  {
    name: "dvc.yaml metrics",
    target: "metrics.json",
    words: ["drift", ...NOW],
    files: (path) => ({ "dvc.yaml": JSON.stringify({ metrics: [path] }) }),
  },
  {
    name: "dvc.yaml stage",
    target: "metrics.json",
    words: ["drift", ...NOW],
    files: (path) => ({
      "dvc.yaml": JSON.stringify({
        stages: { train: { wdir: dirname(path), metrics: [path.split("/").at(-1)] } },
      }),
    }),
  },
  {
    name: "dvc.yaml vars",
    target: "params.yaml",
    words: ["drift", ...NOW],
    // A name that is not there is said.
    files: (path) => ({
      "dvc.yaml": JSON.stringify({ vars: [path], metrics: [`${"$"}{name}.json`] }),
    }),
  },
  {
    name: "dvc.lock",
    target: "metrics.json",
    words: PLAN_WORDS,
    files: (path) => ({
      "dvc.yaml": JSON.stringify({ stages: { train: { metrics: [`${"$"}{unknown}.json`] } } }),
      "dvc.lock": JSON.stringify({
        stages: { train: { outs: [{ path, md5: "0" }], deps: [{ path, md5: "0" }] } },
      }),
    }),
  },
  {
    name: "MLflow data set",
    target: "meta.yaml",
    words: ["drift", ...NOW],
    files: (path) => ({
      "mlruns/1/meta.yaml": `experiment_id: '1'\nlifecycle_stage: active\nname: churn\nartifact_location: ${JSON.stringify(path)}\n`,
      "mlruns/1/r/meta.yaml": `run_id: ${JSON.stringify(path)}\nexperiment_id: '1'\nlifecycle_stage: active\nstatus: 3\nstart_time: 1754000000000\nend_time: 1754000001000\nartifact_uri: ${JSON.stringify(path)}\n`,
      "mlruns/1/r/metrics/auc": "1754000000000 0.9 0\n",
      "mlruns/1/r/inputs/i/meta.yaml": `source_type: DATASET\nsource_id: ${JSON.stringify(dirname(path))}\n`,
      "mlruns/models/churn/meta.yaml": `name: ${JSON.stringify(path)}\n`,
    }),
  },
  {
    ...{
      name: "a plan's evidence and data",
      target: "run.json",
      words: ["verify", "plan", ...NOW],
    },
    files: (path) => planFiles(path, [{ name: "retrain_plan.json", sha256: null }]),
  },
  {
    name: "an approval's documents",
    target: "run.json",
    words: ["verify", "plan", ...NOW],
    files: (path) =>
      planFiles("data/a.csv", [
        { name: "retrain_plan.json", sha256: null },
        { name: path, sha256: sha256(CANARIES["run.json"] as string) },
      ]),
  },
];

/** A plan that was made up, with an approval of it. */
function planFiles(
  path: string,
  documents: readonly { name: string; sha256: string | null }[],
): Record<string, string> {
  const plan = JSON.stringify({
    metadata: { generated_at: "2025-08-13T00:00:00Z", timezone: "UTC" },
    provenance: {
      git: { commit: null, clean: null, changed_files: null, unknown: "" },
      data: {
        identity: "content",
        sha256: "0",
        problem: null,
        files: 1,
        bytes: 1,
        sources: [{ path, include: null, exclude: null, files: 1, bytes: 1, sha256: "0" }],
        file_list: [{ path, bytes: 1, sha256: "0", modified_ms: null }],
      },
      dvc: [],
      dvc_problems: [],
      evidence: [{ path, sha256: "0".repeat(64), problem: null }],
    },
    review: { approvers: [] },
  });
  const approval = {
    decision: "approve",
    by: "A",
    role: "Owner",
    at: "2025-08-13T01:00:00Z",
    until: null,
    note: null,
    documents: documents.map(({ name, sha256: sum }) => ({ name, sha256: sum ?? sha256(plan) })),
  };
  return {
    "plan/retrain_plan.json": plan,
    "plan/SHA256SUMS": `${sha256(plan)}  retrain_plan.json\n`,
    "plan/approvals.json": JSON.stringify({ approvals: [approval] }),
  };
}

/** Links that a pull request brings, to what is printed or trusted. */
const LINKS: readonly {
  readonly name: string;
  readonly links: Record<string, string>;
  readonly files: Record<string, string>;
  readonly words: readonly string[];
}[] = [
  {
    name: "a template behind a link",
    links: { "t.md.hbs": "page.md.hbs" },
    files: { "retrain-plan.yaml": "output: { template: t.md.hbs }" },
    words: ["generate", "--dry-run", "--no-cache", ...NOW],
  },
  {
    name: "a calendar behind a link",
    links: { "days.ics": "days.ics" },
    files: { "retrain-plan.yaml": "schedule: { calendars: [days.ics] }" },
    words: ["schedule", "--no-cache", ...NOW],
  },
  {
    name: "a configuration behind a link",
    links: { "retrain-plan.yaml": "params.yaml" },
    files: {},
    words: ["check", "--no-cache", ...NOW],
  },
  {
    name: "an earlier plan behind a link",
    links: { "artifacts/retraining/latest/retrain_plan.json": "retrain_plan.json" },
    files: {},
    words: PLAN_WORDS,
  },
  {
    name: "results at no usual place behind a link",
    links: { "elsewhere/model_results.json": "retrain_plan.json" },
    files: {},
    words: PLAN_WORDS,
  },
  {
    name: "latest behind a link",
    links: { "artifacts/retraining/latest": "." },
    files: {},
    words: ["verify", "latest", ...NOW],
  },
  ...["retrain_plan.json", "SHA256SUMS", "approvals.json"].map((file) => ({
    name: `${file} of a plan behind a link`,
    links: { [`other/${file}`]: "retrain_plan.json" },
    files: Object.fromEntries(
      Object.entries(planFiles("data/a.csv", [{ name: "retrain_plan.json", sha256: null }]))
        .map(([path, text]) => [path.replace("plan/", "other/"), text])
        .filter(([path]) => path !== `other/${file}`),
    ),
    words: ["verify", "other", ...NOW],
  })),
];

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
