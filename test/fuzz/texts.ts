import fc from "fast-check";

/** Texts that no file is at the bottom of: nearly well-formed ones of each kind, and any text at all. */

/** Any character. fast-check's own "binary" looks up all of Unicode first, a second a process. */
const character = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code));
/** Any text at all. */
export const anything: fc.Arbitrary<string> = fc.string({ unit: character, maxLength: 200 });

export const bytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 300 });

const cell = fc.oneof(
  fc.constantFrom("", '"', '""', "a", "1", "-1.5", "1e400", "NaN", "2025-08-14", "14/08/2025"),
  fc.constantFrom("2025-08-14T08:00:00+02:00", "1755158400", "1755158400000", '"a\nb"', "\uFEFF"),
  fc.constantFrom(
    "date",
    "timestamp",
    "loss",
    "i",
    "t",
    "metric",
    "value",
    "type",
    "full",
    "samples",
  ),
  fc.double().map(String),
  fc.string({ maxLength: 8 }),
);

export const csvText: fc.Arbitrary<string> = fc.oneof(
  anything,
  fc
    .record({
      rows: fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 12 }),
      end: fc.constantFrom("\n", "\r\n", "\r", "\n\n"),
    })
    .map(({ rows, end }) => rows.map((row) => row.join(",")).join(end)),
);

const jsonToken = fc.constantFrom(
  ...["{", "}", "[", "]", ":", ",", '"', "1", "e", "-", "null", "\\u00", " "],
);

const time = fc.constantFrom<unknown[]>(
  "2025-08-14T08:00:00Z",
  1_755_158_400_000,
  { $date: "2025-08-14T08:00:00Z" },
  { $date: { $numberLong: "1755158400000" } },
  { timestamp: "2025-08-14" },
  ["2025-08-14"],
  null,
);

/** Records that are alike, one after another. */
const tables = fc.record({
  rows: fc.array(fc.record({ created_at: time, meta: time, x: cell }), { maxLength: 200 }),
  by: fc.constantFrom("", " ", "\n", "\n\n", ",\n"),
});

/** The same table in the shapes that pandas writes, and within an object. */
export const shapedTables = fc
  .record({ tables, shape: fc.constantFrom("records", "list", "columns", "index", "hourly") })
  .map(({ tables: { rows }, shape }) => {
    if (shape === "records") return JSON.stringify(rows);
    if (shape === "index") return JSON.stringify(Object.fromEntries(rows.entries()));
    const columns = Object.fromEntries(
      (["created_at", "meta", "x"] as const).map((name) => {
        const values = rows.map((row) => row[name]);
        return [name, shape === "columns" ? Object.fromEntries(values.entries()) : values];
      }),
    );
    return JSON.stringify(shape === "hourly" ? { n: 1, hourly: columns } : columns);
  });

export const jsonText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: shapedTables },
  { weight: 6, arbitrary: anything },
  { weight: 8, arbitrary: fc.json({ maxDepth: 5 }) },
  { weight: 6, arbitrary: fc.array(jsonToken).map((parts) => parts.join("")) },
  // Few, for a reader of YAML takes a tenth of a second for each.
  { weight: 1, arbitrary: fc.nat(20_000).map((depth) => "[".repeat(depth)) },
  {
    weight: 1,
    arbitrary: fc.nat(20_000).map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
  },
);

export const jsonLines: fc.Arbitrary<string> = fc.oneof(
  anything,
  fc.array(fc.json({ maxDepth: 2 }), { maxLength: 10 }).map((lines) => lines.join("\n")),
  fc
    .array(fc.dictionary(fc.constantFrom("date", "type", "value", "metric", "a"), cell))
    .map((rows) => rows.map((row) => JSON.stringify(row)).join("\n")),
  tables.map(({ rows, by }) => rows.map((row) => JSON.stringify(row)).join(by)),
);

/** YAML and TOML: lines of keys, lists and anchors. */
export const treeText: fc.Arbitrary<string> = fc.oneof(
  anything,
  fc
    .array(
      fc.record({
        indent: fc.constantFrom("", "  ", "    ", "- ", "\t"),
        key: fc.constantFrom(
          "a",
          "sources",
          "validation",
          "[a]",
          "[[a.b]]",
          "&x a",
          "? b",
          "<<",
          "stages",
          "metrics",
        ),
        between: fc.constantFrom(": ", " = ", ":", "\n"),
        value: fc.oneof(
          cell,
          fc.constantFrom(
            "*x",
            "[1, {b: 2}]",
            "|",
            ">-",
            "{",
            "!!set {}",
            "0x1F",
            "1979-05-27T07:32:00Z",
            "https://u:p@a/?b;key",
            `$\{a}`,
            "'''",
          ),
        ),
      }),
      { maxLength: 12 },
    )
    .map((lines) =>
      lines
        .map(({ indent, key, between, value }) => `${indent}${key}${between}${value}`)
        .join("\n"),
    ),
  // Ten aliases of ten aliases: a little that stands for very much.
  fc.nat(12).map((levels) =>
    Array.from(
      { length: levels },
      (_, i) =>
        `a${i}: &a${i} [${Array(9)
          .fill(i === 0 ? "x" : `*a${i - 1}`)
          .join(",")}]`,
    ).join("\n"),
  ),
);

