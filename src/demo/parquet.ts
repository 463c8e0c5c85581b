import type { Fields, Sink } from "parquetjs-lite";

/**
 * A Parquet file of rows, in memory. The writer is loaded here, on the first call: nothing but
 * `demo` needs it.
 */
export async function writeParquet(
  fields: Fields,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Uint8Array> {
  const { default: parquet } = await import("parquetjs-lite");
  const chunks: Buffer[] = [];
  const sink: Sink = {
    write(bytes, done) {
      chunks.push(bytes);
      done();
    },
    end: (done) => done(),
  };
  const schema = new parquet.ParquetSchema(fields);
  // Several row groups, as real files have: each carries its own time range.
  const writer = await parquet.ParquetWriter.openStream(schema, sink, { rowGroupSize: 2000 });
  for (const row of rows) await writer.appendRow(row);
  await writer.close();
  return Buffer.concat(chunks);
}
