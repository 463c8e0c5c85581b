/**
 * The number that a text stands for: a percentage as a share, or a number in quotes.
 *
 * @returns undefined where it is no number
 * @example numberMeant("2%") // 0.02
 */
export function numberMeant(text: string): number | undefined {
  const [, digits, percent] = /^([+-]?\d{1,15}(?:\.\d{1,15})?) ?(%?)$/.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  // 0.29 rather than 0.29000000000000004.
  return percent === "%" ? Number((Number(digits) / 100).toPrecision(12)) : Number(digits);
}

/**
 * The days that a text such as `31/12/2025` may stand for: two where day and month could change places.
 *
 * @example daysMeant("31/12/2025") // ["2025-12-31"]
 * @example daysMeant("5/1/2026") // ["2026-01-05", "2026-05-01"]
 */
export function daysMeant(text: string): string[] {
  const [first = "", second = "", third = ""] =
    /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})$/.exec(text.trim())?.slice(1) ?? [];
  const read =
    first.length === 4
      ? [isoDay(first, second, third)]
      : [isoDay(third, second, first), isoDay(third, first, second)];
  return [...new Set(read.filter((day) => day !== null))];
}

function isoDay(year: string, month: string, day: string): string | null {
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  // In JavaScript the 31st of June is the 1st of July.
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.valueOf()) || !date.toISOString().startsWith(iso) ? null : iso;
}
