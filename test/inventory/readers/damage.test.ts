import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { arrow } from "../../../src/inventory/readers/arrow.ts";
import { parquet } from "../../../src/inventory/readers/parquet.ts";
import { createZone } from "../../../src/time/instant.ts";
import { shared } from "../../support/shared.ts";
import { fixture, inTemporaryFile } from "./binary-fixtures.ts";

const zone = createZone("UTC");
const stream = readFileSync(fixture("arrow", "stream.arrows").location);
const readArrow = (bytes: Uint8Array) =>
  inTemporaryFile("a.arrows", bytes, (file) => arrow.read(file, { zone }));

describe("Arrow streams", () => {
  it("behind an end mark are read where they have the same schema", async () => {
    const { samples, notes } = await readArrow(Buffer.concat([stream, stream]));
    expect(samples).toBe(2 * (await readArrow(stream)).samples);
    expect(notes).toEqual(["2 streams follow each other: all are read"]);
  });

  it("with other bytes behind the end mark are counted, and that is said", async () => {
    const { samples, notes } = await readArrow(Buffer.concat([stream, Buffer.from("more")]));
    expect([samples, notes]).toEqual([44, ["4 bytes follow the end mark, and are not read"]]);
  });

  it("whose batch has another length than its columns are refused", async () => {
    // Each place that holds the number of rows of the first batch as 64 bits: a batch's, or a column's.
    const rows = Buffer.alloc(8);
    let refused = 0;
    for (let length = 1; length <= 44; length++) {
      rows.writeBigInt64LE(BigInt(length));
      for (let at = stream.indexOf(rows); at >= 0 && at < 4000; at = stream.indexOf(rows, at + 8)) {
        const damaged = Buffer.from(stream);
        damaged.writeBigInt64LE(5_000_000n, at);
        const outcome = await readArrow(damaged).catch((error: Error) => error);
        if (outcome instanceof Error) refused++;
        else expect(outcome.samples).toBe(44);
      }
    }
    expect(refused).toBeGreaterThan(1);
  });

  const { path: damaged, isAbsent } = shared("cases/data/arrow-batch-length/events.arrows");
  it.skipIf(isAbsent)("of the field trial are refused", async () => {
    await expect(readArrow(readFileSync(damaged))).rejects.toThrow(
      "states 5000000 rows, but 5 values",
    );
  });
});

describe("Parquet", () => {
  it("whose column has another number of values than rows is refused, wherever it is stated", async () => {
    const bytes = readFileSync(fixture("parquet", "us-local.parquet").location);
    const read = (content: Uint8Array) =>
      inTemporaryFile("a.parquet", content, (file) => parquet.read(file, { zone }));
    // Numbers in the footer are zigzag varints: of one byte where they are below 64.
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    let refused = 0;
    for (let at = footer; at < bytes.length - 8; at++) {
      const byte = bytes[at] as number;
      if (byte < 4 || byte > 126 || byte % 2 === 1) continue;
      const damaged = Buffer.from(bytes);
      damaged[at] = byte - 2;
      const outcome = await read(damaged).catch((error: Error) => error);
      if (outcome instanceof Error && /values of|values in/.test(outcome.message)) refused++;
    }
    expect(refused).toBeGreaterThan(0);
  });
});
