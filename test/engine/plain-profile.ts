import type { ColumnProfile, Profile } from "../../src/engine/profile.ts";
import { type DayNumber, parseDay } from "../../src/time/instant.ts";
import type { Case, Cell, ColumnType } from "./conformance-cases.ts";

/**
 * The profile of all rows of a case, counted row by row in the plainest way: what engines are compared with.
 * Edges are R's type 1 quantiles, values are sorted by their UTF-8.
 */
export function plainProfile({ columns, rows, zone }: Case): Profile {
  const [time] = columns as [Case["columns"][number]];
  const dayOf = (cell: Cell): DayNumber | null => {
    if (cell === null) return null;
    if (time.type !== "timestamptz") return parseDay(cell.slice(0, 10));
    const [seconds = "", rest = "0"] = cell.replace("+00:00", "").split(".");
    const micros = Date.parse(`${seconds.replace(" ", "T")}Z`) * 1000 + Number(rest.padEnd(6, "0"));
    return zone.dayOf(micros);
  };
  const dated = rows.flatMap((row) => {
    const day = dayOf(row[0] as Cell);
    return day === null ? [] : [{ day, row }];
  });
  const days = [...new Set(dated.map(({ day }) => day))].sort((a, b) => a - b);
  const perDay = days.map((day) => dated.filter((each) => each.day === day).map(({ row }) => row));
  const profiles = columns.map((column, i): ColumnProfile => {
    const cells = perDay.map((own) => own.map((row) => row[i] as Cell));
    const { name, is } = column;
    if (is === "number") return numbers(name, cells);
    if (is === "category") return categories(name, column.type, cells);
    return { name, kind: "skipped", why: is };
  });
  const [first, ...others] = profiles as [ColumnProfile];
  return { days, rows: perDay.map((own) => own.length), columns: [...others, first] };
}

function numbers(name: string, cells: readonly (readonly Cell[])[]): ColumnProfile {
  const values = cells.map((day) => day.map(parseNumber).filter((x) => !Number.isNaN(x)));
  const finite = values.flat().filter(Number.isFinite);
  finite.sort((a, b) => a - b);
  const quantiles = Array.from({ length: 19 }, (_, i) => {
    return (finite[Math.ceil(((i + 1) * finite.length) / 20) - 1] as number) + 0;
  });
  const edges = [...new Set(quantiles)];
  const counts = values.map((day) => {
    const bins = new Float64Array(edges.length + 1);
    for (const x of day) {
      const bin = edges.findIndex((edge) => x <= edge);
      const place = bin < 0 ? edges.length : bin;
      bins[place] = (bins[place] as number) + 1;
    }
    return bins;
  });
  const nulls = cells.map((day, i) => day.length - (values[i] as number[]).length);
  return { name, kind: "number", edges, counts, nulls };
}

function parseNumber(cell: Cell): number {
  if (cell === null) return Number.NaN;
  const text = cell.trim().replaceAll("_", "");
  return Number(text.replace(/inf(inity)?$/i, "Infinity"));
}

function categories(
  name: string,
  type: ColumnType,
  cells: readonly (readonly Cell[])[],
): ColumnProfile {
  const isWholeText =
    type === "varchar" &&
    cells.flat().every((cell) => Number.isInteger(Number(cell ?? Number.NaN)));
  const texts = cells.map((day) =>
    day.map((cell) => (isWholeText && cell !== null ? String(Number(cell)) : cell)),
  );
  const totals = new Map<string, number>();
  for (const text of texts.flat()) {
    if (text !== null) totals.set(text, (totals.get(text) ?? 0) + 1);
  }
  const values = [...totals.keys()]
    .sort(
      (a, b) =>
        (totals.get(b) as number) - (totals.get(a) as number) ||
        Buffer.compare(Buffer.from(a), Buffer.from(b)),
    )
    .slice(0, 1000);
  const counts = texts.map((day) => {
    const known = values.map((value) => day.filter((text) => text === value).length);
    const filled = day.filter((text) => text !== null).length;
    return Float64Array.of(...known, filled - known.reduce((sum, n) => sum + n, 0));
  });
  const nulls = texts.map((day) => day.filter((text) => text === null).length);
  return { name, kind: "category", values, counts, nulls };
}
