import { posix } from "node:path";
import type { DataSet } from "../inventory/schema.ts";
import { bytes, count, sampleCount, thousands } from "../text/quantity.ts";
import type { Window } from "./fit-cycle.ts";
import { labelledRows, perhapsLabelledRows } from "./labelled-rows.ts";
import { datedIn, rowsIn } from "./row-intervals.ts";
import type { Sufficiency } from "./schema.ts";
import type { SufficiencyFacts } from "./sufficiency-facts.ts";
import { isDoubted, type Reading } from "./training-set.ts";

type Open = Sufficiency["open"][number];

/** Ways to narrow the interval, the largest effect first; unbounded ones come before all others. */
export function openItems({ inventory, readings, window, minimum }: SufficiencyFacts): Open[] {
  const sets = readings.flatMap(({ always, perhaps }) => [...always, ...perhaps]);
  const asked = roleItem(readings, inventory.datasets, window);
  const about = { window, problems: inventory.problems, isAsked: asked.length > 0 };
  const openOf = (isHere: boolean) =>
    [...new Set(sets)].filter(({ here }) => here === isHere).flatMap((set) => openIn(set, about));
  // Which table it is comes before its columns, and after those that are not here.
  const found = [...openOf(false), ...asked, ...openOf(true)];
  const items = [...new Map(found.map((one) => [one.what, one])).values()];
  if (inventory.samples.unlisted > 0) {
    const what = `${count(inventory.samples.unlisted, "path")} could not be looked into`;
    items.push({ what, samples: null, do: "make these paths readable, or exclude them" });
  }
  const size = ({ samples }: Open) => samples ?? Number.MAX_VALUE;
  items.sort((a, b) => size(b) - size(a));
  // Without data a minimum decides nothing.
  return [...noDataItem(inventory), ...(minimum === null ? [NO_MINIMUM] : []), ...items];
}

/** Where no data was found, here or elsewhere: where it may lie. */
function noDataItem({
  sources,
  datasets,
  looked_in: lookedIn,
  tables_elsewhere: elsewhere = [],
}: SufficiencyFacts["inventory"]): Open[] {
  if (datasets.length > 0 || sources.some(({ files }) => files > 0)) return [];
  const empty = sources.map(({ name }) => name);
  const what =
    empty.length > 0
      ? `no data was found: ${empty.join(", ")} ${empty.length > 1 ? "hold" : "holds"} no data files`
      : `no data was found in the ${count(lookedIn.length, "usual place")}`;
  const shown = elsewhere.slice(0, MOST_NAMED).join(", ");
  const more =
    elsewhere.length > MOST_NAMED ? ` and ${thousands(elsewhere.length - MOST_NAMED)} more` : "";
  const where =
    shown === "" ? "`retrain-plan scan` lists where it looked" : `tables lie in ${shown}${more}`;
  return [
    {
      what,
      samples: null,
      do: `state the path of the data under \`sources\` in retrain-plan.yaml; ${where}`,
    },
  ];
}

/** How to say what a retraining needs. */
const NO_MINIMUM: Open = {
  what: "no minimum is stated",
  samples: null,
  do: "pass --min-replay N, or set `requirements.minimum_replay_size`",
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
  const candidates = isOpen
    ? [...known, ...open].sort((a, b) => (b.samples ?? 0) - (a.samples ?? 0))
    : readings.length === 0
      ? datasets
      : [];
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
  const likely = candidates.find((set) => known.includes(set)) ?? first;
  const example = commonFolder(candidates, datasets) ?? likely.name;
  return [
    {
      what: `several tables may be the training data: ${shown.join(", ")}`,
      samples: isBounded ? Math.max(...sized.map(({ most }) => most ?? 0)) : null,
      do: `name the training data in retrain-plan.yaml, such as \`${roleLine(example)}\``,
    },
  ];
}

const MOST_NAMED = 4;
/** Fewer tables of the same columns are as often two states of one as parts of it. */
const LEAST_PARTS = 3;

/**
 * The folder of the candidates, where they are all that lies in it and have the same columns, as tables cut by
 * devices or by cities do: then all of them are as likely meant as one.
 */
