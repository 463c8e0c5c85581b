import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fromGolden, toGolden } from "./golden.ts";
import { fakeHost } from "./host.ts";
import { copyProject } from "./projects.ts";

interface Hashed {
  readonly path: string;
  readonly sha256: string;
}

const hash = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");

test("golden files number hashes, and keep equal ones equal", () => {
  const [a, b] = [hash("a"), hash("b")];
  expect(toGolden(`${a} ${b} ${a}<style>p{}</style>`)).toBe(
    "<sha:1> <sha:2> <sha:1><style></style>",
  );
  expect(toGolden(fromGolden("<sha:1> <sha:12>"))).toBe("<sha:1> <sha:2>");
});

// The hashes themselves, which golden files do not keep.
test("the hashes of a plan are those of its files", async () => {
  const cwd = copyProject("healthy");
  const { host } = fakeHost(cwd);
  await run(["generate", "--format", "md,json", "--quiet"], host);
  const latest = (name: string) => readFileSync(join(cwd, "artifacts/retraining/latest", name));
  const plan = JSON.parse(latest("retrain_plan.json").toString());
  const { evidence, data } = plan.provenance;
  const files = [plan.metadata.config, ...evidence, ...data.file_list] as Hashed[];
  expect(files.length).toBeGreaterThan(3);
  for (const { path, sha256 } of files) expect(sha256).toBe(hash(readFileSync(join(cwd, path))));
  expect(latest("retrain_plan.md").toString()).toContain(hash(latest("retrain_plan.json")));
});
