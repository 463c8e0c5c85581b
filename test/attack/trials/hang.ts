import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import fc from "fast-check";
import { MOST_SECONDS, SharedProcess } from "../shared-process.ts";
import type { Trial } from "../trial.ts";

/** Small files must not make a run take long: patterns, templates, calendars, parameters, keys. */
export const trial: Trial = {
  name: "hang",
  async run() {
    const projects = [...pairs(), ...KNOWN, ...LINKED];
    const todo = [...projects];
    const failures: string[] = [];
    const work = async () => {
      const program = new SharedProcess(resolve("dist/bin.js"));
      for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
        const failure = await planned(next, program);
        if (failure !== null) failures.push(`${next.name}: ${failure}`);
      }
      program.end();
    };
    await Promise.all([work(), work()]);
    return { tried: projects.reduce((sum, { tries = 1 }) => sum + tries, 0), failures };
  },
};

interface Project {
  readonly name: string;
  /** By path; what is no text is written as JSON. */
  readonly files: Readonly<Record<string, unknown>>;
  /** Where symbolic links lead, by their own path. */
  readonly links?: Readonly<Record<string, string>>;
  readonly tries?: number;
}

/** What goes wrong where a project is planned; null where the run ends by itself, whatever it says. */
async function planned(
  { files, links = {} }: Project,
  program: SharedProcess,
): Promise<string | null> {
  const cwd = mkdtempSync(join(tmpdir(), "retrain-plan-attack-"));
  try {
    for (const [path, content] of Object.entries({ "data/a.csv": "x\n1\n", ...files })) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      const text = typeof content === "string" ? content : JSON.stringify(content);
      writeFileSync(join(cwd, path), text);
    }
    for (const [path, target] of Object.entries(links)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      symlinkSync(target, join(cwd, path));
    }
    const options = ["generate", "--dry-run", "--no-cache", "--format", "md", "--cwd", cwd];
    const { status } = await program.run(options);
    if (status === null) return `more than ${MOST_SECONDS} s, or killed`;
    return status > 3 ? `it ended with ${status}` : null;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** A thousand pairs: fifty patterns, with what they are made of repeated, and twenty names each. */
function* pairs(): Generator<Project> {
  const piece = fc.constantFrom(
    ...["*", "?", "a", "*a", "a*", "**/", "[ab]", "[^b]", "{a,b}", "{a,aa}", "+(a)", "*(a|aa)"],
    ...["@(a|b)", "?(a)", "+(*a)", "*(*(a))", "{a,{a,b}}", "b"],
  );
  const repeated = fc
    .tuple(piece, fc.integer({ min: 1, max: 12 }))
    .map(([text, times]) => text.repeat(times));
  const pattern = fc
    .array(repeated, { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join(""))
    .filter((text) => (text.match(/[*?[{(]/g)?.length ?? 0) <= 50);
  const patterns = fc.sample(pattern, { numRuns: 50, seed: 14 });
  const name = fc
    .array(fc.constantFrom("a", "aa", "ab", "b"), { minLength: 20, maxLength: 100 })
    .map((parts) => parts.join(""));
  const names = fc.sample(name, { numRuns: 20, seed: 14 });
  for (let from = 0; from < patterns.length; from += 10) {
    const some = patterns.slice(from, from + 10);
    const files = names.map((each) => [`data/${each}.csv`, "x\n1\n"]);
    const results = names.map((each) => [`${each}.json`, { auc: 0.9 }]);
    yield {
      name: `patterns ${from} to ${from + some.length}`,
      files: {
        ...Object.fromEntries([...files, ...results]),
        "metrics.json": Object.fromEntries(names.map((each) => [each, 0.9])),
        "retrain-plan.yaml": {
          sources: some.map((each) => ({ path: "data", include: [each] })),
          validation: {
            runs: some,
            sources: [{ tool: "metrics", path: "metrics.json", metrics: some }],
          },
          checklist: some.map((path) => ({ item: path, evidence: { kind: "file", path } })),
        },
      },
      tries: some.length * names.length,
    };
  }
}

/** As DVC writes that a parameter is meant. */
const filled = (name: string) => `$\{${name}}`;

const LONG = "a".repeat(200);

/** A project with one pattern, wherever a configuration may have one. */
function pattern(name: string, text: string): Project[] {
  const files = { [`data/${LONG}.csv`]: "x\n1\n", [`${LONG}.json`]: { [LONG]: 1 } };
  const source = { tool: "metrics", path: `${LONG}.json`, metrics: [text] };
  return [
    { sources: [{ path: "data", include: [text] }] },
    { validation: { runs: [text] } },
    { validation: { sources: [source] } },
  ].map((config) => ({
    name: `${name} in ${Object.keys(config)}`,
    files: { ...files, "retrain-plan.yaml": config },
  }));
}

const calendar = (...lines: readonly string[]) => ({
  "retrain-plan.yaml": { schedule: { calendars: ["a.ics"] } },
  "a.ics": ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR"].join("\r\n"),
});
const event = (...lines: readonly string[]) => [
  ...["BEGIN:VEVENT", "DTSTART:20250101T000000Z", ...lines, "END:VEVENT"],
];
const template = (text: string) => ({
  "retrain-plan.yaml": { output: { template: "a.md.hbs" } },
  "a.md.hbs": text,
});

/** What did hang, or took much too long. */
const KNOWN: readonly Project[] = [
  ...pattern("stars", `${"*a".repeat(40)}b`),
  ...pattern("braces", "{a,b}".repeat(20)),
  ...pattern("nested groups", `${"+(".repeat(12)}a|aa${")*".repeat(12)}b`),
  {
    name: "a long pattern",
    files: { "retrain-plan.yaml": { validation: { runs: ["*a".repeat(5e4)] } } },
  },
  {
    name: "keys of an address",
    files: { "retrain-plan.yaml": { model: { name: `https://a/?${";key".repeat(1600)}` } } },
  },
  {
    name: "parameters",
    files: {
      "dvc.yaml": { stages: { a: { cmd: "x", metrics: [filled("a").repeat(14)] } } },
      "dvc.lock": { stages: { a: { cmd: "x", outs: [{ path: LONG }, { path: `${LONG}/` }] } } },
    },
  },
  {
    name: "rounds of parameters",
    files: {
      "params.yaml": { list: Array.from({ length: 5000 }, (_, i) => i) },
      "dvc.yaml": {
        stages: Object.fromEntries(
          Array.from({ length: 500 }, (_, i) => [
            `s${i}`,
            {
              foreach: filled("list"),
              do: { cmd: "x", metrics: [`${filled("item").repeat(2)}.json`] },
            },
          ]),
        ),
      },
    },
  },
  {
    name: "names of metrics",
    files: {
      "metrics.json": {
        [`${"0".repeat(1e5)}r0`]: 1,
        ["_".repeat(1e5)]: 1,
        [`a${"at_".repeat(3e4)}`]: 1,
      },
    },
  },
  {
    name: "a chart within loops",
    files: template(
      `${"{{#each checklist}}{{#with @root}}".repeat(8)}{{{chart "days" @root}}}${"{{/with}}{{/each}}".repeat(8)}`,
    ),
  },
  {
    name: "partials that call each other",
    files: template(
      `{{#*inline "p0"}}{{/inline}}${Array.from({ length: 40 }, (_, i) => `{{#*inline "p${i + 1}"}}{{> p${i}}}{{> p${i}}}{{/inline}}`).join("")}{{> p40}}`,
    ),
  },
  { name: "each second", files: calendar(...event("RRULE:FREQ=SECONDLY")) },
  {
    name: "hours taken out",
    files: calendar(...Array.from({ length: 500 }, () => event("EXRULE:FREQ=HOURLY")).flat()),
  },
  {
    name: "days that there are not",
    files: calendar(
      ...Array.from({ length: 5000 }, (_, i) =>
        event(`UID:${i}`, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
      ).flat(),
    ),
  },
  {
    name: "zones",
    files: calendar(
      ...Array.from({ length: 3000 }, (_, i) => [
        "BEGIN:VTIMEZONE",
        `TZID:${i}`,
        "END:VTIMEZONE",
      ]).flat(),
    ),
  },
];

/** Links to the whole machine, to the kernel's endless folders, and to a file of it that is read without end. */
const LINKED: readonly Project[] = [
  ...["/", "/proc", "/sys", "../.."].flatMap((target) =>
    [["data/all", "data/\u00ff", "x"], ["features"], ["reports"], ["artifacts"], ["runs"]].map(
      (places) => linked(places, target),
    ),
  ),
  ...[
    ["data/x.csv", "data/x.json", "data/x.parquet", "data/x.dvc"],
    ["drift.json"],
    ["metrics.json", "mlflow.db", "training.csv"],
    ["dvc.yaml", "dvc.lock"],
  ].map((places) => linked(places, "/proc/kmsg")),
];

function linked(places: readonly string[], target: string): Project {
  return {
    name: `${places.join(", ")} -> ${target}`,
    files: { "retrain-plan.yaml": { validation: { runs: ["**/validation_*.json"] } } },
    links: Object.fromEntries(places.map((place) => [place, target])),
    tries: places.length,
  };
}
