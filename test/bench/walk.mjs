import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { walkCommand } from "./bundle.mjs";
import { compare } from "./compare.mjs";
import { printPeak } from "./peak.mjs";
import { inProject, ROUNDS, SCALE } from "./scratch.mjs";

/** Finding and looking at 500,000 files in 1,000 directories, beside find(1). */
export function benchWalk() {
  return inProject(async (cwd, data) => {
    const directories = Math.ceil(1000 * SCALE);
    for (let d = 0; d < directories; d++) {
      mkdirSync(join(data, `part-${d}`));
      for (let f = 0; f < 500; f++) writeFileSync(join(data, `part-${d}`, `events-${f}.csv`), "");
    }
    const command = await walkCommand(join(cwd, "bundle"), data);
    compare(
      `Walk, ${directories * 500} files`,
      [
        { name: "find -printf '%s %T@\\n'", command: ["find", data, "-printf", "%s %T@\n"] },
        { name: "walk", command, atMost: 1.3 },
      ],
      ROUNDS,
    );
    printPeak("walk", command, cwd, 120);
  });
}
