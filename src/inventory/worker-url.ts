import { existsSync } from "node:fs";

/**
 * The script of a second thread, or null if it is not there: Node 20 runs no TypeScript, so that only
 * the bundle has threads; from the sources, all is done in one.
 */
export function workerUrl(): URL | null {
  url ??= { worker: existsSync(BUNDLED) ? BUNDLED : null };
  return url.worker;
}

// The bundle is flat: its worker lies beside the module that this one is bundled into.
const BUNDLED = new URL("./worker.js", import.meta.url);
let url: { worker: URL | null } | undefined;
