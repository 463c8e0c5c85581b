import { styleText } from "node:util";
import type { Host } from "../host.ts";

export type Colour = "red" | "yellow" | "green" | "bold" | "dim";

/** Colours text, or leaves it as it is. */
export type Palette = (colour: Colour, text: string) => string;

/** Colours where a person looks on: a terminal that is not dumb, and neither NO_COLOR nor --no-color. */
export function palette(host: Host, wanted = true): Palette {
  const { NO_COLOR, TERM } = host.env;
  const coloured = wanted && host.stdout.isTTY && !NO_COLOR && TERM !== "dumb";
  return coloured
    ? (colour, text) => styleText(colour, text, { validateStream: false })
    : (_, text) => text;
}
