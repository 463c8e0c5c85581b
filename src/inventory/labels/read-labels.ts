import { errorMessage } from "../../errors.ts";
import type { DayNumber, Zone } from "../../time/instant.ts";
import { formatName } from "../formats.ts";
import { partitionValues } from "../partition-values.ts";
import { readExtension } from "../read-options.ts";
import type { DataFile, FileCount } from "../reader.ts";
import type { SourceFiles } from "../source.ts";
import { findWantedColumn } from "../time-column.ts";
import { delimitedLabels } from "./delimited-labels.ts";
import type { ColumnLabels, FileLabels, LabelDays, Labelled, LabelOutcome } from "./file-labels.ts";
import { jsonLabels } from "./json-labels.ts";
import { toLabel } from "./label.ts";
import { parquetLabels } from "./parquet-labels.ts";

/**
 * Reads the labels of the files of a source that names their column. A file must give as many rows as were
 * counted, else its labels are unknown; and on the same days, else the days of its labels are.
 *
 * @returns undefined where the source names none
 */
export async function readSourceLabels(
  { config, files, media }: SourceFiles,
  counts: ReadonlyMap<DataFile, FileCount>,
  zone: Zone,
): Promise<ReadonlyMap<DataFile, LabelOutcome> | undefined> {
  const { label: column } = config;
  if (column === undefined) return undefined;
  const labels = new Map<DataFile, LabelOutcome>();
  for (const file of files) {
    const count = counts.get(file);
    if (count === undefined || media.has(file)) continue;
    labels.set(file, await readLabels({ file, config, count, column }, zone));
  }
  return labels;
}

async function readLabels(labelled: Labelled, zone: Zone): Promise<LabelOutcome> {
  const { count } = labelled;
  const folder = folderLabels(labelled);
  if (folder !== null) return folder;
  if (count.samples === 0 || !mayHaveColumn(labelled)) return withoutLabels(count);
  try {
    const column = await readByFormat(labelled, zone);
    if (column === null)
      return { problem: `labels in ${labelled.file.extension} files are not read` };
    const { values, ...read } = column;
    const rows = read.labelled + read.unlabelled;
    if (rows !== count.samples) {
      return { problem: `${rows} rows were read for labels, ${count.samples} counted` };
    }
    const { eventTime } = count;
    const isDated = read.days !== null && eventTime !== null && areDays(read.days, eventTime.days);
    return isDated ? read : { ...read, days: null };
  } catch (error) {
    return { problem: errorMessage(error) };
  }
}

/** The rows of a file by the values of a column; null where its format is not read so. */
export function readByFormat(labelled: Labelled, zone: Zone): Promise<ColumnLabels> | null {
  switch (formatName(readExtension(labelled.file, labelled.config))) {
    case "csv":
    case "xlsx":
    case "sqlite":
      return delimitedLabels(labelled, zone);
    case "json":
    case "jsonl":
      return jsonLabels(labelled, zone);
    case "parquet":
      return parquetLabels(labelled, zone);
    default:
      return null;
  }
}

/** Records of JSON may have the column without that the first do. */
function mayHaveColumn({ file, config, count, column }: Labelled): boolean {
  const format = formatName(readExtension(file, config));
  if (count.columns === null || format === "json" || format === "jsonl") return true;
  return hasColumn(count, column);
}

/** Whether a file has a column of a name, or one within which it may lie: `event.label`. */
export function hasColumn({ columns }: FileCount, name: string): boolean {
  const names = (columns ?? []).map((column) => column.name);
  return (
    findWantedColumn(names, name) !== undefined || names.includes(name.split(".")[0] as string)
  );
}

/** All rows of a file in a folder of Hive (`churned=1`) have its label; null in other folders. */
function folderLabels({ file, count, column }: Labelled): FileLabels | null {
  if (hasColumn(count, column)) return null;
  const partition = partitionValues(file.path).find(({ name }) => name === column);
  if (partition === undefined) return null;
  const label = toLabel(partition.value ?? "");
  const { samples, eventTime } = count;
  if (label === null) return withoutLabels(count);
  return {
    labelled: samples,
    unlabelled: 0,
    classes: new Map([[label, samples]]),
    days: eventTime && { labelled: eventTime.days, unlabelled: new Map() },
  };
}

function withoutLabels({ samples, eventTime }: FileCount): FileLabels {
  return {
    labelled: 0,
    unlabelled: samples,
    classes: new Map(),
    days: eventTime && { labelled: new Map(), unlabelled: eventTime.days },
  };
}

function areDays({ labelled, unlabelled }: LabelDays, days: ReadonlyMap<DayNumber, number>) {
  const all = new Set([...labelled.keys(), ...unlabelled.keys(), ...days.keys()]);
  return [...all].every(
    (day) => (labelled.get(day) ?? 0) + (unlabelled.get(day) ?? 0) === (days.get(day) ?? 0),
  );
}
