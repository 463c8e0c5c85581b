/** As {@link parseShortDuration} reads it; for a JSON Schema. */
export const SHORT_DURATION = /^[1-9]\d{0,6}[smhdw]$/;

/**
 * Reads a length of time as Prometheus writes it: a number with s, m, h, d or w.
 *
 * @returns seconds; undefined if the text is not a duration
 * @example parseShortDuration("6h") // 21600
 */
export function parseShortDuration(text: string): number | undefined {
  if (!SHORT_DURATION.test(text)) return undefined;
  return Number(text.slice(0, -1)) * (SECONDS[text.at(-1) ?? ""] ?? Number.NaN);
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
