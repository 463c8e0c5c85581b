import { posix } from "node:path";
import type { DataSet, Inventory } from "../inventory/schema.ts";
import { bytes, count, sampleCount, thousands } from "../text/quantity.ts";
import { type DayNumber, formatDay, parseDay } from "../time/instant.ts";
import type { Window } from "./fit-cycle.ts";
import { labelledRows, perhapsLabelledRows, type Rows } from "./labelled-rows.ts";
import type { Minimum } from "./minimum.ts";
import { BYTES_PER_SAMPLE } from "./requirements.ts";
import type { Sufficiency } from "./schema.ts";
import { isDoubted, type Reading } from "./training-set.ts";

/** Facts for the verdict, the readings of the training set among them. */
export interface SufficiencyFacts {
  readonly inventory: Pick<
    Inventory,
    "bytes" | "samples" | "sources" | "datasets" | "left_out" | "looked_in" | "problems"
  >;
  readonly readings: readonly Reading[];
  /** The data window of a retraining today; both days belong to it. */
  readonly window: Window;
  readonly minimum: Minimum | null;
  /** Whether the configuration says where the data lies. */
  readonly isConfigured: boolean;
}

/** Samples of a window: those that certainly count, and those that may; null where there is no bound. */
export interface Interval {
  readonly least: number;
  readonly most: number | null;
}

/**
 * Whether the training set has enough samples in the data window. `least` certainly count and `most` may,
 * over every reading of the training set: sufficient where `least` reaches the minimum, insufficient where
 * `most` does not, else unknown, with what would decide it. Without a minimum it is unknown, but data
 * without a row is insufficient, and so is an empty data folder. One that holds something else, such as a
 * placeholder or a README, says nothing unless it is configured: git keeps it so for data that lies elsewhere.
 *
 * Rows that nothing dates count wherever the window lies, for it does not apply to them; rows whose day
 * could not be read may count.
 *
 * @example 500 rows in the window, 100 of unreadable day, minimum 550 → unknown, 500 to 600
 */
export function judgeSufficiency(facts: SufficiencyFacts): Sufficiency {
  const { inventory, readings, window, minimum } = facts;
  const { least, most } = rowsOfReadings(readings, facts, window);
  const need = minimum?.samples ?? null;
  const status =
    need === null
      ? most === 0 && inventory.sources.length > 0
        ? "insufficient"
        : "unknown"
      : least >= need
        ? "sufficient"
        : most !== null && most < need
          ? "insufficient"
          : "unknown";
  const isDated = readings.some(({ always, perhaps }) => [...always, ...perhaps].some(hasDays));
  return {
    status,
    least,
    most,
    minimum: need,
    minimum_by: minimum?.by ?? null,
    window: isDated ? { from: formatDay(window.from), to: formatDay(window.to) } : null,
    open: status === "unknown" ? openItems(facts) : [],
    have_bytes: inventory.bytes,
    bytes_per_sample: BYTES_PER_SAMPLE,
  };
}

/**
 * The rows of the training set over every reading.
 *
 * @param window the days that count; null for all
 */
export function rowsOfReadings(
  readings: readonly Reading[],
  { inventory, isConfigured }: Pick<SufficiencyFacts, "inventory" | "isConfigured">,
  window: Window | null = null,
): Interval {
  const { samples, sources, datasets, left_out: beside } = inventory;
  if (readings.length === 0) {
    // Tables of other roles are there, or data that no one has looked at: nothing bounds it.
    const isEmpty =
      sources.length > 0 &&
      datasets.length === 0 &&
      samples.unlisted === 0 &&
      (isConfigured || beside.length === 0);
    return { least: 0, most: isEmpty ? 0 : null };
  }
  const each = readings.map(({ always, perhaps }): Interval => {
    const [certain, possible] = [always, perhaps].map((sets) =>
      sets.map((set) => rowsIn(set, window)),
    ) as [Interval[], Interval[]];
    const least =
      certain.length > 0
        ? certain.reduce((sum, one) => sum + one.least, 0)
        : Math.min(...possible.map((one) => one.least));
    return { least, most: sumOfMost([...certain, ...possible]) };
  });
  const least = Math.min(...each.map((one) => one.least));
  const isBounded = samples.unlisted === 0 && each.every(({ most }) => most !== null);
  return { least, most: isBounded ? Math.max(...each.map((one) => one.most ?? 0)) : null };
}

