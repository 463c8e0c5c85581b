import { byteAt, CR, LF, SPACE, whereBelow, whereEqual } from "./bytes";
import { addSpan, clearSpans } from "./memory";

/** Whether a target field goes on in the next piece, and where it begins: negative before this one. */
export let isOpen: bool = false;
export let openFrom: i32 = 0;

/** The state of a scan between two pieces. Offsets are those of the piece at hand; negative before it. */
@unmanaged
class Scan {
  // Constant during a scan.
  delimiter: u8;
  /** Zero for none: a zero byte is a value. */
  quote: u8;
  escape: u8;
  comment: u8;
  /** The byte that counts as a line inside quotes: LF, or CR where lines end in it alone. */
  quotedLineEnd: u8;
  usualFields: i32;
  /** The field that is wanted of each row, or -1. */
  target: i32;

  /** PLAIN, QUOTED, QUOTE_IN_QUOTED or COMMENT. */
  state: i32;
  /** Fields of the row at hand that have ended, and where the next begins. */
  field: i32;
  fieldStart: i32;
  rowStart: i32;
  lastCr: i32;
  lastQuote: i32;
  lastEscape: i32;
  /** Whether the row at hand has held spaces only, as far as earlier pieces go. */
  isBlank: bool;
  /** Rows that are still to be skipped. */
  skip: i32;
  /** The line at hand, and those on which its row and the last quotes have begun. */
  line: f64;
  rowLine: f64;
  quoteLine: f64;

  rows: f64;
  /** Rows that ended before the target field. */
  missing: f64;
  /** Rows with more or fewer fields than usual, and line and fields of the first. */
  longer: f64;
  longerLine: f64;
  longerFields: i32;
  shorter: f64;
  shorterLine: f64;
  shorterFields: i32;
  /** Rows without any value, and those of them whose target field was added. */
  empties: f64;
  emptyTargets: f64;
  comments: f64;
  zeros: f64;
  /** Lines and delimiters in the quotes at hand. */
  quotedLines: f64;
  quotedDelimiters: f64;
  /** Quotes that may be text: something follows where they close, or what they enclose looks like rows. */
  suspects: f64;
  suspectLine: f64;
}

/** For the host to keep between pieces, where it has several scans at once. */
export const SCAN_BYTES: i32 = offsetof<Scan>();
export const SCAN: usize = memory.data(offsetof<Scan>(), 8);
const scan = changetype<Scan>(SCAN);

export function beginRows(
  delimiter: i32,
  usualFields: i32,
  target: i32,
  skip: i32,
  firstLine: f64,
  isCrOnly: bool,
  quote: i32,
  escaping: i32,
  comment: i32,
): void {
  memory.fill(SCAN, 0, offsetof<Scan>());
  scan.delimiter = <u8>delimiter;
  scan.usualFields = usualFields;
  scan.target = target;
  scan.skip = skip;
  scan.line = firstLine;
  scan.rowLine = firstLine;
  scan.quotedLineEnd = isCrOnly ? CR : LF;
  scan.isBlank = true;
  scan.lastCr = LONG_AGO;
  scan.lastQuote = LONG_AGO;
  scan.lastEscape = LONG_AGO;
  scan.quote = <u8>quote;
  scan.escape = <u8>escaping;
  scan.comment = <u8>comment;
}

export function empties(): f64 {
  return scan.empties;
}

export function emptyTargets(): f64 {
  return scan.emptyTargets;
}

export function comments(): f64 {
  return scan.comments;
}

export function zeros(): f64 {
  return scan.zeros;
}

export function suspects(): f64 {
  return scan.suspects;
}

export function suspectLine(): f64 {
  return scan.suspectLine;
}

export function isQuoted(): bool {
  return scan.state === QUOTED;
}

export function line(): f64 {
  return scan.line;
}

export function quoteLine(): f64 {
  return scan.quoteLine;
}

export function rows(): f64 {
  return scan.rows;
}

export function missing(): f64 {
  return scan.missing;
}

export function longer(): f64 {
  return scan.longer;
}

export function longerLine(): f64 {
  return scan.longerLine;
}

export function longerFields(): i32 {
  return scan.longerFields;
}

export function shorter(): f64 {
  return scan.shorter;
}

export function shorterLine(): f64 {
  return scan.shorterLine;
}

export function shorterFields(): i32 {
  return scan.shorterFields;
}

const PLAIN: i32 = 0;
const QUOTED: i32 = 1;
const QUOTE_IN_QUOTED: i32 = 2;
const COMMENT: i32 = 3;

