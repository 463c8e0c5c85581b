import type { ListedFile, Scan } from "../inventory/scan/schema.ts";
import type { SourceInventory } from "../inventory/schema.ts";
import { bytes, count, sampleCount, thousands } from "../text/quantity.ts";
import { renderBars } from "./bars.ts";
import { labelText } from "./label-text.ts";
import { pointerText } from "./pointer-text.ts";
import { readingText } from "./reading-text.ts";
import type { Screen } from "./screen.ts";
import { renderTable } from "./table.ts";
import { buildTimeline } from "./timeline.ts";
import { item, wrap } from "./wrap.ts";

/**
 * A scan for a terminal: by type, by source, samples a day or a week, each file where it was asked for,
 * then what could not be counted.
 */
export function renderScan(scan: Scan, screen: Screen): string {
  const { problems, notes, left_out, looked_in, tables_elsewhere = [], not_here, sources } = scan;
  const blocks = [
    headline(scan, screen),
    sources.length > 0 ? "" : paragraph(`Looked in ${looked_in.join(", ")}`, screen),
    list(screen.paint("yellow", "Tables lie elsewhere"), tables_elsewhere, screen),
    list(screen.paint("yellow", "Not here"), not_here.map(pointerText), screen),
    typesTable(scan, screen),
    dataSetsTable(scan, screen),
    list(screen.paint("bold", "Labels"), labelLines(scan), screen),
    bars(scan, screen),
    scan.file_list === undefined ? "" : filesTable(scan.file_list, screen),
    list(
      screen.paint("red", "Not counted"),
      problems.map(({ path, problem }) => `${path}: ${problem}`),
      screen,
    ),
    list(
      screen.paint("yellow", "Remarks"),
      notes.map(({ path, note }) => `${path}: ${note}`),
      screen,
    ),
    list(
      screen.paint("bold", "Excluded, not data"),
      left_out.map(({ kind, files }) => `${count(files, "file")} (${kind})`),
      screen,
    ),
  ];
  return blocks.filter(Boolean).join("\n");
}

function headline(
  { samples, files, bytes: size, since, sources, not_here, datasets }: Scan,
  screen: Screen,
): string {
  const tables = datasets.filter(({ counted_by: by }) => by !== undefined);
  const failed = tables.filter(({ uncounted_files: uncounted }) => uncounted > 0).length;
  const uncounted = samples.uncounted_files - failed;
  const places = [
    ...(files > 0 || tables.length === 0 ? [`${count(files, "file")}, ${bytes(size)}`] : []),
    ...(tables.length > failed ? [`${count(tables.length - failed, "table")} on a server`] : []),
  ];
  const left = [
    ...(uncounted > 0 ? [count(uncounted, "file")] : []),
    ...(failed > 0 ? [count(failed, "table")] : []),
  ];
  const where = places.length === 0 ? "" : ` in ${places.join(", and ")}`;
  const rest = left.length > 0 ? `${where}; ${left.join(" and ")} not counted` : where;
  const lines =
    since === undefined
      ? [
          files === 0 && (sources.length === 0 || not_here.length > 0)
            ? NO_DATA
            : `${sampleCount(samples.counted)}${rest}`,
        ]
      : [
          `${sampleCount(since.samples)} since ${since.day}${mayBeEarlier(since.unknown)}${rest}`,
          `Excluded (before ${since.day}): ${sampleCount(since.left_out.samples)}`,
        ];
  return lines.map((line) => paragraph(line, screen)).join("");
}

const NO_DATA = "No data was found on this machine";

function mayBeEarlier(samples: number): string {
  return samples === 0 ? "" : `, and ${thousands(samples)} that may be earlier,`;
}

function typesTable({ types }: Scan, screen: Screen): string {
  if (types.length === 0) return "";
  return renderTable(
    [{ title: "Type" }, ...NUMBERS],
    types.map((type) => [
      type.extension,
      thousands(type.files),
      bytes(type.bytes),
      formatNumber(type.samples),
    ]),
    screen,
  );
}

/** Each data set with its role and what decided it; a training set that is not decided is said beneath. */
function dataSetsTable({ datasets }: Scan, screen: Screen): string {
  if (datasets.length === 0) return "";
  const shown = datasets.slice(0, MOST_SETS);
  const table = renderTable(
    [
      { title: "Data set" },
      { title: "Role" },
      { title: "Samples", align: "right" },
      { title: "Event dates" },
      { title: "Role decided by" },
    ],
    shown.map((set) => [
      set.name,
      set.role,
      set.here ? formatNumber(set.samples) : "not here",
      set.event_time === null ? "unknown" : formatRange(set.event_time),
      set.role_by,
    ]),
    screen,
  );
  const more = datasets.length - shown.length;
  return more === 0 ? table : `${table}${count(more, "more data set")}: see --format json\n`;
}

const MOST_SETS = 40;

function labelLines({ datasets }: Scan): string[] {
  return datasets.slice(0, MOST_SETS).flatMap((set) => {
    const text = labelText(set);
    return text === null ? [] : [`${set.name}: ${text}`];
  });
}

const NUMBERS = [
  { title: "Files", align: "right" },
  { title: "Size", align: "right" },
  { title: "Samples", align: "right" },
] as const;

function bars(scan: Scan, screen: Screen): string {
  const noun = scan.weeks === undefined ? "day" : "week";
  const periods = buildTimeline(scan);
  if (periods.length === 0) return "";
  const { undated } = scan.samples;
  const cut = noun === "week" && scan.since !== undefined ? `, from ${scan.since.day} on` : "";
  const rest = undated > 0 ? `Not among them: ${sampleCount(undated)} of unknown day` : "";
  return [
    `${screen.paint("bold", `Samples per ${noun}${cut}`)}\n`,
    renderBars(periods, noun, screen),
    paragraph(rest, screen),
  ].join("");
}

function paragraph(text: string, { columns }: Screen): string {
  if (text === "") return "";
  return `${wrap(text, columns).join("\n")}\n`;
}

function filesTable(files: readonly ListedFile[], screen: Screen): string {
  if (files.length === 0) return "";
  return renderTable(
    [
      { title: "Samples", align: "right" },
      { title: "Size", align: "right" },
      { title: "Happened" },
      { title: "File" },
    ],
    files.map((file) => [
      formatNumber(file.samples),
      bytes(file.bytes),
      file.event_time === null ? "unknown" : formatRange(file.event_time),
      `${file.path}${inBrackets(readingText(file))}`,
    ]),
    screen,
  );
}

function inBrackets(text: string): string {
  return text === "" ? "" : ` (${text})`;
}

function formatNumber(samples: number | null): string {
  return samples === null ? "unknown" : thousands(samples);
}

/** `2025-06-01 to 2025-08-13`, or the one day. */
function formatRange({ earliest, latest }: NonNullable<SourceInventory["event_time"]>): string {
  const [from, to] = [earliest.slice(0, 10), latest.slice(0, 10)];
  return from === to ? from : `${from} to ${to}`;
}

function list(title: string, items: readonly string[], screen: Screen): string {
  if (items.length === 0) return "";
  return `${title}:\n${items.map((text) => item(text, screen)).join("")}`;
}
