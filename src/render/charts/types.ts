import type { Plan } from "../../plan/schema.ts";
import { bytes, count, thousands } from "../../text/quantity.ts";
import { bar, label, short, stretched, svg } from "./svg.ts";

/** More types than these are one line together. */
const MOST_ROWS = 8;
const ROW = 26;
const HEAD = 22;

interface Row {
  readonly name: string;
  readonly bytes: number;
  /** null where none of its files could be counted. */
  readonly samples: number | null;
}

/** Bytes and samples of each type of file, side by side. */
export function typesChart(plan: Plan): string {
  const rows = buildRows(plan.current_state.data_availability.inventory.types);
  if (rows.length === 0) return "";
  const [size, samples] = [
    Math.max(1, ...rows.map((row) => row.bytes)),
    Math.max(1, ...rows.map((row) => row.samples ?? 0)),
  ];
  const height = HEAD + rows.length * ROW;
  const bars = rows.map((row, i) => {
    const y = HEAD + i * ROW + 4;
    const ofBytes = bar("bar", [SIZE, y, barWidth(row.bytes / size), 14]);
    if (row.samples === null) return ofBytes;
    return ofBytes + bar("bar second", [SAMPLES, y, barWidth(row.samples / samples), 14]);
  });
  const texts = rows.map((row, i) => {
    const y = HEAD + i * ROW + 15;
    const after = (from: number, share: number) => from + barWidth(share) + 1;
    return [
      label(short(row.name, 10), 0, y, { kind: "strong" }),
      label(bytes(row.bytes), after(SIZE, row.bytes / size), y),
      row.samples === null
        ? label("unknown", SAMPLES, y)
        : label(thousands(row.samples), after(SAMPLES, row.samples / samples), y),
    ].join("");
  });
  return svg({
    id: "chart-types",
    title: "Bytes and samples by type of file",
    description: rows
      .map(
        (row) =>
          `${short(row.name, 40)}: ${bytes(row.bytes)}, ${row.samples === null ? "samples unknown" : count(row.samples, "sample")}`,
      )
      .join("; "),
    height,
    body:
      stretched(height, bars.join("")) +
      label("size", SIZE, 12) +
      label("samples", SAMPLES, 12) +
      texts.join(""),
  });
}

/** Where the two columns of bars begin, and how wide they are, in per cent; numbers stand behind them. */
const [SIZE, SAMPLES, WIDEST] = [20, 61, 19];

/** Whatever is more than nothing is seen. */
function barWidth(share: number): number {
  return share === 0 ? 0 : Math.max(0.3, share * WIDEST);
}

function buildRows(types: Plan["current_state"]["data_availability"]["inventory"]["types"]): Row[] {
  const named = types.map(({ extension, bytes, samples }) => ({ name: extension, bytes, samples }));
  if (named.length <= MOST_ROWS) return named;
  const rest = named.slice(MOST_ROWS - 1);
  const counted = rest.flatMap(({ samples }) => samples ?? []);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return [
    ...named.slice(0, MOST_ROWS - 1),
    {
      name: `${rest.length} more`,
      bytes: sum(rest.map((row) => row.bytes)),
      samples: counted.length === 0 ? null : sum(counted),
    },
  ];
}
