import { InvalidArgumentError } from "commander";
import { HORIZON } from "../config/choices.ts";
import { oneOfMessage } from "./fault-line.ts";

/** Readers of the values of flags: each throws InvalidArgumentError, which says what was expected. */

/** `06:00`, as it stands. */
export function timeOfDay(text: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) {
    throw new InvalidArgumentError("Expected a time of day such as 06:00.");
  }
  return text;
}

/** From 1. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value)) {
    throw new InvalidArgumentError("Expected a whole number from 1.");
  }
  return value;
}

/** Above 0, with commas, each once. */
export function positiveNumbers(text: string): number[] {
  const values = text.split(",").map((word) => (word.trim() === "" ? Number.NaN : Number(word)));
  if (values.some((value) => !(value > 0 && Number.isFinite(value)))) {
    throw new InvalidArgumentError("Expected numbers above 0, with commas.");
  }
  // Sums of greater ones are no numbers any more.
  if (values.some((value) => value > 1e100)) {
    throw new InvalidArgumentError("Expected numbers of at most 1e100.");
  }
  return [...new Set(values)];
}

/** `90d`, `26w`, `6mo` or `1y`, as it stands. */
export function horizon(text: string): string {
  if (!HORIZON.test(text))
    throw new InvalidArgumentError("Expected a time such as 90d, 26w, 6mo or 1y.");
  return text;
}

/** `90s`, `10m` or `2h` in milliseconds. */
export function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  if (digits === undefined)
    throw new InvalidArgumentError("Expected a time such as 90s, 10m or 2h.");
  return Number(digits) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as "s" | "m" | "h"];
}

/** Some of these words, with commas, each once. */
export function createListParser(choices: readonly string[]): (text: string) => string[] {
  return (text) => {
    const items = text.split(",").map((item) => item.trim());
    const wrong = items.find((item) => !choices.includes(item));
    if (wrong !== undefined) {
      throw new InvalidArgumentError(oneOfMessage(wrong, choices));
    }
    return [...new Set(items)];
  };
}
