import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  assertRefused,
  assertWhole,
  begin,
  generate,
  inProject,
  leftoversOf,
  Skip,
} from "./project.mjs";

/** A world that is broken: one clear line, exit status 2, and the old plan untouched. */
export async function broken(say) {
  await inProject(async (cwd) => {
    await latestIsDirectory(cwd);
    say("latest replaced by a directory: said, exit status 2, it is untouched");
  });
  await inProject(async (cwd) => {
    await removedMeanwhile(cwd);
    say("output removed during the run: said, exit status 2");
  });
  await inProject(async (cwd) => {
    clockSetBack(cwd);
    say("clock set back: another plan, and latest is the newer run's");
  });
  await inProject(async (cwd) => {
    say(onSmallDisk(cwd));
  });
}

async function latestIsDirectory(cwd) {
  const latest = join(cwd, "artifacts/retraining/latest");
  mkdirSync(latest, { recursive: true });
  writeFileSync(join(latest, "note"), "mine");
  assertRefused(generate(cwd), /latest exists and is not a link/);
  assert.equal(readFileSync(join(latest, "note"), "utf8"), "mine");
}

async function removedMeanwhile(cwd) {
  const output = join(cwd, "artifacts/retraining");
  let removed = 0;
  for (let i = 0; i < 20; i++) {
    const { ended } = begin(cwd);
    while (!isThere(output)) await new Promise((resolve) => setTimeout(resolve, 2));
    rmSync(output, { recursive: true, force: true });
    const { status, said } = await ended;
    if (status === 2) {
      assertRefused({ status, stderr: said }, /artifacts\/retraining: /);
      removed++;
    } else assert.equal(status, 0, said);
    rmSync(output, { recursive: true, force: true });
  }
  assert.ok(removed > 0, "it was always quicker");
}

function isThere(output) {
  try {
    return leftoversOf(output).some((name) => name.startsWith(".writing-"));
  } catch {
    return false;
  }
}

function clockSetBack(cwd) {
  const output = join(cwd, "artifacts/retraining");
  assert.equal(generate(cwd, "--now", "2025-08-20T08:00:00Z").status, 0);
  const text = readFileSync(join(output, "latest/retrain_plan.json"), "utf8");
  assert.equal(generate(cwd, "--now", "2025-08-14T08:00:00Z", "--if-changed").status, 0);
  assert.equal(readlinkSync(join(output, "latest")), "20250814_080000Z");
  assert.equal(readFileSync(join(output, "20250820_080000Z/retrain_plan.json"), "utf8"), text);
  assertWhole(output);
}

/** A file system of a few pages, with ever less room: each size fails at another write. */
function onSmallDisk(cwd) {
  const output = join(cwd, "plans");
  mkdirSync(output);
  const mount = (...words) => spawnSync("mount", words).status === 0;
  if (process.getuid?.() !== 0 || !mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", output)) {
    throw new Skip("disk full and read-only: a file system can be mounted by root alone");
  }
  try {
    assert.equal(generate(cwd, "--out", "plans").status, 0);
    const latest = readlinkSync(join(output, "latest"));
    const { bsize, bfree } = statfsSync(output);
    let [full, done] = [0, 0];
    for (let room = 0; done === 0; room++) {
      writeFileSync(join(output, "filler"), Buffer.alloc((bfree - room) * bsize));
      const result = generate(cwd, "--out", "plans");
      if (result.status === 0) done++;
      else {
        assertRefused(result, /plans: the plan cannot be written: no space left on device/);
        assert.equal(readlinkSync(join(output, "latest")), latest);
        assert.deepEqual(leftoversOf(output), []);
        full++;
      }
      assertWhole(output);
      rmSync(join(output, "filler"));
    }
    assert.ok(full > 3, `only ${full} sizes failed`);
    assert.ok(mount("-o", "remount,ro", output));
    assertRefused(generate(cwd, "--out", "plans"), /plans: .*read-only file system/);
    assertWhole(output);
    return `disk full with 0 to ${full - 1} pages left, and read-only: said, exit status 2, the old plan untouched`;
  } finally {
    spawnSync("umount", [output]);
    renameSync(output, `${output}-unmounted`);
  }
}
