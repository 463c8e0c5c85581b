import type { DayNumber, Instant } from "../time/instant.ts";
import type { Field } from "./field.ts";
import type { TrinoClient } from "./trino-client.ts";
import { asCategory, asNumber, asText, isMissing } from "./trino-sql.ts";
import type { OpenTable } from "./trino-tables.ts";

/** The rows of a table, counted by a query. */
export interface TableSurvey {
  /** The query that counted them. */
  readonly query: string;
  readonly rows: number;
  readonly days: ReadonlyMap<DayNumber, number>;
  readonly range: { readonly earliest: Instant; readonly latest: Instant } | null;
  /** One text of the time column, where none of its values can be read as a time. */
  readonly unread: string | null;
  /** Null where no label was asked for. */
  readonly labels: LabelSurvey | null;
}

export interface LabelSurvey {
  readonly labelled: number;
  /** By day, of rows whose day is known. */
  readonly days: ReadonlyMap<DayNumber, { readonly labelled: number; readonly unlabelled: number }>;
  /** The most frequent classes, and the rarest as the last of all. */
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
  readonly classCount: number;
}

/** @param label the column of the labels; null for none */
export async function surveyTable(
  client: TrinoClient,
  { from, day, fields, range, unread }: OpenTable,
  label: string | null,
): Promise<TableSurvey> {
  const field = label === null ? undefined : fields.get(label);
  const labelled = field === undefined ? "false" : hasValue(field);
  const query = `select d, ${asText("count(*)")}, ${asText("count_if(l)")} from (select ${day} as d, ${labelled} as l from ${from}) group by d order by d`;
  const { rows } = await client.query(query);
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
      : { labelled: withLabel, days: byLabel, ...(await countClasses(client, from, field)) };
  return { query, rows: total, days, range, unread, labels };
}

/** Whether a row has a label: NaN and texts such as `NA` do not count. */
function hasValue(field: Field): string {
  const { sql, type } = field;
  if (type === "text") return `(${sql} is not null and not ${isMissing(sql)})`;
  return type === "number" ? `${asNumber(field)} is not null` : `${sql} is not null`;
}

async function countClasses(
  client: TrinoClient,
  from: string,
  field: Field,
): Promise<Pick<LabelSurvey, "classes" | "classCount">> {
  const value = field.type === "other" ? `cast(${field.sql} as varchar)` : asCategory(field, false);
  const counted = `select ${value} as v, count(*) as n from ${from} where ${hasValue(field)} group by 1`;
  const ranked = `select v, n, row_number() over (order by n desc, v) as r, count(*) over () as c from (${counted})`;
  const { rows } = await client.query(
    `select v, ${asText("n")}, ${asText("c")} from (${ranked}) where r <= ${MOST_CLASSES} or r = c order by r`,
  );
  return {
    classes: rows.map(([label, samples]) => ({ label: String(label), samples: Number(samples) })),
    classCount: Number(rows[0]?.[2] ?? 0),
  };
}

const MOST_CLASSES = 1000;
