import type { Zone } from "../../src/time/instant.ts";
import { createZone, UTC } from "../../src/time/instant.ts";
import { normals } from "../support/random.ts";

export type ColumnType =
  | "double"
  | "bigint"
  | "decimal(18,4)"
  | "boolean"
  | "varchar"
  | "date"
  | "timestamp"
  | "timestamptz";

/** A value as SQL casts it from text; null for NULL. */
export type Cell = string | null;

/** Rows, and what each column is by them; the first column is the time. */
export interface Case {
  readonly name: string;
  readonly zone: Zone;
  readonly columns: readonly {
    readonly name: string;
    readonly type: ColumnType;
    readonly is: "number" | "category" | "id" | "text" | "constant" | "time" | "type";
  }[];
  readonly rows: readonly (readonly Cell[])[];
}

const NUMBERS = [
  ...["-Infinity", "Infinity", "NaN", "-0.0", "0.0", "0.1", "-2.5", "1e300", "-1e-300"],
  ...["4.9406564584124654e-324", "0.30000000000000004", "123456.789", "7.0", "7.0", "7.0"],
];
const WORDS = [
  "Ärger",
  "Z",
  "a",
  "😀",
  "it's",
  'quo"te',
  "",
  " x ",
  "Straße",
  "日本",
  "e\u0301",
  "é",
];
const TEXT_NUMBERS = ["1", " 2 ", "+3", "1_000", "1e5", ".5", "5.", "-.25", "inf", "-Infinity"];

/** One row a day from 1969-12-20, with values that engines are known to treat in other ways. */
function oddities(): Case {
  const { uniform: random } = normals(11);
  const rows = Array.from({ length: 240 }, (_, i): Cell[] => {
    const day = new Date((i % 24) * 86_400_000 - 12 * 86_400_000).toISOString().slice(0, 10);
    const number = random() < 0.5 ? (NUMBERS[i % NUMBERS.length] as string) : `${random() * 9 - 3}`;
    const text = random() < 0.4 ? (TEXT_NUMBERS[i % 10] as string) : `${random().toFixed(4)}`;
    return [
      day,
      i % 7 === 0 ? null : number,
      i % 5 === 0 ? null : (WORDS[(i * i) % WORDS.length] as string),
      i % 9 === 0 ? null : `${i % 2 === 0}`,
      `${(i % 11) - 5}`,
      (random() * 1000 - 500).toFixed(4),
      i % 60 === 0 ? null : text,
      `${9_007_199_254_740_993n + BigInt(i)}`,
      "k",
      `2024-02-${10 + (i % 9)}`,
      i % 2 === 0 ? "3" : "4.0",
    ];
  });
  return {
    name: "odd numbers, texts and days before 1970",
    zone: UTC,
    columns: [
      { name: "day", type: "date", is: "time" },
      { name: "number", type: "double", is: "number" },
      { name: "wörd", type: "varchar", is: "category" },
      { name: "flag", type: "boolean", is: "category" },
      { name: "few", type: "bigint", is: "category" },
      { name: "amount", type: "decimal(18,4)", is: "number" },
      { name: "text_number", type: "varchar", is: "number" },
      { name: "id", type: "bigint", is: "id" },
      { name: "constant", type: "varchar", is: "constant" },
      { name: "other_day", type: "date", is: "type" },
      { name: "whole_text", type: "varchar", is: "category" },
    ],
    rows,
  };
}

/** Instants about the changes of summer time, in a zone that has it. */
function summerTime(): Case {
  const { uniform: random } = normals(12);
  const at = ["2025-03-29 22:59:59.999999", "2025-03-29 23:00:00", "2025-03-30 21:59:59.999999"];
  at.push("2025-03-30 22:00:00", "2025-10-25 21:59:59.999999", "2025-10-26 22:59:59.999999");
  at.push("2025-10-26 23:00:00", "1969-12-31 22:59:59.999999", "1969-12-31 23:00:00");
  return {
    name: "instants at the ends of days in Europe/Berlin",
    zone: createZone("Europe/Berlin"),
    columns: [
      { name: "at", type: "timestamptz", is: "time" },
      { name: "x", type: "double", is: "number" },
    ],
    rows: Array.from({ length: 180 }, (_, i) => [
      i % 20 === 19 ? null : `${at[i % at.length]}+00:00`,
      `${random()}`,
    ]),
  };
}

/** Times on the wall, in a zone that does not move them. */
function localTimes(): Case {
  const { uniform: random } = normals(13);
  const at = ["2025-03-29 23:59:59.999999", "2025-03-30 02:30:00", "1969-12-31 23:59:59.999999"];
  return {
    name: "times without a zone",
    zone: createZone("America/New_York"),
    columns: [
      { name: "at", type: "timestamp", is: "time" },
      { name: "x", type: "double", is: "number" },
    ],
    rows: Array.from({ length: 90 }, (_, i) => [at[i % 3] as string, `${random() - 0.5}`]),
  };
}

/** The same numbers several times, so that edges are equal, and lie on values. */
function ties(): Case {
  const { uniform: random } = normals(14);
  return {
    name: "values that repeat",
    zone: UTC,
    columns: [
      { name: "day", type: "date", is: "time" },
      { name: "mostly_zero", type: "double", is: "number" },
      { name: "steps", type: "bigint", is: "number" },
      { name: "many_words", type: "varchar", is: "category" },
    ],
    rows: Array.from({ length: 3000 }, (_, i) => [
      `2025-01-${String(1 + (i % 28)).padStart(2, "0")}`,
      random() < 0.8 ? "0" : `${Math.round(random() * 400) / 4}`,
      `${Math.floor(random() * 40)}`,
      `w${Math.floor(random() ** 3 * 1500)}`,
    ]),
  };
}

export const CASES: readonly Case[] = [oddities(), summerTime(), localTimes(), ties()];
