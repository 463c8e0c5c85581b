import type { ListedFile, Scan } from "../inventory/scan/schema.ts";
import { bytes, count, sampleCount, thousands } from "../text/quantity.ts";
import { type ReadingValues, readingValue, readingValues } from "./reading-text.ts";
import type { Screen } from "./screen.ts";
import { renderTable } from "./table.ts";
import { item, wrap } from "./wrap.ts";

/**
 * How one file was read, for a terminal: its samples, each thing that was assumed or stated, its times and
 * columns, and what to write in the configuration where an assumption is wrong.
 *
 * @param scan of that file alone, with its list of files
 */
export function renderExplained(scan: Scan, path: string, screen: Screen): string {
  const [file] = scan.file_list ?? [];
  if (file === undefined) return "";
  const notes = scan.notes.map(({ note }) => note);
  return [
    lines(headline(scan, file), screen),
    readingTable(file, screen),
    file.samples === null ? "" : lines(describeTimes(scan, file), screen),
    lines(describeColumns(scan), screen),
    notes.length === 0
      ? ""
      : `${screen.paint("yellow", "Remarks")}:\n${notes.map((note) => item(note, screen)).join("")}`,
    stateIt(file, path, screen),
  ]
    .filter(Boolean)
    .join("\n");
}

function headline(
  scan: Scan,
  { path, samples, bytes: size, problem, doubtful }: ListedFile,
): string {
  if (samples === null) {
    const [why = scan.not_here.length > 0 ? "its data is not here" : "unknown"] =
      problem === null ? [] : [problem];
    return `${path}: not counted: ${why}`;
  }
  const doubt = doubtful === 0 ? "" : `, of which ${thousands(doubtful)} may be none`;
  return `${path}: ${sampleCount(samples)}${doubt}, in ${bytes(size)}`;
}

function readingTable(file: ListedFile, screen: Screen): string {
  if (file.reading === null) return "";
  return renderTable(
    [{ title: "Read by" }, { title: "" }, { title: "" }],
    Object.entries(describeReading(file)).map(([key, value]) => [
      key,
      readingValue(value),
      file.stated.includes(key)
        ? "stated"
        : key === "format" && value === file.format
          ? "by its name"
          : "assumed",
    ]),
    screen,
  );
}

/** With the column of the event time. */
function describeReading(file: ListedFile): ReadingValues {
  const column = /^column (.*)$/s.exec(file.event_time?.source ?? "")?.[1];
  return { ...readingValues(file), ...(column !== undefined && { time_column: column }) };
}

function describeTimes({ samples }: Scan, { event_time }: ListedFile): string {
  if (samples.counted === 0) return "";
  if (event_time === null) {
    return "Event time: unknown; name its column with `time_column`";
  }
  const { earliest, latest, source } = event_time;
  const rest = samples.undated === 0 ? "" : `; ${count(samples.undated, "sample")} of unknown day`;
  return `Event time: ${earliest} to ${latest}, by ${source}${rest}`;
}

function describeColumns({ sources }: Scan): string {
  const [schema] = sources[0]?.schemas ?? [];
  if (schema === undefined) return "";
  const names = schema.columns.map(({ name }) => (name === "" ? '""' : name));
  const more = names.length - MOST_COLUMNS;
  const rest = more > 0 ? ` and ${thousands(more)} more` : "";
  return `${count(names.length, "column")}: ${names.slice(0, MOST_COLUMNS).join(", ")}${rest}`;
}

const MOST_COLUMNS = 30;

/** The source of a configuration that states all of it, in YAML, of which JSON is a part. */
function stateIt(file: ListedFile, path: string, screen: Screen): string {
  if (file.reading === null) return "";
  const all = Object.entries(describeReading(file));
  if (all.every(([key]) => file.stated.includes(key))) return "";
  const keys = all.map(([key, value]) => `    ${key}: ${JSON.stringify(value)}\n`);
  const title = "Where this is wrong, correct it in the configuration";
  return `${screen.paint("bold", title)}:\nsources:\n  - path: ${JSON.stringify(path)}\n${keys.join("")}`;
}

function lines(text: string, { columns }: Screen): string {
  return text === "" ? "" : `${wrap(text, columns).join("\n")}\n`;
}
