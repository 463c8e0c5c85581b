/** A megabyte of 1024², as everywhere in this program. */
export const MB: number = 1024 ** 2;

/** `100,000`: digits in threes, as the seed document writes them; no locale has a say. */
export function thousands(value: number): string {
  const [whole = "", fraction] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** `1 file`, `2,000 files`. */
export function count(value: number, noun: string): string {
  return `${thousands(value)} ${noun}${value === 1 ? "" : "s"}`;
}

export function sampleCount(value: number): string {
  return count(value, "sample");
}

/**
 * Bytes in megabytes of 1024², as the seed document counts them, with one decimal: `0.8 MB`; what
 * would be lost in the decimal in kilobytes or bytes.
 */
export function bytes(value: number): string {
  if (value >= 0.1 * MB) return `${megabytes(value)} MB`;
  return value >= 1024 ? `${(value / 1024).toFixed(1)} kB` : count(Math.round(value), "byte");
}

/** The number alone, as the generator printed it: `0.8`. */
export function megabytes(value: number): string {
  const [whole = "", fraction] = (value / MB).toFixed(1).split(".");
  return `${thousands(Number(whole))}.${fraction}`;
}

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`. */
export function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13;
  return `${thousands(value)}${(!teen && { 1: "st", 2: "nd", 3: "rd" }[value % 10]) || "th"}`;
}

/**
 * A measured number to four digits, without zeros that say nothing.
 *
 * @example figure(0.87123) // "0.8712"
 * @example figure(0.00001234) // "0.00001234"
 */
export function figure(value: number): string {
  const rounded = Number(value.toPrecision(4));
  const [mantissa = "", exponent] = String(rounded).split("e");
  return exponent === undefined ? thousands(rounded) : `${mantissa}e${exponent}`;
}

/**
 * Hours, in minutes or seconds where they are few.
 *
 * @example duration(1.5) // "1.5 h"
 * @example duration(0.0052) // "19 s"
 */
export function duration(hours: number): string {
  if (hours === 0 || hours >= 0.1) return `${figure(hours)} h`;
  const minutes = 60 * hours;
  const [value, unit] = minutes >= 1 ? [minutes, "min"] : [60 * minutes, "s"];
  return `${figure(Number(value.toPrecision(2)))} ${unit}`;
}

/** A probability: `0.0123`, `< 0.0001`. */
export function probability(p: number): string {
  return p < 0.0001 ? "< 0.0001" : figure(Number(p.toPrecision(2)));
}

/**
 * A share of a whole, to two digits.
 *
 * @example percent(0.09556) // "9.6 %"
 */
export function percent(share: number): string {
  return `${figure(Number((100 * share).toPrecision(2)))} %`;
}

/** `1,234.50 EUR`; without its currency where that is unknown. */
export function money(amount: number, currency: string | null): string {
  const [whole = "", cents = ""] = amount.toFixed(2).split(".");
  return `${thousands(Number(whole))}.${cents}${currency === null ? "" : ` ${currency}`}`;
}

/**
 * A number of which only bounds may be known; without an upper one `most` is null.
 *
 * @example countRange(5, 5) // "5"
 * @example countRange(5, 1200) // "5 to 1,200"
 * @example countRange(5, null) // "at least 5"
 * @example countRange(0, null) // "an unknown number"
 */
export function countRange(least: number, most: number | null): string {
  if (most === null && least === 0) return "an unknown number";
  if (most === null) return `at least ${thousands(least)}`;
  return least === most ? thousands(least) : `${thousands(least)} to ${thousands(most)}`;
}

/** The same of samples: `5 to 1,200 samples`, `1 sample`, `an unknown number of samples`, `5 of 20 samples`. */
export function sampleRange(
  least: number,
  most: number | null,
  minimum: number | null = null,
): string {
  const isUnknown = most === null && least === 0;
  if (minimum !== null && !isUnknown) {
    return `${countRange(least, most)} of ${thousands(minimum)} samples`;
  }
  if (least === most) return sampleCount(least);
  const needed = minimum === null ? "" : `, ${thousands(minimum)} needed`;
  return `${countRange(least, most)}${isUnknown ? " of" : ""} samples${needed}`;
}
