import type { Host } from "../runtime/host.ts";
import { type Palette, palette } from "./palette.ts";

/** The screen for which text is laid out. */
export interface Screen {
  /** Cells of a line; 80 where there is no terminal. */
  readonly columns: number;
  /** Whether somebody looks on: only there what is too long is cut. */
  readonly isTerminal: boolean;
  /** Whether it shows more than ASCII. */
  readonly isUnicode: boolean;
  readonly paint: Palette;
}

/** The screen of a host, coloured only where {@link palette} says so. */
export function screenFor(host: Host, wantsColour?: boolean): Screen {
  const { env, stdout } = host;
  // POSIX: the first that is set and not empty decides. Where none is, as in most containers, the
  // terminal is on another machine and shows UTF-8.
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "UTF-8";
  return {
    columns: stdout.columns,
    isTerminal: stdout.isTTY,
    isUnicode: env.TERM !== "dumb" && /utf-?8/i.test(locale),
    paint: palette(host, wantsColour),
  };
}