/** A calendar that can be read, of one event that recurs. */
const wholeCalendar = fc
  .record({
    start: fc.constantFrom("20250101T000000Z", "20200101T000000Z", "19700101T000000Z"),
    frequency: fc.constantFrom("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "MONTHLY", "YEARLY"),
    part: fc.constantFrom(
      "",
      "COUNT=30000",
      "INTERVAL=7",
      "BYMONTHDAY=31",
      "BYHOUR=3",
      "BYSECOND=1",
    ),
  })
  .map(({ start, frequency, part }) =>
    inCalendar([`DTSTART:${start}`, `RRULE:FREQ=${frequency}${part && ";"}${part}`]),
  );

function inCalendar(lines: readonly string[]): string {
  return [...["BEGIN:VCALENDAR", "BEGIN:VEVENT", ...lines, "END:VEVENT", "END:VCALENDAR"]].join(
    "\r\n",
  );
}

export const calendarText: fc.Arbitrary<string> = fc.oneof(
  anything,
  wholeCalendar,
  fc
    .array(
      fc.constantFrom(
        ...["BEGIN:VEVENT", "END:VEVENT", "DTSTART:20250101", "DTSTART;VALUE=DATE:20250230"],
        ...[
          "DTSTART:20250101T000000Z",
          "DTSTART:20200101T000000Z",
          "DTSTART;TZID=Europe/Berlin:20250101T060000",
        ],
        ...["DTEND:19000101T000000Z", "DURATION:P1D", "DURATION:-P99999999D", "DURATION:PT0S"],
        ...[
          "RRULE:FREQ=SECONDLY",
          "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
          "RRULE:FREQ=DAILY;INTERVAL=0",
          "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
          "RRULE:FREQ=MONTHLY;BYDAY=5MO",
          "EXRULE:FREQ=HOURLY;BYHOUR=25,3",
          "RDATE;VALUE=PERIOD:20250301T000000Z/PT5H",
          "RECURRENCE-ID;RANGE=THISANDFUTURE:20250103",
          "DTSTART;VALUE=DATE:02060101",
        ],
        ...["RRULE:FREQ=DAILY;COUNT=999999999", "RRULE:FREQ=WEEKLY;UNTIL=19000101", "RRULE:"],
        ...["RDATE:20250301", "EXDATE:20250101", "RECURRENCE-ID:20250101", "UID:1", "SUMMARY:a\\"],
        ...["DTSTART;TZID=Nowhere/None:20250101T000000", "BEGIN:VTIMEZONE", "END:VTIMEZONE"],
        ...["DTSTART:00000000T999999", "RRULE:FREQ=MONTHLY;BYDAY=5MO,-5SU;BYSETPOS=366"],
      ),
      { maxLength: 12 },
    )
    .map(inCalendar),
);

export const lossText: fc.Arbitrary<string> = fc.oneof(
  csvText,
  fc
    .array(fc.tuple(fc.oneof(fc.nat(4), fc.nat()), fc.oneof(fc.nat(4), fc.nat()), fc.double()), {
      maxLength: 12,
    })
    .map((rows) => `i,t,loss\n${rows.map((row) => row.join(",")).join("\n")}`),
);

/** A file of MLflow's store: time, value and step. */
export const metricText: fc.Arbitrary<string> = fc.oneof(
  anything,
  fc
    .array(
      fc.tuple(
        fc.oneof(
          fc.integer(),
          fc.nat(2_000_000_000).map((seconds) => seconds * 1000),
          cell,
        ),
        fc.oneof(fc.double(), cell),
        fc.oneof(fc.integer(), cell),
      ),
      { maxLength: 12 },
    )
    .map((lines) => lines.map((line) => `${line.join(" ")}\n`).join("")),
);

/** Prometheus's text format: a name, labels, a value and a time. */
export const expositionText: fc.Arbitrary<string> = fc.oneof(
  anything,
  fc
    .array(
      fc.tuple(
        fc.constantFrom("auc", "loss", "# TYPE auc", "# HELP", "a:b", '{"auc"}', ""),
        fc.oneof(
          fc.constantFrom('{version="3"}', '{pod="a",region="n"}', '{le="+Inf"}', "{a=", ""),
          cell.map((text) => `{region=${JSON.stringify(text)}}`),
        ),
        fc.oneof(fc.double().map(String), fc.constantFrom("NaN", "+Inf", "gauge"), cell),
        fc.oneof(
          fc.nat(2_000_000_000).map((seconds) => `${seconds}000`),
          fc.nat(2_000_000_000).map(String),
          fc.constantFrom("", '# {trace="x"} 1', "# EOF"),
        ),
      ),
      { maxLength: 12 },
    )
    .chain((lines) =>
      fc
        .constantFrom("# EOF\n", "")
        .map((end) => `${lines.map(([a, b, ...c]) => `${a}${b} ${c.join(" ")}\n`).join("")}${end}`),
    ),
);

const block = fc.constantFrom<readonly [opening: string, closing: string]>(
  ["{{#each @root.checklist}}", "{{/each}}"],
  ["{{#with @root}}", "{{/with}}"],
  ["{{#if @root.summary}}", "{{/if}}"],
);

/** Blocks within each other, each of which is closed. */
const wholeTemplate = fc
  .tuple(
    fc.array(block, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("x", "{{@index}}", "{{@root.summary.verdict}}", '{{{chart "days" @root}}}'),
  )
  .map(([blocks, inner]) =>
    blocks.reduceRight<string>((body, [open, close]) => `${open}${body}${close}`, inner),
  );

/** Pieces of a template: each may stand within any other. */
export const templateText: fc.Arbitrary<string> = fc.oneof(
  anything,
  wholeTemplate,
  fc
    .array(
      fc.constantFrom(
        ...[
          "{{decision.action}}",
          "{{{metadata.model.name}}}",
          "{{constructor}}",
          "{{this}}",
          "{{.}}",
        ],
        ...[
          '{{lookup this "__proto__"}}',
          '{{lookup this "constructor"}}',
          "{{__proto__.polluted}}",
        ],
        ...[
          "{{#each checklist}}",
          "{{/each}}",
          "{{#if checklist}}",
          "{{else}}",
          "{{/if}}",
          "{{#with decision}}",
        ],
        ...[
          "{{/with}}",
          "{{#each schedule.cycles as |cycle at|}}",
          '{{{chart "days" @root}}}',
          "{{cycle.number}}",
          "{{@index}}",
          "{{@root}}",
        ],
        ...[
          "{{../metadata}}",
          "{{#unless this}}",
          "{{/unless}}",
          "{{> @partial-block}}",
          "{{> a}}",
        ],
        ...[
          '{{#*inline "a"}}',
          "{{/inline}}",
          "{{#> a}}",
          "{{/a}}",
          "{{!-- x --}}",
          "{{~#if}}",
          "{{plan_sha256}}",
        ],
        ...[
          "{{first checklist 1e9}}",
          "{{helperMissing}}",
          "{{blockHelperMissing}}",
          "{{log 1}}",
          "{{{{raw}}}}",
        ],
        ...[
          "{{toString}}",
          "{{[a b]}}",
          "{{decision/action}}",
          "{{@../x}}",
          "{{(lookup this this)}}",
          "|",
          "\\{{",
        ],
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join("")),
);

const patternPiece = fc.constantFrom(
  ...["*", "?", "a", "b", "*a", "a*", "**/", "**", "/", ".", ".json", "[ab]", "[!b]", "{a,b}"],
  ...["{1..9}", "{a..z}", "+(a)", "*(a|aa)", "@(a|b)", "?(a)", "!(a)", "!", "+(*a)", "{a,{a,b}}"],
  ...["\\\\", "("],
);

/** A pattern of paths or names. */
export const patternText: fc.Arbitrary<string> = fc.oneof(
  anything,
  fc.array(patternPiece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join("")),
);

const addressPiece = fc.constantFrom(
  ...["https", "://", "u:p", "@", "host.example", "/", "a", "?", "&", ";", "=", ";key", "&token="],
  ...["secret", "#", " ", ":", ".", "'", "+-"],
);

/** A text with addresses in it, as a webhook's or a database's. */
export const addressText: fc.Arbitrary<string> = fc.oneof(
  anything,
  fc.array(addressPiece, { minLength: 1, maxLength: 20 }).map((pieces) => pieces.join("")),
);
