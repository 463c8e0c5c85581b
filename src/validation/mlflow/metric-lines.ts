import type { Logged } from "./tracking.ts";

/** `timestamp value step`; the first files had no step, the latest name the data set behind it. */
const LINE = /^(-?\d{1,19}) (\S+)(?: (-?\d{1,19})(?: .*)?)?$/;

/**
 * A file of the file store: one line a value.
 *
 * @throws Error if a line is not valid, or the file was cut off
 */
export function metricLines(text: string): Logged[] {
  if (text.trim() === "") throw new Error("empty; timestamp, value and step are expected");
  const lines = text.split("\n");
  // MLflow ends every line: a number that is cut off would be another number.
  if (lines.pop() !== "") throw new Error(`line ${lines.length + 1} is cut off`);
  return lines.map((line, index) => {
    const [, timestamp, value = "", step = "0"] = LINE.exec(line.trimEnd()) ?? [];
    const number = parseNumber(value);
    if (timestamp === undefined || number === undefined) {
      const shown = JSON.stringify(line.slice(0, 60));
      throw new Error(`line ${index + 1}: ${shown} is not timestamp, value and step`);
    }
    return { timestampMs: Number(timestamp), value: number, step: Number(step) };
  });
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** As Python prints a float. */
function parseNumber(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  switch (text.toLowerCase()) {
    case "nan":
      return Number.NaN;
    case "inf":
    case "infinity":
      return Infinity;
    case "-inf":
    case "-infinity":
      return -Infinity;
    default:
      return undefined;
  }
}
