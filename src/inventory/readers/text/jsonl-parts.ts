import { LF } from "../../../text/ascii.ts";
import type { FileHead, PartReader } from "../../parts.ts";
import { JsonlScan, type JsonlTally, summarizeCount } from "../jsonl.ts";
import { pushBeginning, pushPart, type RowSink, withFile } from "./part.ts";
import { type Learned, summarizeRecords } from "./record-tally.ts";
import { type TimeSum, TimeTally } from "./time-tally.ts";

interface JsonlHead extends FileHead {
  readonly learned: Learned;
}

interface JsonlSum extends JsonlTally {
  readonly times: TimeSum;
}

/** How JSON Lines are read in parts: every LF ends a line, as none lies inside a string. */
export const jsonlParts: PartReader<JsonlHead, JsonlSum> = {
  head(file, options) {
    if (options.encoding !== undefined) return null;
    const scan = new JsonlScan(options);
    let bytes = 0;
    const limitBytes = Math.max(LEAST_LIMIT_BYTES, file.sizeBytes / 16);
    const from = pushBeginning(file, limitBytes, (chunk) => {
      for (let at = 0; at < chunk.length && scan.records.learned === null; ) {
        const newline = chunk.indexOf(LF, at);
        const end = newline < 0 ? chunk.length : newline + 1;
        scan.push(chunk.subarray(at, end));
        bytes += end - at;
        at = end;
      }
      return scan.records.learned !== null;
    });
    const { learned } = scan.records;
    // A file that may be other JSON is read as a whole.
    if (from === null || learned === null || scan.mayBeJson) return null;
    return { from, line: 1, firstCut: from + bytes, learned };
  },

  part(file, options, head, { from, to, line }) {
    return withFile(file, (descriptor) => {
      // A newline just before `from` counts.
      const skipped = { from: from - 1, to: from };
      const start = line === null ? pushPart(descriptor, skipped, PASSING) : from;
      // The first part learns as the whole does: it may know a key by another spelling.
      const scan = new JsonlScan(options, from === head.from ? undefined : head.learned);
      const range = { from: start ?? from, to };
      const end = pushPart(descriptor, range, { push: (chunk) => scan.push(chunk), pushRowEnd });
      function pushRowEnd(chunk: Buffer): number {
        const taken = PASSING.pushRowEnd(chunk);
        scan.push(taken < 0 ? chunk : chunk.subarray(0, taken));
        return taken;
      }
      const tally = { ...scan.finish(), times: scan.records.times.sum };
      return { from: range.from, to: end, lines: scan.lines, tally };
    });
  },

  merge(options, { learned }, parts) {
    const times = new TimeTally(options.zone, options.timeFormat);
    const hasNames = parts[0]?.tally.hasNames === true;
    const none = { samples: 0, broken: 0, firstBroken: null, nonFinite: 0, followers: 0 };
    let sum: JsonlTally = { ...none, hasNames };
    let lines = 0;
    for (const { lines: ofPart, tally } of parts) {
      const first = tally.firstBroken;
      sum = {
        samples: sum.samples + tally.samples,
        broken: sum.broken + tally.broken,
        firstBroken: sum.firstBroken ?? (first && { ...first, line: lines + first.line }),
        nonFinite: sum.nonFinite + tally.nonFinite,
        followers: sum.followers + tally.followers,
        hasNames,
      };
      times.append(tally.times);
      lines += ofPart;
    }
    return summarizeCount(sum, summarizeRecords(learned, sum.samples, times, options));
  },
};

// In so much, or in a part of the file that is small enough to be read twice, the columns are learned.
const LEAST_LIMIT_BYTES = 1 << 20;

/** Takes lines without looking at them. */
const PASSING: RowSink = {
  push() {},
  pushRowEnd: (chunk) => chunk.indexOf(LF) + 1 || -1,
};
