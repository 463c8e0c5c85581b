/**
 * How many columns of some rows hold numbers or dates: nine of ten values, not counting empty ones.
 *
 * @param rows without the header
 */
export function countNumericColumns(rows: readonly (readonly string[])[]): number {
  const width = Math.max(0, ...rows.map((row) => row.length));
  let columns = 0;
  for (let index = 0; index < width; index++) {
    const values = rows.map((row) => (row[index] ?? "").trim()).filter((value) => value !== "");
    const numeric = values.filter((value) => NUMERIC.test(value)).length;
    if (numeric > 0 && numeric >= values.length * 0.9) columns++;
  }
  return columns;
}

/** A number, a missing value, a date or a time of day. */
const NUMERIC =
  /^(?:[-+$€£]?\d[\d.,]{0,30}(?:[eE][-+]?\d{1,4})?%?|[-+]?\.\d{1,30}|nan|na|null|\?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T][\d:.,]{4,20}(?:Z|[-+]\d\d:?\d\d)?)?|\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?)$/i;