function sumOfMost(intervals: readonly Interval[]): number | null {
  return intervals.reduce<number | null>(
    (sum, { most }) => (sum === null || most === null ? null : sum + most),
    0,
  );
}

/** The rows of a data set that certainly lie in a window, and those that may; null: of any day. */
function rowsIn(set: DataSet, window: Window | null): Interval {
  if (!set.here || set.samples === null) return { least: 0, most: null };
  const { least } = datedIn(set, labelledRows(set), window);
  const { most } = datedIn(set, perhapsLabelledRows(set), window);
  return {
    least: Math.max(0, least - set.doubtful),
    most: set.uncounted_files > 0 ? null : most,
  };
}

/** @param rows those of the set that are asked for */
function datedIn(set: DataSet, rows: Rows, window: Window | null): { least: number; most: number } {
  const samples = rows.samples ?? 0;
  // Where nothing dates the rows, the window does not apply.
  if (window === null || !hasDays(set)) return { least: samples, most: samples };
  const { from, to } = window;
  let [least, most] = [0, rows.undated];
  for (const { day, samples: some } of rows.days) {
    const at = parseDay(day);
    if (at < from || at > to) continue;
    least += some;
    most += some;
  }
  for (const span of rows.spans) {
    const [first, last] = [parseDay(span.from), parseDay(span.to)];
    if (first >= from && last <= to) least += span.samples;
    if (first <= to && last >= from) most += span.samples;
  }
  // Of rows whose labels were counted, but not by day, no more than all.
  return { least, most: Math.min(most, samples) };
}

/** Whether a column, folder or name says when samples happened, or should. */
function hasDays({ days, spans, unread_time }: DataSet): boolean {
  return days.length > 0 || spans.length > 0 || unread_time !== null;
}

type Open = Sufficiency["open"][number];

/** Ways to narrow the interval, the largest effect first; unbounded ones come before all others. */
function openItems({ inventory, readings, window, minimum }: SufficiencyFacts): Open[] {
  const sets = readings.flatMap(({ always, perhaps }) => [...always, ...perhaps]);
  const asked = roleItem(readings, inventory.datasets, window);
  const about = { window, problems: inventory.problems, isAsked: asked.length > 0 };
  const found = [...new Set(sets)].flatMap((set) => openIn(set, about));
  const items = [...new Map(found.map((one) => [one.what, one])).values(), ...asked];
  const isEmpty = inventory.sources.every(({ files }) => files === 0);
  if (inventory.datasets.length === 0 && isEmpty) {
    const empty = inventory.sources.map(({ name }) => name);
    const what =
      empty.length > 0
        ? `no data was found: ${empty.join(", ")} ${empty.length > 1 ? "hold" : "holds"} no data files`
        : `no data was found in the ${count(inventory.looked_in.length, "usual place")}; \`retrain-plan scan\` lists them`;
    items.push({
      what,
      samples: null,
      do: "state the path of the data under `sources` in retrain-plan.yaml",
    });
  }
  if (inventory.samples.unlisted > 0) {
    const what = `${count(inventory.samples.unlisted, "path")} could not be looked into`;
    items.push({ what, samples: null, do: "make these paths readable, or exclude them" });
  }
  const size = ({ samples }: Open) => samples ?? Number.MAX_VALUE;
  items.sort((a, b) => size(b) - size(a));
  return minimum === null ? [NO_MINIMUM, ...items] : items;
}

/** How to say what a retraining needs. */
const NO_MINIMUM: Open = {
  what: "no minimum is stated",
  samples: null,
  do: "set `requirements.minimum_replay_size` in retrain-plan.yaml, or pass --min-replay N",
};

