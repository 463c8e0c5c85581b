import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyPlan } from "../../../src/approval/verify.ts";
import { readWrittenPlan } from "../../../src/approval/written-plan.ts";
import { isUnchanged, readLast } from "../../../src/commands/unchanged.ts";
import { changesBetween } from "../../../src/plan/changes/changes.ts";
import { parseEarlier } from "../../../src/plan/changes/earlier.ts";
import type { Plan } from "../../../src/plan/schema.ts";
import { writeSums } from "../../../src/publish/sums.ts";
import { loadRenderer } from "../../../src/render/renderer.ts";
import { fromGolden } from "../../support/golden.ts";
import { type FuzzedFormat, NOW, once, Refused, text } from "../format.ts";
import { anything, jsonText } from "../texts.ts";

const PLANS = ["fixtures/projects/*/expected/retrain_plan.json"];
const BASE = fromGolden(
  readFileSync("fixtures/projects/starved/expected/retrain_plan.json", "utf8"),
);
const PLAN = { name: "retrain_plan.json", text: BASE };
const VERSION = "99.0.0";
const GENERATED_AT = "2025-08-01T08:00:00Z";

/** What lies in the directory of plans, and what was decided about them. */
export const PLAN_FILES: readonly FuzzedFormat[] = [
  {
    ...text("plan-diff", PLANS, jsonText, (input) => {
      const base = parseEarlier(BASE, VERSION);
      const plan = parseEarlier(input, VERSION);
      JSON.stringify([
        changesBetween(base, plan, "a" as never),
        changesBetween(plan, base, "b" as never),
      ]);
      return undefined;
    }),
    mostBytes: 1e6,
  },
  {
    name: "plan-latest",
    corpus: PLANS,
    mostBytes: 1e6,
    generated: jsonText,
    async feed(input, directory) {
      mkdirSync(join(directory, "latest"), { recursive: true });
      writeFileSync(join(directory, "latest", PLAN.name), input);
      const last = readLast(directory, { cwd: directory });
      if (last === null) throw new Refused("");
      // As `generate --if-changed` makes it anew.
      const plan = JSON.parse(BASE) as Plan;
      const provenance = { ...plan.provenance, git: last.git ?? plan.provenance.git };
      const remade = { ...plan, provenance, changes: last.changes };
      const render = await loadRenderer("md");
      isUnchanged(last, remade, [{ name: "retrain_plan.md", text: render(remade) }], plan);
      return "";
    },
  },
  {
    name: "plan-verify",
    corpus: PLANS,
    mostBytes: 1e6,
    generated: jsonText,
    feed: (input, directory) => verified(directory, { plan: input }),
  },
  {
    name: "approvals",
    corpus: () => [Buffer.from(`${JSON.stringify({ approvals: APPROVALS }, null, 2)}\n`)],
    generated: jsonText,
    feed: (input, directory) => verified(directory, { approvals: input }),
  },
  {
    name: "SHA256SUMS",
    corpus: () => [Buffer.from(writeSums([PLAN, { name: "retrain_plan.md", text: "# A plan\n" }]))],
    generated: anything,
    feed: (input, directory) => verified(directory, { sums: input }),
  },
];

const DOCUMENTS = [{ name: PLAN.name, sha256: writeSums([PLAN]).slice(0, 64) }];
const APPROVALS = ["Model owner", "Validator"].map((role, index) => ({
  decision: index === 0 ? "approve" : "reject",
  by: "M. Okafor",
  role,
  at: GENERATED_AT,
  until: index === 0 ? "2025-12-31" : null,
  note: index === 0 ? null : "too little data",
  documents: DOCUMENTS,
}));

interface Broken {
  readonly plan?: Buffer;
  readonly sums?: Buffer;
  readonly approvals?: Buffer;
}

async function verified(directory: string, { plan, sums, approvals }: Broken): Promise<string> {
  prepare(directory);
  if (plan !== undefined) writeFileSync(join(directory, PLAN.name), plan);
  const written = plan === undefined ? PLAN : { ...PLAN, text: plan.toString("utf8") };
  if (plan !== undefined || sums !== undefined) {
    writeFileSync(join(directory, "SHA256SUMS"), sums ?? writeSums([written]));
  }
  if (approvals !== undefined) writeFileSync(join(directory, "approvals.json"), approvals);
  const { differences, missing, unjudged } = await verifyPlan(
    readWrittenPlan(directory, "latest"),
    { cwd: directory },
    NOW,
  );
  return [
    ...differences.map(({ found }) => found),
    ...missing,
    ...unjudged.map(({ why }) => why),
  ].join("\n");
}

const prepare = once((directory) => {
  rmSync(join(directory, "approvals.json"), { force: true });
  writeFileSync(join(directory, PLAN.name), BASE);
  writeFileSync(join(directory, "SHA256SUMS"), writeSums([PLAN]));
});
