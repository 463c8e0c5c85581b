import stringWidth from "fast-string-width";
import type { Output } from "../runtime/host.ts";
import { bytes, thousands } from "../text/quantity.ts";
import { statusLine } from "./status-line.ts";

/** How much of the reading is done. */
export interface ProgressState {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}

export interface ProgressBar {
  update(state: ProgressState): void;
  /** Leaves the line as it was before. */
  clear(): void;
}

/**
 * A line that shows how far a long reading is: see {@link statusLine}.
 *
 * @param output the terminal, usually that of the error stream
 * @param clock milliseconds that only grow
 */
export function progressBar(output: Output, clock: () => number): ProgressBar {
  const { draw, clear } = statusLine(output, clock);
  return {
    update: (state) => draw((seconds, columns) => formatLine(state, seconds, columns)),
    clear,
  };
}

const BAR_CELLS = 20;

function formatLine(state: ProgressState, seconds: number, columns: number): string {
  // Bytes tell the time that is left; where files are empty, their number does.
  const share =
    state.totalBytes > 0 ? state.bytes / state.totalBytes : state.files / state.totalFiles;
  const cells = Math.round(Math.min(1, share) * BAR_CELLS);
  const parts = [
    `${"█".repeat(cells)}${"░".repeat(BAR_CELLS - cells)}`,
    `${thousands(state.files)}/${thousands(state.totalFiles)} files`,
    `${bytes(state.bytes)} of ${bytes(state.totalBytes)}`,
    `${bytes(state.bytes / seconds)}/s`,
    share > 0 ? `${formatTime((seconds / share) * (1 - share))} left` : "",
  ];
  // A line that wraps cannot be cleared: parts without room are dropped, from the right.
  while (parts.length > 1 && stringWidth(parts.join("  ")) > columns) parts.pop();
  return parts.join("  ").trimEnd().slice(0, Math.max(0, columns));
}

function formatTime(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
