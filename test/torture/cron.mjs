import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { assertWhole, BIN, inProject, Skip } from "./project.mjs";

const TABLE = "/etc/cron.d/retrain-plan-torture";

/** Debian's cron runs the printed entry every minute for three, with nothing but cron's own environment. */
export async function cron(say) {
  if (process.getuid?.() !== 0) throw new Skip("a cron daemon runs as root");
  const { stdout: found } = spawnSync("sh", ["-c", "command -v cron"], { encoding: "utf8" });
  const program = found.trim();
  if (program === "") throw new Skip("cron is not installed");
  if (existsSync("/run/crond.pid") && isAlive(Number(readFileSync("/run/crond.pid", "utf8")))) {
    throw new Skip("a cron daemon is running already");
  }
  await inProject(async (cwd) => {
    const words = [BIN, "cron", "--print", "crontab", "--cwd", cwd];
    const { stdout } = spawnSync(process.execPath, words, { encoding: "utf8" });
    const log = join(cwd, "cron.log");
    // A table of the system names a user; what would be mailed is kept.
    const table = stdout.replace(
      /^0 6 \* \* 1 (.*)$/m,
      `* * * * * root ($1; echo "status $?") >> '${log}' 2>&1`,
    );
    assert.notEqual(table, stdout);
    writeFileSync(TABLE, table, { mode: 0o644 });
    const daemon = spawn(program, ["-f"], { env: { PATH: "/usr/bin:/bin" }, stdio: "ignore" });
    try {
      await sleep(200_000);
    } finally {
      daemon.kill();
      rmSync(TABLE);
    }
    const said = readFileSync(log, "utf8");
    assert.match(said, /^(status 0\n){3,4}$/);
    const plans = assertWhole(join(cwd, "artifacts/retraining"));
    assert.equal(plans.length, said.split("\n").length - 1);
    say(
      `a cron daemon ran the printed entry ${plans.length} times in 200 s: as many plans, nothing said`,
    );
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
