// What the host calls: see ../kernel.ts.
export {
  hasStopped,
  KEY,
  KEY_LIMIT,
  lines,
  nonFinite,
  passLines,
} from "./lines";
export { INPUT, INPUT_BYTES, SPANS, SPANS_LIMIT, spanCount } from "./memory";
export {
  beginRows,
  endRows,
  isOpen,
  isQuoted,
  line,
  longer,
  longerFields,
  longerLine,
  missing,
  openFrom,
  passRows,
  quoteLine,
  rows,
  SCAN,
  SCAN_BYTES,
  shorter,
  shorterFields,
  shorterLine,
} from "./rows";
export { findInStrings, PIECE, PIECE_BYTES, POSITIONS } from "./strings";
export { earliest, latest, passTimes } from "./times";
