/**
 * The class that a cell of a label column names; null where the row has no label: empty cells, and what
 * pandas reads as missing (`NA`, `NaN`, `null`, `None`, `<NA>` …) in any case. `0` and `false` are labels.
 * A number is one class however many zeros follow its point, and so is a truth value in any case.
 *
 * @example toLabel("1.0") // "1", as pandas writes whole numbers in a column with gaps
 * @example toLabel(" nan ") // null
 */
export function toLabel(cell: string): string | null {
  const text = cell.trim();
  if (NO_LABEL.test(text)) return null;
  if (/^[-+]?\d+\.0+$/.test(text)) return text.slice(0, text.indexOf("."));
  return /^(true|false)$/i.test(text) ? text.toLowerCase() : text;
}

/** As `pandas.read_csv` has them by default, and the `\N` of Hive and MySQL. */
const NO_LABEL = /^(|#?n\/a|#n\/a n\/a|#?na|nat|[-+]?nan|-?1\.#(ind|qnan)|null|none|<na>|\\n)$/i;
