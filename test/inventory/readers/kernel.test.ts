import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonLines } from "../../../src/inventory/readers/text/json-lines.ts";
import { decodeModule, Kernel } from "../../../src/inventory/readers/text/kernel.ts";
import { RecordTally } from "../../../src/inventory/readers/text/record-tally.ts";
import { RowScanner } from "../../../src/inventory/readers/text/row-scanner.ts";
import { TimeTally } from "../../../src/inventory/readers/text/time-tally.ts";
import { TimeParser } from "../../../src/inventory/time-parser.ts";
import { UTC } from "../../../src/time/instant.ts";
import { runs } from "../../support/thorough.ts";

const simd = new Kernel(decodeModule("simd"));
const scalar = new Kernel(decodeModule("scalar"));

/** What a scan has found, or why it has stopped. */
function answer(find: () => unknown): unknown {
  try {
    return find();
  } catch (error) {
    return String(error);
  }
}

function rowsOf(kernel: Kernel, bytes: Buffer, delimiter: number, target: number): unknown {
  const times = new TimeTally(UTC);
  const options = {
    delimiter,
    target,
    times,
    fields: 2,
    skipRows: 1,
    firstLine: 1,
    crOnly: false,
    quote: 34,
    escape: 0,
    comment: 0,
  };
  const rows = new RowScanner(options, kernel);
  return answer(() => {
    rows.push(bytes);
    rows.end();
    return [rows.rows, rows.longer, rows.shorter, times.eventTime("ts"), times.notes("ts", true)];
  });
}

/** Lines of which the kernel sees all: the keys are known from a hundred before. */
function linesOf(kernel: Kernel, text: string): unknown[] {
  const records = new RecordTally({ zone: UTC });
  const lines = new JsonLines(records, kernel);
  lines.push(Buffer.from('{"ts": "2025-08-14T01:00:00Z", "x": 1}\n'.repeat(100)));
  lines.push(Buffer.from(text));
  lines.end();
  return [records.samples, lines.broken, lines.firstBroken, lines.nonFinite, records.result()];
}

describe("the kernel", () => {
  it("finds the same rows with and without SIMD", () => {
    const text = fc.oneof(
      fc.stringMatching(/^[a-d,"\n\r\t ]{0,200}$/),
      fc.stringMatching(/^(2025-08-14T1[0-9]:0[0-9]:00Z?,[ab"]{0,40}\r?\n){0,9}$/),
      fc.string({ unit: "binary", maxLength: 90 }),
    );
    const property = fc.property(
      text,
      fc.constantFrom(0x2c, 0x09),
      fc.nat(3),
      (text, by, target) => {
        const bytes = Buffer.from(text);
        expect(rowsOf(scalar, bytes, by, target)).toEqual(rowsOf(simd, bytes, by, target));
      },
    );
    fc.assert(property, { seed: 7, numRuns: runs(1500) });
  });

  it("passes the lines that JSON.parse takes, with and without SIMD", () => {
    const line = fc.record({
      value: fc.oneof(
        fc.record({
          ts: fc.constantFrom("2025-08-14T02:00:00Z", 1755159831, null),
          x: fc.jsonValue(),
        }),
        fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
      ),
      indent: fc.constantFrom("", " ", "\t\r"),
      where: fc.nat(),
      letter: fc.constantFrom("", "", "", ...'[]{}:,"\\0-.e1tn \u0001'),
    });
    const property = fc.property(fc.array(line, { maxLength: 6 }), (all) => {
      const texts = all.map(({ value, indent, where, letter }) => {
        const text = JSON.stringify(value).replaceAll('":', `"${indent}:${indent}`);
        const at = where % (text.length + 1);
        return text.slice(0, at) + letter + text.slice(at);
      });
      const found = linesOf(simd, texts.join("\n"));
      expect(linesOf(scalar, texts.join("\n"))).toEqual(found);
      const whole = texts.filter((text) => isJson(text)).length;
      const blank = texts.filter((text) => text.trim() === "").length;
      // An object before the fault counts: `{"a":1}{`.
      const before = texts.filter((text) => /^\{.*\{$/s.test(text) && isJson(text.slice(0, -1)));
      expect(found.slice(0, 2)).toEqual([
        100 + whole + before.length,
        texts.length - whole - blank,
      ]);
    });
    fc.assert(property, { seed: 8, numRuns: runs(1500) });
  });

  it("takes the wanted key wherever a line has it, the last where it comes twice", () => {
    const times = ["01", "02", "03", "04", "05", "06"].map((hour) => `"2025-08-15T${hour}:00:00Z"`);
    const text = [
      `{"x": {"ts": ${times[0]}}, "ts": ${times[1]}, "y": [1]}`,
      `{"x": {"z": 1}, "ts":${times[2]}, "ts": ${times[3]}}`,
      `{"y": 1}`,
      `{"ts": {"ts": ${times[4]}}}`,
      `{"x": 1, "ts": "2025-08-15T0\\u0035:30:00Z"}`,
      `[{"ts": ${times[5]}}]`,
    ].join("\n");
    for (const kernel of [simd, scalar]) {
      const [samples, broken, , , result] = linesOf(kernel, text) as [
        number,
        number,
        string,
        number,
        ReturnType<RecordTally["result"]>,
      ];
      expect([samples, broken]).toEqual([106, 0]);
      expect(result.eventTime).toMatchObject({
        earliest: Date.UTC(2025, 7, 14, 1) * 1000,
        latest: Date.UTC(2025, 7, 15, 5, 30) * 1000,
        untimed: 3,
      });
    }
  });

  it("reads a time as TimeParser does", () => {
    const time = fc
      .tuple(
        fc.constantFrom("2025-08-14", "2025-08-15", "2025-02-30"),
        fc.constantFrom("T", " ", "t"),
        fc.constantFrom("00:00:00", "23:59:59", "12:30:61", "24:00:00", "1:02:03", "08:23:51"),
        fc.constantFrom("", ".5", ".123456", ".1234567", ".", ",5", ".12x"),
        fc.constantFrom("", "Z", "+01:00", "z"),
      )
      .map((parts) => parts.join(""));
    const property = fc.property(fc.array(time, { maxLength: 40 }), (values) => {
      const parser = new TimeParser(UTC);
      const instants = values.map((value) => parser.instantOfText(value));
      const timed = instants.filter((instant) => !Number.isNaN(instant));
      const tally = new TimeTally(UTC);
      const options = { delimiter: 0x3b, target: 0, fields: 1, skipRows: 0, firstLine: 1 };
      const marks = { quote: 34, escape: 0, comment: 0 };
      const rows = new RowScanner({ ...options, ...marks, crOnly: false, times: tally }, simd);
      rows.push(Buffer.from(values.map((value) => `${value}\n`).join("")));
      rows.end();
      const found = tally.eventTime("ts");
      if (timed.length === 0 || timed.length * 2 < values.length) {
        expect(found).toBeNull();
        return;
      }
      expect(found).toMatchObject({
        earliest: Math.min(...timed),
        latest: Math.max(...timed),
        untimed: values.length - timed.length,
      });
    });
    fc.assert(property, { seed: 9, numRuns: 500 });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
