import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileProblem } from "../../../src/inventory/reader.ts";
import { arrow } from "../../../src/inventory/readers/arrow.ts";
import { parquet } from "../../../src/inventory/readers/parquet.ts";
import { createZone } from "../../../src/time/instant.ts";
import { runs } from "../../support/thorough.ts";
import { fixture, inTemporaryFile } from "./binary-fixtures.ts";

const zone = createZone("Europe/Berlin");

const cases = [
  ["parquet", "us-local.parquet"],
  ["parquet", "dictionary.parquet"],
  ["parquet", "zstd-v2-nulls.parquet"],
  ["parquet", "snappy-v1-nulls.parquet"],
  ["parquet", "encoding-delta-binary-packed.parquet"],
  ["parquet", "text-delta-byte-array.parquet"],
  ["arrow", "lz4.arrow"],
  ["arrow", "zstd.arrows"],
  ["arrow", "text-view.arrow"],
  ["arrow", "polars-lz4.arrow"],
] as const;

describe("a damaged file gives a whole count or a FileProblem", () => {
  it.each(cases)("%s: %s", async (format, name) => {
    const reader = format === "parquet" ? parquet : arrow;
    const bytes = readFileSync(fixture(format, name).location);
    const flip = fc.record({
      // Metadata lies at the end, where damage tells most.
      at: fc.oneof(
        fc.nat(bytes.length - 1),
        fc.nat(1000).map((n) => bytes.length - 1 - n),
      ),
      value: fc.nat(255),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(flip, { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(bytes.length), { freq: 5 }),
        async (flips, length) => {
          const damaged = Buffer.from(bytes);
          for (const { at, value } of flips) damaged[at] = value;
          const content = damaged.subarray(0, length ?? bytes.length);
          const outcome = await inTemporaryFile(name, content, (file) =>
            reader.read(file, { zone }).catch((error: unknown) => error),
          );
          if (outcome instanceof FileProblem) return;
          if (outcome instanceof Error) throw outcome;
          const { samples, eventTime } = outcome as Awaited<ReturnType<typeof parquet.read>>;
          expect(Number.isSafeInteger(samples) && samples >= 0).toBe(true);
          if (eventTime === null) return;
          const timed = [...eventTime.days.values()].reduce((a, b) => a + b);
          expect(timed + eventTime.untimed).toBe(samples);
          expect(eventTime.earliest).toBeLessThanOrEqual(eventTime.latest);
        },
      ),
      { numRuns: runs(300), seed: 20250814 },
    );
  });
});
