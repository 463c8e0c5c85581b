import type { Zone } from "../../time/instant.ts";
import { FileProblem } from "../reader.ts";
import { type Bytes, withBytes } from "../readers/bytes.ts";
import { ColumnTimes } from "../readers/column/column-times.ts";
import { DayTally } from "../readers/column/day-tally.ts";
import { Allowance, addValues } from "../readers/parquet/column-values.ts";
import { type Footer, readFooter } from "../readers/parquet/footer.ts";
import type { Value } from "../readers/parquet/page-values.ts";
import { findChunk } from "../readers/parquet/row-groups.ts";
import type { Leaf } from "../readers/parquet/schema.ts";
import { layoutFor, type TimeColumn, wantedColumn } from "../readers/parquet/time-columns.ts";
import { findWantedColumn } from "../time-column.ts";
import type { ColumnLabels, Labelled } from "./file-labels.ts";
import { LabelTally, splitDays } from "./label-tally.ts";

/** Reads the labels of Parquet, with the times, a row group at a time. */
export function parquetLabels(labelled: Labelled, zone: Zone): Promise<ColumnLabels> {
  return withBytes(labelled.file, (source) => labelsIn(source, labelled, zone));
}

/** The two columns of one row group may unpack to so many bytes. */
const MOST_UNPACKED = 512 << 20;

interface Columns {
  readonly label: { readonly index: number; readonly leaf: Leaf };
  readonly time: TimeColumn | null;
}

async function labelsIn(source: Bytes, labelled: Labelled, zone: Zone): Promise<ColumnLabels> {
  const { config, count, column } = labelled;
  let columns: Columns | undefined;
  const footer = readFooter(source, (schema) => {
    const layout = layoutFor(schema);
    const names = layout.leaves.map(({ path }) => path.join("."));
    const index = names.indexOf(findWantedColumn(names, column) ?? column);
    const leaf = layout.leaves[index];
    if (leaf === undefined || leaf.maxRepetition > 0) {
      throw new FileProblem(`column ${JSON.stringify(column)} holds more than one value a row`);
    }
    const time = count.eventTime && wantedColumn(layout, count.eventTime.column);
    columns = { label: { index, leaf }, time: typeof time === "string" ? null : time };
    return new Set([index, ...(columns.time === null ? [] : [columns.time.index])]);
  });
  const { label, time } = columns as unknown as Columns;
  const read = (format: string | undefined) =>
    readGroups(
      source,
      footer,
      { label, time },
      time && new ColumnTimes(time.type, zone, format),
      zone,
    );
  const first = await read(config.time_format);
  const decided = time === null ? undefined : first.times?.decidedFormat(time.name);
  return decided === undefined ? first.labels : (await read(decided)).labels;
}

async function readGroups(
  source: Bytes,
  footer: Footer,
  { label, time }: Columns,
  times: ColumnTimes | null,
  zone: Zone,
): Promise<{ labels: ColumnLabels; times: ColumnTimes | null }> {
  const tally = new LabelTally();
  const days = { labelled: new DayTally(zone), unlabelled: new DayTally(zone) };
  const makeText = textMaker(label.leaf);
  for (const group of footer.rowGroups) {
    if (group.rows === 0) continue;
    const from = { source, dataTo: footer.offset, allowance: new Allowance(MOST_UNPACKED) };
    // The chunks that were asked for are in the order of the columns.
    const labelAt = time !== null && time.index < label.index ? 1 : 0;
    const texts: (string | null)[] = [];
    await addValues(texts, from, label.leaf, findChunk(group, labelAt), makeText);
    const instants: (number | null)[] = [];
    if (time !== null && times !== null) {
      const timeAt = time.index > label.index ? 1 : 0;
      const make = (value: Value) => toInstant(times, value);
      await addValues(instants, from, time.leaf, findChunk(group, timeAt), make);
    }
    for (let row = 0; row < texts.length; row++) {
      const isLabelled = tally.add(texts[row] ?? null);
      if (times !== null) {
        days[isLabelled ? "labelled" : "unlabelled"].add(instants[row] ?? Number.NaN, 1);
      }
    }
  }
  const name = time?.name ?? "";
  const dated =
    times === null
      ? null
      : splitDays(days.labelled.eventTime(name), days.unlabelled.eventTime(name));
  return { labels: tally.result(dated), times };
}

function toInstant(times: ColumnTimes, value: Value): number {
  if (typeof value === "bigint") {
    return times.scaleToInstant(Number(BigInt.asIntN(32, value)), Number(value >> 32n));
  }
  if (typeof value === "number") return times.instantOfNumber(value);
  return typeof value === "boolean" ? Number.NaN : times.instantOfText(value, 0, value.length);
}

/** @throws FileProblem where the values of the type cannot be told as text */
function textMaker({ type, logical = "", path }: Leaf): (value: Value) => string {
  const scale = /^DECIMAL\(\d+,(\d+)\)$/.exec(logical)?.[1];
  if (type === "FIXED_LEN_BYTE_ARRAY" || type === "INT96" || (scale && type === "BYTE_ARRAY")) {
    const name = JSON.stringify(path.join("."));
    throw new FileProblem(
      `column ${name} is of type ${logical || type}, which is not read as a label`,
    );
  }
  if (type === "BYTE_ARRAY") return (value) => Buffer.from(value as Uint8Array).toString("utf8");
  if (scale !== undefined) return (value) => String(Number(`${value}e-${scale}`));
  return String;
}
