import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { walkCommand } from "./bundle.mjs";
import { compare } from "./compare.mjs";
import { printPeak } from "./peak.mjs";
import { BIN, inProject, ROUNDS, SCALE } from "./scratch.mjs";

/** The second scan of 100,000 files that have not changed, beside the walk alone. */
export function benchRescan() {
  return inProject(async (cwd, data) => {
    const directories = Math.ceil(200 * SCALE);
    for (let d = 0; d < directories; d++) {
      mkdirSync(join(data, `part-${d}`));
      for (let f = 0; f < 500; f++) {
        const rows = `2025-08-${String(1 + (d % 28)).padStart(2, "0")}T00:00:00Z,u${f},${d}\n`;
        const text = `event_time,user,value\n${rows.repeat(1 + (f % 20))}`;
        writeFileSync(join(data, `part-${d}`, `events-${f}.csv`), text);
      }
    }
    // What is younger than two seconds when it is read, is not kept.
    await setTimeout(2500);
    // Inside the project it would not be used.
    process.env.XDG_CACHE_HOME = mkdtempSync(join(tmpdir(), "retrain-plan-cache-"));
    const scan = [process.execPath, BIN, "scan", "--format", "json"];
    // The same program without the reading. It is no peer: it looks at many files twice, because their
    // modification times are all that it knows, and to be exact.
    const unread = join(cwd, "unread.yaml");
    writeFileSync(unread, "sources: [{ path: data, sample: file }]\n");
    compare(
      `Second scan, ${directories * 500} files`,
      [
        { name: "walk", command: await walkCommand(join(cwd, "bundle"), data) },
        { name: "scan, counts kept", command: scan, cwd, atMost: 1.3 },
        { name: "scan, sample: file", command: [...scan, "--config", unread], cwd },
      ],
      ROUNDS,
    );
    compare(
      "The same, counted anew",
      [{ name: "scan --no-cache", command: [...scan, "--no-cache"], cwd }],
      1,
    );
    printPeak("scan, counts kept", scan, cwd, 200);
    rmSync(join(process.env.XDG_CACHE_HOME, "retrain-plan"), { recursive: true });
    printPeak("first scan", scan, cwd, 200);
    rmSync(process.env.XDG_CACHE_HOME, { recursive: true });
    delete process.env.XDG_CACHE_HOME;
  });
}
