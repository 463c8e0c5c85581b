import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { loadConfig } from "../../../src/config/load.ts";
import { UserError } from "../../../src/errors.ts";
import type { Plan } from "../../../src/plan/schema.ts";
import { dvcHashes } from "../../../src/provenance/dvc-hashes.ts";
import { LOCK, takeLock } from "../../../src/publish/lock.ts";
import { compileTemplate } from "../../../src/render/compile.ts";
import { withPartials } from "../../../src/render/partials.ts";
import { loadRenderer } from "../../../src/render/renderer.ts";
import { withoutPasswords, withoutSecrets } from "../../../src/text/redact-urls.ts";
import { fromGolden } from "../../support/golden.ts";
import { type FuzzedFormat, once, Refused, text } from "../format.ts";
import { SCRATCH } from "../scratch.ts";
import { addressText, anything, jsonText, templateText, treeText } from "../texts.ts";

const DVC = ["fixtures/validation/dvc*/project/dvc.lock"];
const DATA_DVC = `outs:
- md5: 0e5f2b1d6a0c4c2b8b1d1f3a7c9e5b10.dir
  size: 1234567
  nfiles: 12
  hash: md5
  path: events
`;
const STARVED = "fixtures/projects/starved/expected/retrain_plan.json";

/** What else lies in a project: its configuration, its templates, DVC's files, a lock. */
export const PROJECT: readonly FuzzedFormat[] = [
  configuration("retrain-plan.yaml", false),
  configuration("retrain-plan.json", true),
  {
    name: "template",
    corpus: ["templates/{,partials/}*.md.hbs"],
    // Whole documents take long.
    mostBytes: 2500,
    prepared: (file) =>
      Buffer.from(
        withPartials("any.md.hbs", file.toString(), (name) =>
          readFileSync(join("templates/partials", name), "utf8"),
        ),
      ),
    generated: templateText,
    async feed(input) {
      const render = await loadRenderer("md", compileTemplate("a.md.hbs", input.toString("utf8")));
      render(PLAN);
      return "";
    },
  },
  // Each text of a configuration, and each that is said, goes through these two.
  text(
    "address",
    () => ADDRESSES,
    addressText,
    (input) => {
      withoutPasswords(input);
      withoutSecrets(input);
      return undefined;
    },
  ),
  dvc("dvc.lock", DVC),
  dvc("data/events.dvc", () => [Buffer.from(DATA_DVC)]),
  {
    name: "lock",
    corpus: locks,
    generated: anything,
    async feed(input, directory) {
      const path = join(directory, LOCK);
      // As long as the target of a link may be.
      const target = input.filter((byte) => byte !== 0).subarray(0, 4095);
      rmSync(path, { force: true });
      symlinkSync(target.length === 0 ? "|" : Buffer.from(target), path);
      try {
        (await takeLock(directory, 0)).release();
      } catch (error) {
        // As publishing says it.
        throw error instanceof UserError ? error : new Refused((error as Error).message);
      }
      return "";
    },
  },
];

const ADDRESSES = [
  "https://u:p@wiki.example/models?id=7;key",
  "see https://hooks.example/T0/B1?token=ab&signature=cd, and s3://bucket/key.",
  "postgres://user:secret@db.example:5432/models;password",
].map((address) => Buffer.from(address));

/** One of this process, one of a process that has died, one of another machine. */
function locks(): Buffer[] {
  const own = ownLock();
  const dead = own.replace(String(process.pid), "999999999");
  return [own, dead, `elsewhere${own}`].map((target) => Buffer.from(target));
}

function ownLock(): string {
  const directory = mkdtempSync(join(SCRATCH, "retrain-plan-fuzz-"));
  try {
    // The link is made before there is anything to wait for.
    void takeLock(directory, 0).then(
      (lock) => lock.release(),
      () => {},
    );
    return readlinkSync(join(directory, LOCK));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const PLAN = JSON.parse(fromGolden(readFileSync(STARVED, "utf8"))) as Plan;

/** A configuration, which in JSON is a fixture's in YAML. */
function configuration(name: string, isJson: boolean): FuzzedFormat {
  return {
    name,
    corpus: ["fixtures/**/retrain-plan.y{a,}ml"],
    generated: isJson ? jsonText : treeText,
    ...(isJson && { prepared: (file) => Buffer.from(JSON.stringify(parse(file.toString()))) }),
    async feed(input, directory) {
      writeFileSync(join(directory, name), input);
      await loadConfig(directory, name, {});
      return "";
    },
  };
}

function dvc(path: string, corpus: FuzzedFormat["corpus"]): FuzzedFormat {
  const prepare = once((directory) => {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
  });
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    corpus,
    generated: treeText,
    async feed(input, directory) {
      prepare(directory);
      writeFileSync(join(directory, path), input);
      const { hashes, problems } = await dvcHashes([".", "data/events"], { cwd: directory });
      const said = problems.map(({ problem }) => problem).join("\n");
      if (hashes.length === 0) throw new Refused(said);
      JSON.stringify(hashes);
      return said;
    },
  };
}
