import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A Python that has a package: the system's, or that of a virtual environment made for the purpose.
 *
 * @param {string} name of the package, by which it is imported, too
 */
export function pythonWith(name) {
  // By its own path: what PATH finds may be a script that looks for it, and takes its time.
  const found = spawnSync("python3", ["-c", `import ${name}, sys; print(sys.executable)`], {
    encoding: "utf8",
  });
  if (found.status === 0) return found.stdout.trim();
  const folder = join(tmpdir(), `retrain-plan-bench-${name}`);
  const own = join(folder, "bin/python");
  if (!existsSync(own)) execFileSync("python3", ["-m", "venv", folder]);
  if (spawnSync(own, ["-c", `import ${name}`]).status !== 0) {
    execFileSync(own, ["-m", "pip", "install", "--quiet", name]);
  }
  return own;
}