const BEFORE: i32 = -1;
/** Before the byte that lies before the piece. */
const LONG_AGO: i32 = -2;
const FAR_BEFORE: i32 = -1 << 30;

/**
 * Finds rows and fields in the next piece of a delimited text: so many bytes of the input, and behind
 * them 0xff up to the next multiple of 64. Adds a span for the target field of each row: its quotes
 * are still on, and it begins at -1 where that was in an earlier piece.
 *
 * The bytes that decide are found 64 at a time, as bits (Langdale & Lemire, "Parsing gigabytes of
 * JSON per second", VLDB Journal 28, 2019). Where no quote and no carriage return is among them, the
 * fields of a row are counted as bits; else byte by byte.
 */
export function passRows(length: i32): void {
  clearSpans();
  const isSpecial = scan.escape !== 0 || scan.comment !== 0;
  for (let block = 0; block < length; block += 64) {
    const delimiters = whereEqual(block, scan.delimiter);
    let quotes: u64 = scan.quote === 0 ? 0 : whereEqual(block, scan.quote);
    if (isSpecial) {
      if (scan.escape !== 0) quotes |= whereEqual(block, scan.escape);
      if (scan.comment !== 0) quotes |= whereEqual(block, scan.comment);
    }
    const lineFeeds = whereEqual(block, LF);
    // CR and 0 are among them.
    const others = whereBelow(block, CR + 1) & ~lineFeeds & ~delimiters;
    if (scan.state === QUOTED && (quotes | others) === 0) {
      scan.quotedDelimiters += <f64>popcnt(delimiters);
      if (scan.quotedLineEnd === LF && lineFeeds !== 0) {
        scan.line += <f64>popcnt(lineFeeds);
        scan.quotedLines += <f64>popcnt(lineFeeds);
      }
    } else if (scan.state === PLAIN && (quotes | others) === 0) {
      passPlain(block, delimiters, lineFeeds);
    } else passAny(block, delimiters | quotes | lineFeeds | others);
  }
  leavePiece(length);
}

function leavePiece(length: i32): void {
  // Something else follows the quote that has closed the quotes.
  if (scan.state === QUOTE_IN_QUOTED && scan.lastQuote < length - 1) closeQuotes(length);
  isOpen = scan.skip === 0 && scan.field === scan.target && scan.state !== COMMENT;
  openFrom = scan.fieldStart;
  if (scan.field > 0) scan.isBlank = false;
  else if (scan.isBlank) scan.isBlank = areSpaces(max(0, scan.fieldStart), length);
  scan.fieldStart = max(BEFORE, scan.fieldStart - length);
  scan.rowStart = max(FAR_BEFORE, scan.rowStart - length);
  scan.lastEscape = max(LONG_AGO, scan.lastEscape - length);
  scan.lastCr = max(LONG_AGO, scan.lastCr - length);
  scan.lastQuote = max(LONG_AGO, scan.lastQuote - length);
}

/** The text ends: with it the row at hand, where there is one. */
export function endRows(): void {
  clearSpans();
  if (scan.state === COMMENT) scan.comments++;
  else if (scan.field > 0 || !scan.isBlank) endRow(0);
}

/** A block outside quotes that holds delimiters and line feeds only. */
function passPlain(block: i32, delimiters: u64, lineFeeds: u64): void {
  let rest = delimiters;
  for (let ends = lineFeeds; ends !== 0; ends &= ends - 1) {
    const inRow = rest & ((ends & -ends) - 1);
    passFields(block, inRow);
    rest ^= inRow;
    endLine(block + <i32>ctz(ends), LF);
  }
  passFields(block, rest);
}

/** Fields of one row, by their delimiters. */
function passFields(block: i32, delimiters: u64): void {
  const count = <i32>popcnt(delimiters);
  if (count === 0) return;
  const before = scan.target - scan.field;
  if (scan.skip === 0 && before >= 0 && before < count) {
    let from = scan.fieldStart;
    let ends = delimiters;
    for (let i = 0; i < before; i++) {
      if (i === before - 1) from = block + <i32>ctz(ends) + 1;
      ends &= ends - 1;
    }
    addSpan(from, block + <i32>ctz(ends));
  }
  scan.field += count;
  scan.fieldStart = block + 64 - <i32>clz(delimiters);
}

