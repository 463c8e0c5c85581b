import type { TimeType, TimeUnit } from "../column/column-times.ts";
import type { Field } from "./schema.ts";

/** How the values of a column are read as times; undefined where its type holds none. */
export function findTimeType({ type: own, dictionary }: Field): TimeType | undefined {
  const type = dictionary?.values.type ?? own;
  const timestamp = /^Timestamp\((s|ms|us|ns)(, .+)?\)$/.exec(type);
  if (timestamp !== null) {
    // With a zone: an instant, shown in that zone. Without: what a wall clock showed.
    const isLocal = timestamp[2] === undefined;
    return { kind: "unit", unit: timestamp[1] as TimeUnit, isLocal };
  }
  if (type === "Date32") return { kind: "unit", unit: "day", isLocal: true };
  if (type === "Date64") return { kind: "unit", unit: "ms", isLocal: true };
  // Bytes may spell times, too, as they may in Parquet.
  if (/^(Large)?(Utf8|Binary)$|^(Utf8|Binary)View$/.test(type)) return { kind: "text" };
  const isNumber = /^(Int64|Uint64|Int32|Uint32|Float64)$/.test(type);
  return isNumber ? { kind: "epoch" } : undefined;
}
