import { styleText } from "node:util";
import type { Host } from "../runtime/host.ts";

export type Colour = "red" | "yellow" | "green" | "bold" | "dim";

/** Colours text, or leaves it as it is. */
export type Palette = (colour: Colour, text: string) => string;

/**
 * Colours where a person looks on: a terminal that is not dumb, without NO_COLOR. FORCE_COLOR asks for
 * them elsewhere, too (0 and false: nowhere), as it does of Node; --no-color has the last word.
 */
export function palette(host: Host, wanted = true): Palette {
  return wanted && isColoured(host)
    ? (colour, text) => styleText(colour, text, { validateStream: false })
    : (_, text) => text;
}

function isColoured({ env, stdout }: Host): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = env;
  if (FORCE_COLOR) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return stdout.isTTY && !NO_COLOR && TERM !== "dumb";
}
