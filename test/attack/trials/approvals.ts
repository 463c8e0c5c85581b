import { createHash } from "node:crypto";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run as runCommand } from "../../../src/cli/run.ts";
import { fakeHost } from "../../support/host.ts";
import type { Trial } from "../trial.ts";
import { writeFiles } from "../write-files.ts";

/**
 * A plan that was approved, and then altered, as a pull request may: plan, sums, decisions, documents,
 * evidence, data. `verify` must say of none that it is as approved. No forgery rewrites everything
 * consistently: that is for who guards the branch.
 */
export const trial: Trial = {
  name: "approvals",
  async run() {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "retrain-plan-attack-")));
    const failures: string[] = [];
    let tried = 0;
    try {
      const sound = join(root, "sound");
      writeFiles(sound, PROJECT);
      const make = [
        ["generate", "--quiet", "--no-cache", "--now", "2025-08-13", "--format", "md,html,json"],
        ["approve", "latest", "--as", "A", "--role", "Model owner", ...NOW],
        ["approve", "latest", "--as", "B", "--role", "Validator", "--until", "2025-08-31", ...NOW],
      ];
      for (const words of [...make, VERIFY]) {
        const { status, said } = await call(sound, words);
        if (status !== 0) throw new Error(`${words.join(" ")}: exit status ${status}: ${said}`);
      }
      for (const [name, forge] of FORGERIES) {
        tried++;
        const project = join(root, "forged");
        cpSync(sound, project, { recursive: true, verbatimSymlinks: true });
        forge(new Forged(project));
        const { status } = await call(project, VERIFY);
        if (status === 0) failures.push(`${name}: verify says that it is as approved`);
        rmSync(project, { recursive: true, force: true });
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
    return { tried, failures };
  },
};

const NOW = ["--now", "2025-08-14T08:00:00Z"];
const VERIFY = ["verify", "latest", ...NOW];
const PLAN = "retrain_plan.json";
const DOCUMENTS = [PLAN, "retrain_plan.md", "retrain_plan.html"];

const PROJECT = {
  "retrain-plan.yaml":
    "requirements: { minimum_replay_size: 2 }\nreview: { approvers: [Model owner, Validator] }\n",
  "data/a.csv": "id,event_time\n1,2025-08-01\n2,2025-08-02\n",
  "artifacts/1/validation_1.json": '{ "timestamp": "2025-08-12T00:00:00Z", "status": "PASS" }',
};

async function call(cwd: string, words: readonly string[]) {
  const { host, record } = fakeHost(cwd);
  return { status: await runCommand(words, host), said: record.both };
}

interface Sum {
  name: string;
  sha256: string;
}
interface Decision {
  decision: string;
  by: string;
  role: string;
  at: string;
  until: string | null;
  note: string | null;
  documents: Sum[];
  [key: string]: unknown;
}

/** A copy of the project, to be altered. */
class Forged {
  readonly project: string;
  readonly plan: string;

  constructor(project: string) {
    this.project = project;
    this.plan = realpathSync(join(project, "artifacts/retraining/latest"));
  }

  read(name: string): string {
    return readFileSync(join(this.plan, name), "utf8");
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.plan, name), text);
  }

  edit(name: string, change: (text: string) => string): void {
    const before = this.read(name);
    const after = change(before);
    if (after === before) throw new Error(`${name} was not altered`);
    this.write(name, after);
  }

  /** Makes SHA256SUMS right again, for those documents that it lists. */
  resum(names: readonly string[] = DOCUMENTS): void {
    const lines = names.map((name) => `${sha256(this.read(name))}  ${name}\n`);
    this.write("SHA256SUMS", lines.join(""));
  }

  decide(change: (decisions: Decision[]) => unknown): void {
    const file = JSON.parse(this.read("approvals.json")) as { approvals: Decision[] };
    const changed = change(file.approvals);
    this.write("approvals.json", JSON.stringify(changed ?? file));
  }
}

type Forgery = readonly [name: string, forge: (forged: Forged) => void];

const each = (change: (decision: Decision) => void) => (forged: Forged) =>
  forged.decide((decisions) => {
    decisions.forEach(change);
  });

/** A number of the plan that a reader would act on, altered. */
const lighten = (text: string) => text.replace(/"cadence": ?"weekly"/, '"cadence": "yearly"');

const NAMES = [
  "",
  ".",
  "..",
  "/",
  "../retrain_plan.json",
  "./retrain_plan.json",
  "x/../retrain_plan.json",
  "../../x",
  "/etc/hostname",
  "retrain_plan.json/",
  "retrain_plan.json ",
  " retrain_plan.json",

  "RETRAIN_PLAN.JSON",
  "retrain_plan.json\u0000",
  "retrain_plan.json\n",
  "retrain_plan\u2024json",
  "retrain_plan.json.bak",
  "SHA256SUMS",
  "approvals.json",
  "..\\x",
  "~",
  "C:retrain_plan.json",
  "../../../retrain-plan.yaml",
  "../latest/retrain_plan.json",
  ".hidden",
];

