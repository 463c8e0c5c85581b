import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadReader } from "../../../src/inventory/formats.ts";
import { FileProblem } from "../../../src/inventory/reader.ts";
import { createZone } from "../../../src/time/instant.ts";
import { inTemporaryFile } from "./binary-fixtures.ts";

const FOLDER = "fixtures/inventory";

/** A way to damage a file, and what pyarrow says of it then. */
interface Verdict {
  readonly file: string;
  readonly at?: number;
  readonly hex?: string;
  readonly cut?: number;
  readonly append?: string;
  readonly rows?: number;
  readonly error?: string;
}

const verdicts: readonly Verdict[] = JSON.parse(
  readFileSync(`${FOLDER}/damage/verdicts.json`, "utf8"),
);

function damaged({ file, at, hex, cut, append }: Verdict): Buffer {
  const whole = readFileSync(`${FOLDER}/${file}`);
  if (cut !== undefined) return whole.subarray(0, cut);
  if (append !== undefined) return Buffer.concat([whole, Buffer.from(append, "hex")]);
  Buffer.from(hex ?? "", "hex").copy(whole, at);
  return whole;
}

/** What is said of a file, and how many rows were counted. */
async function read(verdict: Verdict): Promise<{ rows: number | null; said: string }> {
  const extension = verdict.file.slice(verdict.file.lastIndexOf("."));
  const reader = await loadReader(extension);
  return inTemporaryFile(`a${extension}`, damaged(verdict), async (file) => {
    try {
      const count = await reader?.read(file, { zone: createZone("UTC") });
      return { rows: count?.samples ?? null, said: count?.notes.join("; ") ?? "" };
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      return { rows: null, said: error.message };
    }
  });
}

/** Only the values of a page tell, which are not read. */
const OF_VALUES =
  /decompress|compressed data|codec|snappy|histogram|levels|end of stream|number of bytes/i;

/** Bytes that count nothing, which are passed over: list headers of statistics, type numbers of a union. */
const PASSED_OVER = [
  "parquet/dictionary-pages-v1.parquet 4964",
  "parquet/dictionary-pages-v1.parquet 4533",
  "parquet/dictionary-pages-v1.parquet 4542",
  "arrow/dictionary.arrows 296",
];

describe("a damaged file", () => {
  const files = [...new Set(verdicts.map(({ file }) => file))];

  it.each(files)(
    "made of %s is refused, or remarked on, where pyarrow refuses it",
    async (name) => {
      const silent: Verdict[] = [];
      for (const verdict of verdicts) {
        if (verdict.file !== name || verdict.error === undefined) continue;
        const { said } = await read(verdict);
        const isNoticed = said !== "" || PASSED_OVER.includes(`${name} ${verdict.at}`);
        if (!isNoticed && !OF_VALUES.test(verdict.error)) silent.push(verdict);
      }
      expect(silent).toEqual([]);
    },
  );

  it.each(files)("made of %s has the rows that pyarrow reads, or a remark", async (name) => {
    const wrong: Verdict[] = [];
    for (const verdict of verdicts) {
      if (verdict.file !== name || verdict.rows === undefined) continue;
      const { rows, said } = await read(verdict);
      if (said === "" && rows !== verdict.rows) wrong.push(verdict);
    }
    expect(wrong).toEqual([]);
  });
});