function commonFolder(candidates: readonly DataSet[], datasets: readonly DataSet[]): string | null {
  const [first] = candidates;
  if (first === undefined || candidates.length < LEAST_PARTS) return null;
  const folder = posix.dirname(first.name);
  const isIn = ({ name }: DataSet) => name.startsWith(`${folder}/`);
  const areParts =
    folder !== "." &&
    candidates.every((set) => isIn(set) && set.role !== "training" && set.columns !== null) &&
    new Set(candidates.map(({ columns }) => JSON.stringify(columns))).size === 1;
  return areParts && datasets.filter(isIn).length === candidates.length ? folder : null;
}

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
 * @example roleLine("data/a.db (orders)") // 'sources: [{path: data/a.db, table: "orders", role: training}]'
 * @example roleLine("data/a_*.csv") // 'sources: [{path: data, include: ["a_*.csv"], role: training}]'
 */
function roleLine(name: string): string {
  const bracket = name.endsWith(")") ? name.indexOf(" (") : -1;
  const container = name.slice(0, Math.max(0, bracket));
  if (posix.extname(container) !== "") {
    const table = JSON.stringify(name.slice(bracket + 2, -1));
    return `sources: [{path: ${container}, table: ${table}, role: training}]`;
  }
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

const DATABASE = /\.(duckdb|mdb|accdb)$/i;
/** The end of a problem that says what to do: `a database of 2 tables (a, b): name one under …`. */
const ADVICE = /: ((?:state|name|export|unpack|convert|save|let) .+)$/s;
const EXPORT =
  "export the training data as CSV or Parquet, and state its path under `sources` in retrain-plan.yaml";
const UNCOUNTED = "could not be counted";
const ASK_AGAIN = "see why the server did not count the table, and run again";
const FIX_FILE = "fix or exclude the file";
const FIX_FILES = "fix or exclude the files";

/** Whether these ways to narrow the interval have unreadable files among them. */
export function asksToFix(open: readonly Open[]): boolean {
  return open.some(({ what }) => what.includes(UNCOUNTED));
}

interface About {
  readonly window: Window;
  readonly problems: SufficiencyFacts["inventory"]["problems"];
  /** Whether another item asks which tables are the training data. */
  readonly isAsked: boolean;
}

function openIn(set: DataSet, { window, problems, isAsked }: About): Open[] {
  const { name, bytes: size, uncounted_files: uncounted, unread_time: unread } = set;
  if (!set.here) {
    // DVC does not state the size of all that it tracks.
    const extent = size > 0 ? ` (${bytes(size)})` : "";
    const what = `${name}${extent} is not on this machine`;
    return [{ what, samples: null, do: `run \`${set.get}\`` }];
  }
  const items: Open[] = [];
  if (uncounted > 0) {
    items.push(uncountedItem(set, problems));
    if (set.counted_by !== undefined) return items;
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
  if (set.lake !== undefined) {
    const what = `the files of the ${set.lake} table ${name} may still hold deleted rows`;
    const advice =
      set.labels === null
        ? `install DuckDB's extensions for ${set.lake} (see the remark on it in \`retrain-plan scan\`)`
        : `export the current rows of ${name}`;
    return [...items, { what, samples: most, do: advice }];
  }
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

/** What to do about the files that were not counted: what their problem says, where it says it. */
function uncountedItem(set: DataSet, problems: About["problems"]): Open {
  const { name, files, uncounted_files: uncounted } = set;
  const why = problems.find(({ path }) => path === name)?.problem;
  const what =
    files === uncounted
      ? `${name} ${UNCOUNTED}`
      : `${count(uncounted, "file")} of ${name} ${UNCOUNTED}${describeFirst(name, problems)}`;
  if (set.counted_by !== undefined) {
    const said = why === undefined ? "" : `: ${why}`;
    return { what: `${what}${said}`, samples: null, do: ASK_AGAIN };
  }
  const advice = why === undefined ? null : ADVICE.exec(why);
  if (why !== undefined && advice?.[1] !== undefined) {
    return { what: `${what}: ${why.slice(0, advice.index)}`, samples: null, do: advice[1] };
  }
  const isDatabase = files === uncounted && DATABASE.test(name);
  const fix = uncounted === 1 ? FIX_FILE : FIX_FILES;
  return { what, samples: null, do: isDatabase ? EXPORT : fix };
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
