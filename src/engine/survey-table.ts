import type { DayNumber } from "../time/instant.ts";
import type { Field } from "./field.ts";
import type { LabelSurvey, TableSurvey } from "./table-engine.ts";

/** A table whose days can be expressed. */
export interface DatedTable extends Pick<TableSurvey, "range" | "unread"> {
  /** What stands behind `from`. */
  readonly from: string;
  /** Days since 1970 of a row; NULL where it has none. */
  readonly day: string;
  readonly fields: ReadonlyMap<string, Field>;
}

/** How an engine is asked, and how it writes what engines write differently. */
export interface Dialect {
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
  asNumber(field: Field): string;
  asCategory(field: Field, isWhole: boolean): string;
  isMissing(sql: string): string;
}

/** @param label the column of the labels; null for none */
export async function surveyTable(
  dialect: Dialect,
  { from, day, fields, range, unread }: DatedTable,
  label: string | null,
): Promise<TableSurvey> {
  const field = label === null ? undefined : fields.get(label);
  const labelled = field === undefined ? "false" : hasValue(dialect, field);
  const query = `select d, ${asText("count(*)")}, ${asText("count_if(l)")} from (select ${day} as d, ${labelled} as l from ${from}) group by d order by d`;
  const rows = await dialect.query(query);
  const days = new Map<DayNumber, number>();
  const byLabel = new Map<DayNumber, { labelled: number; unlabelled: number }>();
  let [total, withLabel] = [0, 0];
  for (const [own, all, some] of rows) {
    const [samples, labelled] = [Number(all), Number(some)];
    total += samples;
    withLabel += labelled;
    if (own === null) continue;
    days.set(Number(own), samples);
    byLabel.set(Number(own), { labelled, unlabelled: samples - labelled });
  }
  const labels =
    field === undefined
      ? null
      : { labelled: withLabel, days: byLabel, ...(await countClasses(dialect, from, field)) };
  return { query, rows: total, days, range, unread, labels };
}

/** Whether a row has a label: NaN and texts such as `NA` do not count. */
function hasValue({ asNumber, isMissing }: Dialect, field: Field): string {
  const { sql, type } = field;
  if (type === "text") return `(${sql} is not null and not ${isMissing(sql)})`;
  return type === "number" ? `${asNumber(field)} is not null` : `${sql} is not null`;
}

async function countClasses(
  dialect: Dialect,
  from: string,
  field: Field,
): Promise<Pick<LabelSurvey, "classes" | "classCount">> {
  const value =
    field.type === "other" ? `cast(${field.sql} as varchar)` : dialect.asCategory(field, false);
  const counted = `select ${value} as v, count(*) as n from ${from} where ${hasValue(dialect, field)} group by 1`;
  const ranked = `select v, n, row_number() over (order by n desc, v) as r, count(*) over () as c from (${counted})`;
  const rows = await dialect.query(
    `select v, ${asText("n")}, ${asText("c")} from (${ranked}) where r <= ${MOST_CLASSES} or r = c order by r`,
  );
  return {
    classes: rows.map(([label, samples]) => ({ label: String(label), samples: Number(samples) })),
    classCount: Number(rows[0]?.[2] ?? 0),
  };
}

const MOST_CLASSES = 1000;

/** A count with all its digits. */
function asText(count: string): string {
  return `cast(${count} as varchar)`;
}
