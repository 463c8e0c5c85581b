// The functions that the host calls: see ../kernel.ts.
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
  comments,
  empties,
  emptyTargets,
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
  suspectLine,
  suspects,
  zeros,
} from "./rows";
export { findInStrings, PIECE, PIECE_BYTES, POSITIONS } from "./strings";
export { earliest, latest, passTimes } from "./times";
