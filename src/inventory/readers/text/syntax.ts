import { type FirstRows, firstRows, type Syntax } from "./rows-of.ts";

/** A syntax, and the first rows by it where its delimiter was looked for. */
export interface Judged {
  readonly syntax: Syntax;
  readonly probed?: FirstRows;
}

/** Delimiter and quotes, as far as they are not stated. */
export function judgeSyntax(
  text: string,
  extension: string,
  named: string | undefined,
  { quote, escape: escaping }: { readonly quote?: string; readonly escape?: string },
): Judged {
  const base = {
    quote: quote === undefined ? '"' : toCharacter(quote),
    escape: toCharacter(escaping),
    comment: "",
  };
  const judged = delimited(text, extension, named, base);
  const { syntax } = judged;
  const { delimiter } = syntax;
  const hasBare = text.includes(`\\${delimiter}`);
  const isStated = quote !== undefined || escaping !== undefined;
  if (isStated || !(text.includes('"') || hasBare || isSingle(text, delimiter))) return judged;
  const escaped = { ...syntax, escape: "\\" };
  const others = [
    ...(text.includes('\\"') ? [escaped] : []),
    { ...syntax, quote: "" },
    ...(hasBare ? [{ ...escaped, quote: "" }] : []),
    ...(isSingle(text, delimiter) ? [{ ...syntax, quote: "'" }] : []),
  ];
  const first = firstRows(text, syntax, JUDGED_ROWS);
  let best = { judged, faults: countFaults(first) };
  if (text.startsWith("'") && text.includes(`'${delimiter}'`)) {
    const single = { ...syntax, quote: "'" };
    const isBetter = countFaults(firstRows(text, single, JUDGED_ROWS)) <= best.faults;
    return isBetter ? { syntax: single } : judged;
  }
  if (best.faults === 0) return judged;
  // A text that breaks off within quotes, unless it ends in an escaped one.
  const isEscaped =
    text.includes('\\"') && countFaults(firstRows(text, escaped, JUDGED_ROWS)) === 0;
  if (!isEscaped && breaksOff(text, syntax, first)) return judged;
  for (const other of others) {
    const way = delimited(text, extension, named, other);
    const faults = countFaults(firstRows(text, way.syntax, JUDGED_ROWS));
    if (faults < best.faults) best = { judged: way, faults };
  }
  return best.judged;
}

/** The syntax with the delimiter that is named, else looked for. */
function delimited(
  text: string,
  extension: string,
  named: string | undefined,
  syntax: Omit<Syntax, "delimiter">,
): Judged {
  if (named !== undefined) return { syntax: { ...syntax, delimiter: named } };
  const { delimiter, probed } = sniff(text, extension, syntax);
  return { syntax: { ...syntax, delimiter }, ...(probed !== undefined && { probed }) };
}

/** Whether single quotes may enclose fields. */
function isSingle(text: string, delimiter: string): boolean {
  return text.startsWith("'") || text.includes(`${delimiter}'`);
}

/** Where a stray quote was taken for text: in tab-separated text that is usual. */
export function literalNote(
  { quote, delimiter }: Syntax,
  stated: string | undefined,
  text: string,
): string[] {
  if (quote !== "" || stated !== undefined || delimiter === "\t") return [];
  const line = text.slice(0, text.indexOf('"')).split(/\r\n|\r|\n/).length;
  return [`line ${line}: quotes do not enclose fields, and are read as text`];
}

/** Whether a quote is not closed that would enclose no whole row: the text is cut off, and the quote is one. */
function breaksOff(text: string, syntax: Syntax, quoted: FirstRows): boolean {
  if (!quoted.isUnclosed) return false;
  const literal = firstRows(text, { ...syntax, quote: "" }, JUDGED_ROWS);
  return literal.rows.length - quoted.rows.length < 2;
}

/** The evidence against a syntax: rows with another number of fields than usual, and quotes that do not fit. */
function countFaults({ rows, faults }: FirstRows): number {
  const { fields } = commonest(rows.map((row) => row.length));
  return faults + rows.filter((row) => row.length !== fields).length;
}

/** Quotes and comments are judged by so many rows. */
export const JUDGED_ROWS = 2000;

/** The delimiter, and the first rows by it where it occurs. */
function sniff(
  text: string,
  extension: string,
  syntax: Omit<Syntax, "delimiter">,
): { delimiter: string; probed?: FirstRows } {
  const usual =
    extension === ".tsv" || extension === ".tab" ? "\t" : extension === ".psv" ? "|" : ",";
  if (BOX.test(text.slice(0, MOST_LINE))) return { delimiter: "|" };
  let best: Candidate = { delimiter: usual, share: 0, fields: 1 };
  for (const delimiter of CANDIDATES) {
    if (!text.includes(delimiter)) continue;
    const probed = firstRows(text, { ...syntax, delimiter }, PROBED_ROWS);
    const { share, fields } = commonest(probed.rows.map((row) => row.length));
    if (fields < 2) continue;
    if (delimiter === usual && usual === "\t" && share >= 0.5) return { delimiter, probed };
    const better = share - best.share;
    if (better > 0 || (better === 0 && winsTie(text, delimiter, fields, best, usual, syntax))) {
      best = { delimiter, share, fields, probed };
    }
  }
  return best;
}

interface Candidate {
  readonly delimiter: string;
  readonly share: number;
  readonly fields: number;
  readonly probed?: FirstRows;
}

function winsTie(
  text: string,
  delimiter: string,
  fields: number,
  best: Candidate,
  usual: string,
  syntax: Omit<Syntax, "delimiter">,
): boolean {
  if (best.delimiter === ";" && delimiter === ",") {
    // "1,5;2,5": the comma is a decimal one.
    const row = firstRows(text, { ...syntax, delimiter: ";" }, 2).rows.at(-1) ?? [];
    if (row.some((field) => /^\s*[-+]?\d+,\d+\s*$/.test(field))) return false;
  }
  return fields > best.fields || (fields === best.fields && delimiter === usual);
}

/** The commonest number of fields and the share of rows that have it. */
export function commonest(counts: readonly number[]): { fields: number; share: number } {
  const rows = new Map<number, number>();
  for (const count of counts) rows.set(count, (rows.get(count) ?? 0) + 1);
  let fields = 1;
  let most = 0;
  for (const [count, times] of rows) {
    if (times > most || (times === most && count > fields)) {
      fields = count;
      most = times;
    }
  }
  return { fields, share: counts.length === 0 ? 0 : most / counts.length };
}

/** A table as a terminal shows it, with lines of dashes above and below its rows. */
export const BOX = /^\+[-=+]{3,5000}\+\r?\n\|/;

/** Hive separates fields by the first control character. */
const CANDIDATES = ["\x01", "\t", ";", "|", ","];

/** A stated character; `none` is no character. */
export function toCharacter(stated: string | undefined): string {
  return stated === undefined || stated === "none" ? "" : stated;
}

/** Delimiter and event time are judged by as many rows. */
export const PROBED_ROWS = 100;
/** A line is not looked at further. */
export const MOST_LINE: number = 1 << 16;
