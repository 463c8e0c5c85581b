import type { Output } from "../runtime/host.ts";

export interface StatusLine {
  /** @param format the text, of the seconds since the beginning and at most so many columns */
  draw(format: (seconds: number, columns: number) => string): void;
  /** Leaves the line as it was before. */
  clear(): void;
}

/**
 * A line that is written anew while something goes on: after a second, and on a terminal only.
 *
 * @param output the terminal, usually that of the error stream
 * @param clock milliseconds that only grow
 */
export function statusLine(output: Output, clock: () => number): StatusLine {
  const start = clock();
  let drawn = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    draw(format) {
      const now = clock();
      if (!output.isTTY || now - start < PATIENCE_MS || now - drawn < BETWEEN_MS) return;
      drawn = now;
      isShown = true;
      output.writeRaw(`${CLEAR}${format((now - start) / 1000, output.columns - 1)}`);
    },
    clear() {
      if (isShown) output.writeRaw(CLEAR);
      isShown = false;
    },
  };
}

const PATIENCE_MS = 1000;
const BETWEEN_MS = 100;
const CLEAR = "\r\u001b[K";
