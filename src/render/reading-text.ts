import type { ListedFile } from "../inventory/scan/schema.ts";

/**
 * How a file was read, as far as its name does not say it, or it is not the usual way; empty where all is usual.
 *
 * @example readingText(file) // 'delimiter ";", no header', of a file that is called .csv
 */
export function readingText(file: ListedFile): string {
  const { path, format } = file;
  const usual: ReadingValues = {
    ...(format !== null && { format }),
    delimiter: /\.(tsv|tab)(\.\w+)?$/i.test(path) ? "\t" : ",",
    quote: '"',
    header: true,
  };
  return Object.entries(readingValues(file))
    .filter(([key, value]) => usual[key] !== value)
    .map(([key, value]) => {
      if (key === "format") return `as ${value}`;
      return key === "header" && value === false ? "no header" : `${key} ${readingValue(value)}`;
    })
    .join(", ");
}

/** By the keys of a source. */
export type ReadingValues = Readonly<Record<string, string | number | boolean>>;

export function readingValues({ reading }: ListedFile): ReadingValues {
  return (reading ?? {}) as ReadingValues;
}

/** A value of a reading; a character in quotes, since it is easily overlooked. */
export function readingValue(value: string | number | boolean): string {
  return typeof value === "string" && !/^[\w.-]{2,}$/.test(value)
    ? JSON.stringify(value)
    : `${value}`;
}