/** A block of whatever kind, of which the bytes that may decide are known. */
function passAny(block: i32, places: u64): void {
  for (let bits = places; bits !== 0; bits &= bits - 1) {
    const at = block + <i32>ctz(bits);
    const byte = byteAt(at);
    if (byte === 0) {
      scan.zeros++;
      continue;
    }
    if (scan.state === COMMENT) {
      if (byte === LF || byte === CR) {
        scan.comments++;
        scan.state = PLAIN;
        beginLine(at, byte);
      }
      continue;
    }
    if (scan.escape !== 0) {
      if (at === scan.lastEscape + 1) {
        scan.lastEscape = LONG_AGO;
        if (byte === scan.quotedLineEnd) scan.line++;
        continue;
      }
      if (byte === scan.escape && (scan.state === QUOTED || scan.quote === 0)) {
        scan.lastEscape = at;
        continue;
      }
    }
    if (scan.state === QUOTED) {
      if (byte === scan.quote) {
        scan.lastQuote = at;
        scan.state = QUOTE_IN_QUOTED;
      } else if (byte === scan.quotedLineEnd) {
        scan.line++;
        scan.quotedLines++;
      } else if (byte === scan.delimiter) scan.quotedDelimiters++;
      continue;
    }
    if (scan.state === QUOTE_IN_QUOTED) {
      if (byte === scan.quote && at === scan.lastQuote + 1) {
        scan.state = QUOTED;
        continue;
      }
      // That quote has closed the quotes.
      closeQuotes(at);
    }
    if (byte === scan.delimiter) {
      if (scan.field === scan.target && scan.skip === 0) addSpan(scan.fieldStart, at);
      scan.field++;
      scan.fieldStart = at + 1;
    } else if (byte === scan.quote) {
      if (at === scan.fieldStart) {
        scan.state = QUOTED;
        scan.quoteLine = scan.line;
        scan.quotedLines = 0;
        scan.quotedDelimiters = 0;
      }
    } else if (byte === LF || byte === CR) {
      endLine(at, byte);
    } else if (byte === scan.comment && scan.field === 0 && at === scan.fieldStart) {
      scan.state = COMMENT;
    }
  }
}

/** The field at hand goes on outside of its quotes, up to `at` or beyond. */
function closeQuotes(at: i32): void {
  scan.state = PLAIN;
  const isText = !areSpaces(max(0, scan.lastQuote + 1), at);
  const lines = scan.quotedLines;
  const areRows =
    lines > 0 &&
    scan.usualFields > 1 &&
    scan.quotedDelimiters >= lines * <f64>(scan.usualFields - 1);
  if ((isText || areRows) && scan.skip === 0 && scan.suspects++ === 0) {
    scan.suspectLine = scan.quoteLine;
  }
}

function endLine(at: i32, byte: u8): void {
  // The LF of a CRLF belongs to the line that has ended.
  if (byte === LF && at === scan.lastCr + 1) {
    scan.fieldStart = at + 1;
    scan.rowStart = at + 1;
    return;
  }
  if (scan.field > 0 || !scan.isBlank || !areSpaces(max(0, scan.fieldStart), at)) endRow(at);
  beginLine(at, byte);
}

function beginLine(at: i32, byte: u8): void {
  if (byte === CR) scan.lastCr = at;
  scan.field = 0;
  scan.fieldStart = at + 1;
  scan.rowStart = at + 1;
  scan.isBlank = true;
  scan.rowLine = ++scan.line;
}

function endRow(at: i32): void {
  if (scan.skip > 0) {
    scan.skip--;
    return;
  }
  // Delimiters alone: no value.
  if (scan.field > 0 && at - scan.rowStart === scan.field) {
    scan.empties++;
    if (scan.target >= 0 && scan.field > scan.target) scan.emptyTargets++;
    return;
  }
  if (scan.field === scan.target) addSpan(scan.fieldStart, at);
  scan.rows++;
  const fields = scan.field + 1;
  if (fields <= scan.target) scan.missing++;
  if (fields > scan.usualFields) {
    if (scan.longer++ === 0) {
      scan.longerLine = scan.rowLine;
      scan.longerFields = fields;
    }
  } else if (fields < scan.usualFields) {
    if (scan.shorter++ === 0) {
      scan.shorterLine = scan.rowLine;
      scan.shorterFields = fields;
    }
  }
}

/** Whether the bytes `from` (included) to `to` (excluded) are spaces. */
function areSpaces(from: i32, to: i32): bool {
  let at = from;
  while (at < to && byteAt(at) === SPACE) at++;
  return at === to;
}