const FORGERIES: readonly Forgery[] = [
  // Documents that were altered, with and without their sums, and with what was decided about them.
  ...DOCUMENTS.flatMap((name): Forgery[] => [
    [`${name} altered`, (f) => f.edit(name, (text) => `${text}\n`)],
    [
      `${name} altered, sums right`,
      (f) => {
        f.edit(name, (text) => `${text} `);
        f.resum();
      },
    ],
    [
      `${name} emptied, sums right`,
      (f) => {
        f.edit(name, () => "");
        f.resum();
      },
    ],
    [`${name} removed`, (f) => rmSync(join(f.plan, name))],
    [
      `${name} removed, and from the sums`,
      (f) => {
        rmSync(join(f.plan, name));
        f.resum(DOCUMENTS.filter((other) => other !== name));
      },
    ],
    [
      `${name} altered, and taken from the sums`,
      (f) => {
        f.edit(name, (text) => `${text}x`);
        f.resum(DOCUMENTS.filter((n) => n !== name));
      },
    ],
    [
      `${name} altered, and taken from sums and decisions`,
      (f) => {
        f.edit(name, (text) => `${text} `);
        f.resum(DOCUMENTS.filter((other) => other !== name));
        f.decide((all) => {
          for (const one of all) one.documents = one.documents.filter((d) => d.name !== name);
        });
      },
    ],
    [
      `${name} altered, sums right, and taken from decisions`,
      (f) => {
        f.edit(name, (text) => `${text} `);
        f.resum();
        f.decide((all) => {
          for (const one of all) one.documents = one.documents.filter((d) => d.name !== name);
        });
      },
    ],
    [
      `${name} altered, sums right, and one decision is about it`,
      (f) => {
        f.edit(name, (text) => `${text} `);
        f.resum();
        f.decide(([first]) => {
          for (const d of first?.documents ?? [])
            if (d.name === name) d.sha256 = sha256(f.read(name));
        });
      },
    ],
    [
      `${name} listed twice in the sums`,
      (f) => {
        f.write("SHA256SUMS", `${f.read("SHA256SUMS")}${"0".repeat(64)}  ${name}\n`);
      },
    ],
    [
      `${name} twice in a decision`,
      each((one) => one.documents.push({ name, sha256: "0".repeat(64) })),
    ],
    [
      `${name} is a link to another plan's`,
      (f) => {
        renameSync(join(f.plan, name), join(f.project, "kept"));
        symlinkSync(join(f.project, "kept"), join(f.plan, name));
      },
    ],
    [
      `${name} is a folder`,
      (f) => {
        rmSync(join(f.plan, name));
        writeFiles(f.plan, { [`${name}/x`]: "" });
      },
    ],
  ]),
  // Documents that were not written with the plan.
  ...[
    "retrain_plan.pdf",
    "retrain_plan.docx",
    "retrain_plan.HTML",
    "RETRAIN_PLAN.md",
    "retrain_plan.html.txt",
    "retrain_plan.",
    "retrain_plan.md~",
    "retrain_plan.ics",
  ].flatMap((name): Forgery[] => [
    [`${name} beside it`, (f) => f.write(name, "Retrain nothing.")],
    [
      `${name} beside it, in the sums`,
      (f) => {
        f.write(name, "Retrain nothing.");
        f.write("SHA256SUMS", `${f.read("SHA256SUMS")}${sha256("Retrain nothing.")}  ${name}\n`);
      },
    ],
    [`a folder ${name}`, (f) => writeFiles(f.plan, { [`${name}/index.html`]: "Retrain nothing." })],
  ]),
  // What a decision is about: not this plan, or under another name.
  ...NAMES.flatMap((name): Forgery[] => [
    [
      `decisions about ${JSON.stringify(name)} instead of the plan`,
      each((one) => {
        for (const d of one.documents) if (d.name === PLAN) d.name = name;
      }),
    ],
    [
      `decisions about ${JSON.stringify(name)}, too, altered plan`,
      (f) => {
        f.edit(PLAN, lighten);
        f.resum();
        each((one) => one.documents.push({ name, sha256: sha256(f.read(PLAN)) }))(f);
      },
    ],
    [
      `decisions about ${JSON.stringify(name)} alone, altered plan`,
      (f) => {
        f.edit(PLAN, lighten);
        f.resum();
        each((one) => {
          one.documents = [{ name, sha256: sha256(f.read(PLAN)) }];
        })(f);
      },
    ],
  ]),
  [
    "decisions about nothing",
    each((one) => {
      one.documents = [];
    }),
  ],
  [
    "decisions about the other documents alone, altered plan",
    (f) => {
      f.edit(PLAN, lighten);
      f.resum();
      each((one) => {
        one.documents = one.documents.filter(({ name }) => name !== PLAN);
      })(f);
    },
  ],
  // Sums that are no sums.
  ...["", "\n", "x", "0".repeat(64), `${"0".repeat(64)}  ..`, `${"0".repeat(64)}  ../x`].map(
    (text): Forgery => [
      `SHA256SUMS is ${JSON.stringify(text)}`,
      (f) => f.write("SHA256SUMS", text),
    ],
  ),
  ["SHA256SUMS is gone", (f) => rmSync(join(f.plan, "SHA256SUMS"))],
  [
    "SHA256SUMS names another place",
    (f) => f.edit("SHA256SUMS", (text) => text.replaceAll("  retrain", "  ../retrain")),
  ],
  // Decisions that do not hold.
  ...["A", "B"].flatMap((by): Forgery[] => {
    const change = (what: Partial<Decision>) =>
      each((one) => {
        if (one.by === by) Object.assign(one, what);
      });
    return [
      [
        `${by} is missing`,
        (f) => f.decide((all) => ({ approvals: all.filter((d) => d.by !== by) })),
      ],
      [`${by} has rejected`, change({ decision: "reject" })],
      [`${by} has another role`, change({ role: "Reader" })],
      [`${by}'s role in other letters`, change({ role: "MODEL OWNER" })],
      [`${by}'s role with a blank`, change({ role: "Model owner " })],
      [`${by} is of tomorrow`, change({ at: "2025-08-15T08:00:00Z" })],
      [`${by} has expired`, change({ until: "2025-08-13" })],
      [`${by} until a day that is none`, change({ until: "2025-13-41" })],
      [`${by} until soon`, change({ until: "soon" })],
      [`${by} decided at no time`, change({ at: "" })],
      [`${by} decided something else`, change({ decision: "approved" })],
      [`${by} has a key too many`, change({ approved: true })],
      [`${by} is nobody`, change({ by: "" })],
      [`${by} took it back`, (f) => f.decide((all) => retracted(all, by))],
      [
        `${by} took it back, by a key that stands twice`,
        (f) =>
          f.edit("approvals.json", (text) =>
            text.replace(`"by": "${by}"`, `"decision": "approve", "by": "${by}"`),
          ),
      ],
    ];
  }),
  // Keys that stand twice: a person reads the one, a program the other.
  ...[
    "approvals",
    "decision",
    "by",
    "role",
    "at",
    "until",
    "note",
    "documents",
    "name",
    "sha256",
  ].map(
    (key): Forgery => [
      `"${key}" twice in approvals.json`,
      (f) =>
        f.edit("approvals.json", (text) => text.replace(`"${key}":`, `"${key}": null, "${key}":`)),
    ],
  ),
  ...["metadata", "timezone", "provenance", "evidence", "review", "approvers", "decision"].flatMap(
    (key): Forgery[] => {
      const twice = (text: string) => text.replace(`"${key}":`, `"${key}": [], "${key}":`);
      return [
        [`"${key}" twice in the plan`, (f) => f.edit(PLAN, twice)],
        [
          `"${key}" twice in the plan, sums right`,
          (f) => {
            f.edit(PLAN, twice);
            f.resum();
          },
        ],
        [
          `"${key}" twice in the plan, all rewritten`,
          (f) => {
            f.edit(PLAN, twice);
            f.resum();
            each((one) => {
              for (const d of one.documents) if (d.name === PLAN) d.sha256 = sha256(f.read(PLAN));
            })(f);
          },
        ],
      ];
    },
  ),
  // Files of decisions that are none.
  ...[
    "",
    "null",
    "[]",
    "{}",
    '{"approvals": null}',
    '{"approvals": []}',
    '{"approvals": [{}]}',
  ].map((text): Forgery => [`approvals.json is ${text}`, (f) => f.write("approvals.json", text)]),
  ["approvals.json is gone", (f) => rmSync(join(f.plan, "approvals.json"))],
  // What the plan stands on.
  ...["data/a.csv", "artifacts/1/validation_1.json", "retrain-plan.yaml"].flatMap(
    (path): Forgery[] => [
      [`${path} altered`, (f) => writeFileSync(join(f.project, path), "requirements: {}\n")],
      [`${path} removed`, (f) => rmSync(join(f.project, path))],
    ],
  ),
  ["data was added", (f) => writeFiles(f.project, { "data/b.csv": "id\n1\n" })],
];

function retracted(all: Decision[], by: string) {
  const own = all.find((one) => one.by === by) as Decision;
  return { approvals: [...all, { ...own, decision: "reject", at: "2025-08-14T07:00:00Z" }] };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
