import type { FileCount, ReadOptions } from "../../../src/inventory/reader.ts";
import { DelimitedScan } from "../../../src/inventory/readers/delimited.ts";
import { JsonScan } from "../../../src/inventory/readers/json.ts";
import { JsonlScan } from "../../../src/inventory/readers/jsonl.ts";
import { Utf8 } from "../../../src/inventory/readers/text/utf8.ts";
import { createZone } from "../../../src/time/instant.ts";

type Options = Partial<Omit<ReadOptions, "zone">> & { zone?: string };

/** Scans text as the reader of `format` would, in chunks of `chunkBytes`. */
export function scanText(
  format: "csv" | "tsv" | "json" | "jsonl",
  text: string | Buffer,
  { zone = "UTC", ...options }: Options = {},
  chunkBytes = 1 << 20,
): FileCount {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const all: ReadOptions = { ...options, zone: createZone(zone) };
  const scan =
    format === "json"
      ? new JsonScan(all)
      : format === "jsonl"
        ? new JsonlScan(all)
        : new DelimitedScan(`.${format}`, all);
  const utf8 = new Utf8(scan);
  // Readers reuse their buffer, so must the test.
  const buffer = Buffer.alloc(Math.min(chunkBytes, Math.max(1, bytes.length)));
  for (let at = 0; at < bytes.length; at += buffer.length) {
    const count = bytes.copy(buffer, 0, at);
    utf8.push(buffer.subarray(0, count));
  }
  utf8.end();
  return scan.end();
}

/** The day counts of an event time by ISO day. */
export function daysOf(count: FileCount): Record<string, number> {
  const days: Record<string, number> = {};
  for (const [day, samples] of count.eventTime?.days ?? []) {
    days[new Date(day * 86_400_000).toISOString().slice(0, 10)] = samples;
  }
  return days;
}