/** Which tables are the training set, where more than one reading remains. */
function roleItem(
  readings: readonly Reading[],
  datasets: readonly DataSet[],
  window: Window,
): Open[] {
  const open = [...new Set(readings.flatMap(({ perhaps }) => perhaps))];
  const known = [...new Set(readings.flatMap(({ always }) => always))];
  const isOpen = readings.length > 1 || open.length > (known.length > 0 ? 0 : 1);
  const candidates = isOpen ? [...known, ...open] : readings.length === 0 ? datasets : [];
  const [first] = candidates;
  if (first === undefined) return [];
  if (readings.length === 0) {
    const others = candidates.slice(0, MOST_NAMED).map(({ name, role }) => `${name} (${role})`);
    return [
      {
        what: `no training data was found, only ${others.join(", ")}`,
        samples: null,
        do: "state the path of the training data under `sources` in retrain-plan.yaml",
      },
    ];
  }
  const sized = candidates.map((set) => ({ set, ...rowsIn(set, window) }));
  const isBounded = sized.every(({ most }) => most !== null);
  const named = sized.map(({ set, most }) => `${set.name}${describeSize(set, most)}`);
  const shown = named.slice(0, MOST_NAMED);
  if (named.length > MOST_NAMED) shown.push(`${thousands(named.length - MOST_NAMED)} more`);
  const best = sized.reduce((a, b) => ((b.set.samples ?? 0) > (a.set.samples ?? 0) ? b : a));
  return [
    {
      what: `several tables may be the training data: ${shown.join(", ")}`,
      samples: isBounded ? Math.max(...sized.map(({ most }) => most ?? 0)) : null,
      do: `name the training data in retrain-plan.yaml, such as \`${roleLine(best.set.name)}\``,
    },
  ];
}

const MOST_NAMED = 4;

/** @param most how many of the set's samples may lie in the data window; null where that is unknown */
function describeSize({ samples }: DataSet, most: number | null): string {
  if (most === null || samples === null) return "";
  const within = most === samples ? "" : `, ${thousands(most)} in the data window`;
  return ` (${sampleCount(samples)}${within})`;
}

/**
 * The lines of a configuration that make a data set training data.
 *
 * @example roleLine("data/a.csv") // "sources: [{path: data/a.csv, role: training}]"
 * @example roleLine("data/a_*.csv") // 'sources: [{path: data, include: ["a_*.csv"], role: training}]'
 */
function roleLine(name: string): string {
  const at = name.search(/\*| and /);
  if (at < 0) return `sources: [{path: ${name}, role: training}]`;
  const folder = posix.dirname(name.slice(0, name.lastIndexOf("/", at) + 2));
  const include = name.slice(folder === "." ? 0 : folder.length + 1).split(" and ");
  return `sources: [{path: ${folder}, include: ${JSON.stringify(include)}, role: training}]`;
}

/** The first file of a data set that has a problem, as a clause. */
function describeFirst(name: string, problems: About["problems"]): string {
  const [start = "", ...rest] = name.includes("*") ? name.split("*") : [`${name}/`];
  const end = rest.at(-1) ?? "";
  const first = problems.find(({ path }) => path.startsWith(start) && path.endsWith(end));
  return first === undefined ? "" : `, first ${first.path}`;
}

const DATABASE = /\.(db|db3|sqlite3?|duckdb|mdb|accdb)$/i;
const EXPORT =
  "export the training data as CSV or Parquet, and state its path under `sources` in retrain-plan.yaml";

const FIX_FILE = "fix or exclude the file";
const FIX_FILES = "fix or exclude the files";

/** Whether these ways to narrow the interval have unreadable files among them. */
export function asksToFix(open: readonly Open[]): boolean {
  return open.some((one) => [FIX_FILE, FIX_FILES, EXPORT].includes(one.do));
}

interface About {
  readonly window: Window;
  readonly problems: SufficiencyFacts["inventory"]["problems"];
  /** Whether another item asks which tables are the training data. */
  readonly isAsked: boolean;
}

