import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SHARED = new URL("../../../shared/", import.meta.url);

/**
 * Where a file or folder of `../shared` lies: corpora and cases beside the project, which a fresh clone lacks.
 * Tests that read it are skipped where `../shared` is absent.
 *
 * @throws Error on a CI machine that has `../shared` without this path: nothing may be skipped there
 * @example const { path, isAbsent } = shared("corpora/csv-spectrum"); describe.skipIf(isAbsent)(…)
 */
export function shared(path: string): { path: string; isAbsent: boolean } {
  const location = new URL(path, SHARED);
  const isAbsent = !existsSync(location);
  if (isAbsent && process.env.CI && existsSync(SHARED)) {
    throw new Error(`../shared has no ${path}: its tests would be skipped`);
  }
  return { path: fileURLToPath(location), isAbsent };
}
