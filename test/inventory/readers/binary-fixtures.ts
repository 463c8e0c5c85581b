import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileType } from "../../../src/inventory/formats.ts";
import type { DataFile, FileCount } from "../../../src/inventory/reader.ts";
import { createZone, formatDay } from "../../../src/time/instant.ts";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/inventory/", import.meta.url));

interface Answer {
  rows: number;
  untimed: number;
  /** Nothing of a zone where no row has a time. */
  zones: Record<string, { earliest?: number; latest?: number; days?: Record<string, number> }>;
}

interface Expected {
  files: Record<string, { column: string; answer: number }>;
  answers: Answer[];
}

/** Of each fixture of a format, what its writer knows about it, by zone. */
export function expectedOf(format: "parquet" | "arrow" | "text") {
  const path = `${FIXTURES}${format}/expected.json`;
  const { files, answers } = JSON.parse(readFileSync(path, "utf8")) as Expected;
  return Object.entries(files).flatMap(([name, { column, answer }]) => {
    const { rows, untimed, zones } = answers[answer] as Answer;
    return Object.entries(zones).map(([zone, times]) => ({
      name,
      zone: createZone(zone),
      zoneName: zone,
      file: dataFile(`${FIXTURES}${format}/${name}`),
      expected:
        times.days === undefined ? { samples: rows } : { samples: rows, column, untimed, ...times },
    }));
  });
}

/** One of the fixtures of a format. */
export function fixture(format: "parquet" | "arrow", name: string): DataFile {
  return dataFile(`${FIXTURES}${format}/${name}`);
}

/** What a reader returned, in the form of the expectations. */
export function summaryOf({ samples, eventTime }: FileCount) {
  if (eventTime === null) return { samples };
  const { column, earliest, latest, untimed, days } = eventTime;
  const byDay = [...days].map(([day, count]) => [formatDay(day), count]);
  return { samples, column, untimed, earliest, latest, days: Object.fromEntries(byDay) };
}

/** A file of the given content, for as long as `use` takes. */
export async function inTemporaryFile<T>(
  name: string,
  content: Uint8Array,
  use: (file: DataFile) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "retrain-plan-"));
  try {
    const path = join(directory, name);
    writeFileSync(path, content);
    return await use(dataFile(path));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export function dataFile(location: string): DataFile & { readonly location: string } {
  const name = location.slice(location.lastIndexOf("/") + 1);
  const { size: sizeBytes, mtimeMs: modifiedMs } = statSync(location);
  return { path: name, location, sizeBytes, modifiedMs, ...fileType(name) };
}