function openIn(set: DataSet, { window, problems, isAsked }: About): Open[] {
  const { name, files, bytes: size, uncounted_files: uncounted, unread_time: unread } = set;
  if (!set.here) {
    // DVC does not state the size of all that it tracks.
    const extent = size > 0 ? ` (${bytes(size)})` : "";
    const what = `${name}${extent} is not on this machine`;
    return [{ what, samples: null, do: `run \`${set.get}\`` }];
  }
  const items: Open[] = [];
  if (uncounted > 0) {
    const what =
      files === uncounted
        ? `${name} could not be counted`
        : `${count(uncounted, "file")} of ${name} could not be counted${describeFirst(name, problems)}`;
    const isDatabase = files === uncounted && DATABASE.test(name);
    const fix = uncounted === 1 ? FIX_FILE : FIX_FILES;
    items.push({ what, samples: null, do: isDatabase ? EXPORT : fix });
  }
  if (set.samples === null) return items;
  const rows = perhapsLabelledRows(set);
  const { least, most } = datedIn(set, rows, window);
  if (most > least) {
    items.push({
      what: `${sampleCount(most - least)} of ${name}: ${timeProblem(unread)}`,
      samples: most - least,
      do: `name the event time with \`time_column\` under \`sources\`${unread === null || isUnclear(unread) ? "" : ", or fix the values"}`,
    });
  }
  items.push(...labelItem(set, least - datedIn(set, labelledRows(set), window).least));
  if (isDoubted(set) && isAsked) return items;
  if (isDoubted(set)) {
    const what = `${name} may not be training data, for ${set.role_by}`;
    items.push({
      what,
      samples: most,
      do: `set its role in retrain-plan.yaml, such as \`${roleLine(name)}\``,
    });
  } else if (set.doubtful > 0) {
    const rows = set.doubtful === 1 ? "1 row of" : `${thousands(set.doubtful)} rows of`;
    const what = `${rows} ${name} may not be ${set.doubtful === 1 ? "a sample" : "samples"}`;
    const [file] = set.files === 1 ? [name] : [];
    const command = file === undefined ? "scan --files" : `scan --explain ${file}`;
    items.push({ what, samples: set.doubtful, do: `see \`retrain-plan ${command}\`` });
  }
  return items;
}

/** Why the day of some rows is not known. */
function timeProblem(unread: DataSet["unread_time"]): string {
  if (unread === null) return "the day is not known";
  const { column, value } = unread;
  if (isUnclear(unread)) return `whether ${column} is the event time is not known`;
  const example = value === null ? "" : `, such as ${JSON.stringify(value)}`;
  return `the time in column ${column} could not be read${example}`;
}

/** Whether several columns may be the event time: the readers join their names. */
function isUnclear({ column, value }: NonNullable<DataSet["unread_time"]>): boolean {
  return value === null && column.includes(" or ");
}

/** @param open rows of the window of which it is not known whether they have a label */
function labelItem({ name, labels }: DataSet, open: number): Open[] {
  if (labels === null || open === 0) return [];
  const { column, problem, unread } = labels;
  const label = `label ${JSON.stringify(column)}`;
  return unread > 0
    ? [
        {
          what: `${sampleCount(open)} of ${name}: the ${label} could not be read${problem === null ? "" : ` (${problem})`}`,
          samples: open,
          do: "store the file as CSV, JSON Lines or Parquet",
        },
      ]
    : [
        {
          what: `${sampleCount(open)} of ${name}: on which day a row has a ${label} is not known`,
          samples: open,
          do: "state `time_format` under `sources`",
        },
      ];
}

/** The samples a day that are known to be the training set's, summed up; null where several readings remain. */
export function trainingDays(readings: readonly Reading[]): Inventory["days"] | null {
  const [reading, ...others] = readings;
  if (reading === undefined || others.length > 0) return null;
  const { always, perhaps } = reading;
  if (perhaps.length > (always.length > 0 ? 0 : 1) || perhaps.some(isDoubted)) return null;
  const days = new Map<DayNumber, number>();
  for (const set of [...always, ...perhaps]) {
    for (const { day, samples } of labelledRows(set).days) {
      if (samples === 0) continue;
      const at = parseDay(day);
      days.set(at, (days.get(at) ?? 0) + samples);
    }
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([at, samples]) => ({ day: formatDay(at), samples }));
}

/** Whether files of the training set that may hold samples of a day could not be counted, or are not here. */
export function mayHaveMore(readings: readonly Reading[], day: DayNumber): boolean {
  const sets = readings.flatMap(({ always, perhaps }) => [...always, ...perhaps]);
  return sets.some(
    ({ uncounted_days: spans }) =>
      spans === null || spans.some(({ from, to }) => parseDay(from) <= day && day <= parseDay(to)),
  );
}

/** Samples of the training set that count wherever a window lies, for nothing dates them. */
export function timelessSamples(readings: readonly Reading[]): number {
  const [reading, ...others] = readings;
  if (reading === undefined || others.length > 0) return 0;
  const { always, perhaps } = reading;
  const isOnly = always.length === 0 && perhaps.length === 1 && !perhaps.some(isDoubted);
  const sets = isOnly ? perhaps : always;
  return sets.reduce((sum, set) => sum + (hasDays(set) ? 0 : (labelledRows(set).samples ?? 0)), 0);
}
