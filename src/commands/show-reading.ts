import { statusLine } from "../render/status-line.ts";
import type { Output } from "../runtime/host.ts";
import { onInterrupt } from "../runtime/interrupt.ts";
import { thousands } from "../text/quantity.ts";
import type { Watcher } from "../validation/servers/server-access.ts";

/**
 * A line that says how much has been read of a server, also while it is silent.
 *
 * @param server `MLflow at https://mlflow.example.com`
 * @param unit what is counted: `runs`
 */
export function showReading(server: string, unit: string, terminal: Output): Watcher {
  const { draw, clear } = statusLine(terminal, () => performance.now());
  let count = 0;
  const show = () =>
    draw((seconds, columns) =>
      `${server}: ${thousands(count)} ${unit}, ${Math.round(seconds)} s`.slice(0, columns),
    );
  const timer = setInterval(show, EVERY_MS);
  const release = onInterrupt(clear);
  return {
    update: (read) => {
      count = read;
    },
    end: () => {
      clearInterval(timer);
      release();
      clear();
    },
  };
}

const EVERY_MS = 250;
