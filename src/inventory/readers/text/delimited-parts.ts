import { fstatSync, readSync } from "node:fs";
import { LF } from "../../../text/ascii.ts";
import { type FileHead, type Part, type PartReader, ReadWhole } from "../../parts.ts";
import { createRowScanner, DelimitedScan } from "../delimited.ts";
import { type DelimitedTally, summarizeCount } from "../delimited-count.ts";
import type { Dialect } from "./dialect.ts";
import { TAIL_BYTES } from "./footer.ts";
import type { RowSink } from "./part.ts";
import { pushBeginning, pushPart, withFile } from "./part.ts";
import { type Beside, NOTHING_BESIDE, type Ragged, type RowScanner } from "./row-scanner.ts";
import { guessRowStart } from "./row-start.ts";
import { type TimeSum, TimeTally } from "./time-tally.ts";

interface DelimitedHead extends FileHead {
  readonly dialect: Dialect;
}

interface DelimitedSum extends DelimitedTally {
  readonly times: TimeSum;
}

/** How delimited text is read in parts: a row may begin after any LF that is not inside quotes. */
export const delimitedParts: PartReader<DelimitedHead, DelimitedSum> = {
  head(file, options) {
    if (options.encoding !== undefined || file.extension === ".ssv") return null;
    const scan = new DelimitedScan(file.extension, options);
    const start = pushBeginning(file, Number.POSITIVE_INFINITY, (chunk) => {
      scan.push(chunk);
      return scan.dialect !== null;
    });
    if (start === null) return null;
    const dialect = scan.judge();
    if (dialect.crOnly) return null;
    const from = start + dialect.preambleBytes;
    return {
      from,
      line: 1 + dialect.preambleLines,
      firstCut: from + dialect.lastHeaderByte + 1,
      dialect,
    };
  },

  part(file, options, { from: begin, dialect }, { from, to, line }) {
    return withFile(file, (descriptor) => {
      const isGuess = line === null;
      const start = isGuess ? guessRowStart(descriptor, from, dialect) : from;
      const firstLine = line ?? 1;
      const times = new TimeTally(options.zone, options.timeFormat);
      const rows = createRowScanner(dialect, times, firstLine, start === begin);
      const range = { from: start, to, ...(isGuess && { mostBeyond: MOST_BEYOND_BYTES }) };
      const end = pushPart(descriptor, range, createSink(rows, dialect));
      const lines = rows.line - firstLine;
      // Whoever reads the whole file says whether the quote is text.
      const isUnclosed = rows.isInQuotes && !isGuess;
      if (!isUnclosed) rows.end();
      const { beside } = rows;
      const suspects = beside.suspects + Number(isUnclosed);
      const tally = {
        beside: { ...beside, suspects, suspectLine: beside.suspectLine - firstLine },
        ...(end === null ? readTail(descriptor, begin) : { tail: "", isWholeTail: false }),
        rows: rows.rows,
        longer: moved(rows.longer, -firstLine),
        shorter: moved(rows.shorter, -firstLine),
        times: times.sum,
      };
      return { from: start, to: end, lines, tally };
    });
  },

  merge(options, { line, dialect }, parts: readonly Part<DelimitedSum>[]) {
    const times = new TimeTally(options.zone, options.timeFormat);
    let rows = 0;
    let longer: Ragged = { rows: 0, firstLine: 0, firstFields: 0 };
    let shorter = longer;
    let beside = NOTHING_BESIDE;
    let firstLine = line;
    for (const { lines, tally } of parts) {
      rows += tally.rows;
      longer = joined(longer, moved(tally.longer, firstLine));
      shorter = joined(shorter, moved(tally.shorter, firstLine));
      beside = summed(beside, tally.beside, firstLine);
      times.append(tally.times);
      firstLine += lines;
    }
    if (beside.suspects > 0 && dialect.quote !== "") throw new ReadWhole();
    const last = parts.find(({ tally }) => tally.tail !== "")?.tally;
    const { tail = "", isWholeTail = true } = last ?? {};
    return summarizeCount(
      { rows, longer, shorter, beside, tail, isWholeTail },
      dialect,
      times,
      options,
    );
  },
};

// A guess that leads nowhere near is wrong.
const MOST_BEYOND_BYTES = 1 << 22;

/** The end of the rows of a file. */
function readTail(descriptor: number, begin: number): { tail: string; isWholeTail: boolean } {
  const { size } = fstatSync(descriptor);
  const from = Math.max(begin, size - TAIL_BYTES);
  const buffer = Buffer.alloc(Math.max(0, size - from));
  const got = readSync(descriptor, buffer, 0, buffer.length, from);
  return { tail: buffer.subarray(0, got).toString("latin1"), isWholeTail: from === begin };
}

function summed(a: Beside, b: Beside, firstLine: number): Beside {
  return {
    empties: a.empties + b.empties,
    emptyTargets: a.emptyTargets + b.emptyTargets,
    comments: a.comments + b.comments,
    zeros: a.zeros + b.zeros,
    suspects: a.suspects + b.suspects,
    suspectLine: a.suspects > 0 ? a.suspectLine : b.suspectLine + firstLine,
  };
}

function createSink(rows: RowScanner, { quote }: Dialect): RowSink {
  const mark = quote.charCodeAt(0);
  return {
    push: (chunk) => rows.push(chunk),
    pushRowEnd(chunk) {
      for (let at = 0; at < chunk.length; ) {
        // Inside quotes, nothing ends before a quote does.
        const wasInQuotes = rows.isInQuotes;
        const found = chunk.indexOf(wasInQuotes ? mark : LF, at);
        const end = found < 0 ? chunk.length : found + 1;
        rows.push(chunk.subarray(at, end));
        if (found >= 0 && !wasInQuotes && !rows.isInQuotes) return end;
        at = end;
      }
      return -1;
    },
  };
}

function moved(ragged: Ragged, lines: number): Ragged {
  return { ...ragged, firstLine: ragged.firstLine + lines };
}

function joined(before: Ragged, after: Ragged): Ragged {
  const first = before.rows > 0 ? before : after;
  return { ...first, rows: before.rows + after.rows };
}
