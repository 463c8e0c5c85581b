import { setImmediate as nextTurn } from "node:timers/promises";
import { errorMessage } from "../../errors.ts";
import {
  type DataFile,
  type FileCount,
  FileProblem,
  type Reader,
  type ReadOptions,
} from "../reader.ts";
import { findTimeColumns, findWantedColumn, noColumn } from "../time-column.ts";
import { checkBatch, readColumn } from "./arrow/body.ts";
import { Dictionaries } from "./arrow/dictionaries.ts";
import { type Messages, readMessages } from "./arrow/messages.ts";
import { encodedFields, type Field, readSchema, type Schema } from "./arrow/schema.ts";
import { findTimeType } from "./arrow/time-type.ts";
import { addBatch, addIndices } from "./arrow/times.ts";
import { type Bytes, withBytes } from "./bytes.ts";
import { chosenTimes } from "./column/choose-times.ts";
import { ColumnTimes, type TimeType } from "./column/column-times.ts";

/**
 * Apache Arrow IPC, as file and as stream, and Feather V2: samples from the headers of the record
 * batches, event times from the one column that holds them.
 */
export const arrow: Reader = {
  read(file: DataFile, options: ReadOptions): Promise<FileCount> {
    return withBytes(file, (source) => readSource(source, options));
  },
};

async function readSource(source: Bytes, options: ReadOptions): Promise<FileCount> {
  const messages = readMessages(source);
  const schema = readSchema(messages.schema, messages.batches[0]?.version ?? 4);
  const notes: string[] = [];
  if (!messages.isEnded) notes.push("no end-of-stream mark: later batches may be missing");
  if (messages.streams > 1)
    notes.push(`${messages.streams} streams follow each other: all are read`);
  let samples = 0;
  for (const [index, batch] of messages.batches.entries()) {
    await checkBatch(source, batch, schema.fields, `record batch ${index + 1}`);
    samples += batch.rows;
  }
  await checkDictionaries(source, messages, schema);
  if (messages.bytesBehind > 0) {
    notes.push(`${messages.bytesBehind} bytes follow the end mark, and are not read`);
  }
  const candidates = timeFields(schema.fields, options.timeColumn, notes);
  const before = notes.length;
  const read = ({ field }: TimeField) => readTimes(source, messages, schema, field, options, notes);
  const times = await chosenTimes(candidates, options.timeColumn, read, notes);
  if (options.timeColumn !== undefined && candidates.length > 0 && times.eventTime === null) {
    if (notes.length === before) notes.push(`column "${options.timeColumn}": no value is a time`);
  }
  const columns = schema.fields.map(({ name, type }) => ({ name, type }));
  return { samples, columns, ...times, notes };
}

async function checkDictionaries(
  source: Bytes,
  { dictionaries }: Messages,
  { fields }: Schema,
): Promise<void> {
  if (dictionaries.length === 0) return;
  const encoded = encodedFields(fields).flatMap(({ dictionary }) => dictionary ?? []);
  for (const [index, { id, entries }] of dictionaries.entries()) {
    const values = encoded.find((dictionary) => dictionary.id === id)?.values;
    if (values === undefined) throw new FileProblem(`corrupt: no column has its dictionary ${id}`);
    await checkBatch(source, entries, [values], `dictionary ${index + 1}`);
  }
}

interface TimeField {
  readonly name: string;
  readonly field: Field;
  readonly type: TimeType;
}

/** The columns that may hold the event time, by name and type, the likeliest first. */
function timeFields(
  fields: readonly Field[],
  wanted: string | undefined,
  notes: string[],
): readonly TimeField[] {
  const times = fields.flatMap((field): TimeField[] => {
    const type = findTimeType(field);
    return type === undefined ? [] : [{ name: field.name, field, type }];
  });
  const names = times.map(({ name }) => name);
  if (wanted === undefined) {
    return findTimeColumns(names).flatMap((name) => times.find((f) => f.name === name) ?? []);
  }
  const name = findWantedColumn(names, wanted);
  const field = times.find((candidate) => candidate.name === name);
  if (field !== undefined) return [field];
  const other = fields.find((candidate) => candidate.name === wanted);
  notes.push(
    other === undefined
      ? noColumn(
          wanted,
          fields.map(({ name }) => name),
        )
      : `column "${wanted}" is of type ${other.type}, which holds no times`,
  );
  return [];
}

/** Null where the values of the column cannot be read, which is noted. */
async function readTimes(
  source: Bytes,
  messages: Messages,
  { fields, isBigEndian }: Schema,
  field: Field,
  options: ReadOptions,
  notes: string[],
): Promise<ColumnTimes | null> {
  const type = findTimeType(field);
  if (type === undefined) return null;
  const times = new ColumnTimes(type, options.zone, options.timeFormat);
  try {
    const { dictionary } = field;
    const dictionaries = dictionary && new Dictionaries(source, messages, dictionary, isBigEndian);
    for (const [index, batch] of messages.batches.entries()) {
      const column = readColumn(source, batch, fields, field);
      if (column.nullCount === column.rows) {
        times.tally.addUntimed(column.rows);
      } else if (dictionary === null || dictionaries === null) {
        await addBatch(times, column, field.type, isBigEndian);
      } else {
        const entries = await dictionaries.entriesFor(index, times);
        await addIndices(times, column, entries, dictionary.indexBytes, isBigEndian);
      }
      await nextTurn();
    }
  } catch (error) {
    notes.push(`the times of column "${field.name}" cannot be read: ${errorMessage(error)}`);
    return null;
  }
  const timeFormat = times.decidedFormat(field.name);
  if (timeFormat === undefined) return times;
  const again = { ...options, timeFormat };
  return readTimes(source, messages, { fields, isBigEndian }, field, again, notes);
}
