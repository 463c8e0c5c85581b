/*
 * Names and values in SQL, as DuckDB and Trino both read them. No other code makes SQL of what a file or a
 * configuration holds, except a query of the configuration, which stands in brackets.
 */

/** A name in SQL. @example quoteName('a"b') // "a""b" in double quotes */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL. In DuckDB a statement ends at a NUL, so that one is written as a call. */
export function quoteText(text: string): string {
  const parts = text.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? (parts[0] as string) : `(${parts.join(" || chr(0) || ")})`;
}

/** A number in SQL, with all its digits. @example quoteNumber(Infinity) // cast('Infinity' as double) */
export function quoteNumber(value: number): string {
  return `cast('${value}' as double)`;
}
