import type { Cycle, Effort, Schedule } from "../schedule/schema.ts";
import { count, money, thousands } from "../text/quantity.ts";
import { oneLine } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { LEAST_ROOM, renderTable, type TableColumn, tableWidth } from "./table.ts";
import { wrap } from "./wrap.ts";

/** The cycles as a table, with their basis and their sums; columns that would be empty are not shown. */
export function renderSchedule(schedule: Schedule, screen: Screen): string {
  const { cycles } = schedule;
  const { columns, beneath } = chooseLayout(schedule, screen);
  const table =
    cycles.length === 0
      ? "No cycle falls into this time.\n"
      : renderTable(columns, formatRows(columns, schedule), screen);
  const lines = [
    ...beneath,
    ...(cycles.length === 0 ? [] : [hoursLine(cycles), totalLine(schedule)]),
    ...cycles.flatMap((cycle) => cycleNotes(cycle).map((note) => `Cycle ${cycle.cycle}: ${note}.`)),
    ...besideCycles(schedule),
  ];
  const text = lines.flatMap((line) => wrap(oneLine(line), screen.columns)).join("\n");
  return text === "" ? table : `${table}\n${text}\n`;
}

/** Remarks beside the rows of the cycles: which are skipped, and which parts of the history do not count. */
export function besideCycles({ leftOut, learned }: Schedule): string[] {
  return [
    ...alike(leftOut).map((run) => `Skipped: ${formatDue(run)} because of ${run[0]?.by}.`),
    ...(learned.notes ?? []).map((note) => `Training history: ${note}.`),
    ...learned.problems.map(({ path, problem }) => `${path}: ${problem}`),
  ];
}

type LeftOut = Schedule["leftOut"];

/** Long runs that are skipped for one reason, as by a freeze of years, and each other one alone. */
function alike(leftOut: LeftOut): LeftOut[] {
  const runs: LeftOut[number][][] = [];
  for (const one of leftOut) {
    const last = runs.at(-1);
    if (last?.[0]?.by === one.by) last.push(one);
    else runs.push([one]);
  }
  return runs.flatMap((run) => (run.length > MOST_LISTED ? [run] : run.map((one) => [one])));
}

const MOST_LISTED = 10;

function formatDue(run: LeftOut): string {
  const [first = "", last = ""] = [run[0], run.at(-1)].map((one) => one?.due_at.slice(0, 10));
  return run.length === 1
    ? `the cycle due on ${first}`
    : `${thousands(run.length)} cycles due from ${first} to ${last}`;
}

/** The columns that have something to say, and in lines beneath what there is no room for beside. */
function chooseLayout(schedule: Schedule, { columns: room }: Screen) {
  const { cycles } = schedule;
  let columns = COLUMNS.filter(({ cell }) => cycles.some((cycle) => cell(cycle, schedule) !== ""));
  const totalWidth = (some: readonly Cell[]) => tableWidth(some, formatRows(some, schedule));
  const fits = () => {
    const others = columns.filter((column) => column !== WHY);
    return totalWidth(columns) <= room || totalWidth(others) + 2 + LEAST_ROOM <= room;
  };
  const beneath: string[] = [];
  for (const [column, lines] of [
    [WINDOW, windowLines],
    [WHY, whyLines],
    [TRAINS_ON, () => ["Of how many samples each cycle trains, --format csv tells."]],
  ] as const) {
    if (fits() || !columns.includes(column)) continue;
    columns = columns.filter((each) => each !== column);
    beneath.push(...lines(cycles));
  }
  // The line on hours beneath says it, too.
  if (!fits()) columns = columns.map((column) => (column === HOURS ? BARE_HOURS : column));
  return { columns, beneath };
}

function formatRows(columns: readonly Cell[], schedule: Schedule): string[][] {
  return schedule.cycles.map((cycle) => columns.map(({ cell }) => cell(cycle, schedule)));
}

type Cell = TableColumn & { cell(cycle: Cycle, schedule: Schedule): string };

const BARE_HOURS: Cell = {
  title: "Hours",
  align: "right",
  cell: (cycle) => `${cycle.estimated_duration_hours}`,
};
const HOURS: Cell = {
  ...BARE_HOURS,
  cell: (cycle) => `${cycle.estimated_duration_hours}${isAssumed(cycle) ? ASSUMED : ""}`,
};
const WINDOW: Cell = {
  title: "Data window",
  cell: ({ data_window: { from, to } }) => `${from} to ${to}`,
};
const TRAINS_ON: Cell = { title: "Trains on", align: "right", cell: trainsOn };
const WHY: Cell = { title: "Why", cell: (cycle) => cycle.type_reason };

const COLUMNS: readonly Cell[] = [
  { title: "Cycle", align: "right", cell: ({ cycle }) => `${cycle}` },
  { title: "Date", cell: (cycle) => cycle.scheduled_date },
  {
    title: "Training begins",
    cell: ({ starts_at, scheduled_at }) => (starts_at === scheduled_at ? "" : minute(starts_at)),
  },
  { title: "Type", cell: ({ type }) => type },
  HOURS,
  WINDOW,
  { title: "Samples", align: "right", cell: ({ readiness }) => formatSamples(readiness) },
  TRAINS_ON,
  {
    title: "",
    align: "right",
    cell: ({ readiness: { status } }) => (isWanting(status) ? status : ""),
  },
  {
    title: "Cost",
    align: "right",
    cell: ({ effort }) => (effort.cost === null ? "" : effort.cost.toFixed(2)),
  },
  WHY,
];

/** All windows are equally long, and end the day before. */
function windowLines(cycles: readonly Cycle[]): string[] {
  const days = cycles.map(
    ({ data_window: { from, to } }) => 1 + (Date.parse(to) - Date.parse(from)) / 86_400_000,
  );
  return [`Each data window is the ${count(Math.max(...days), "day")} before training begins.`];
}

/** Beneath a table that has no room for it: `Cycles 5 and 9 are full: every 4th cycle (assumed).` */
function whyLines(cycles: readonly Cycle[]): string[] {
  const full = cycles.filter(({ type }) => type === "full_retrain");
  const reasons = new Map<string, number[]>();
  for (const { cycle, type_reason: reason } of full) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), cycle]);
  }
  const lines = [...reasons].map(
    ([reason, own]) => `${cyclesIn(own)} ${own.length === 1 ? "is" : "are"} full: ${reason}.`,
  );
  if (full.length === cycles.length) return lines;
  return [...lines, full.length === 0 ? "All are incremental." : "The others are incremental."];
}

const MOST_NUMBERS = 6;

/** `Cycle 1`, `Cycles 5 and 9`, `Cycles 5, 9, 13, 17, 21, 25 and 85 more` */
function cyclesIn(numbers: readonly number[]): string {
  const [first] = numbers;
  if (numbers.length === 1) return `Cycle ${first}`;
  const more = numbers.length - MOST_NUMBERS;
  const shown = more > 1 ? [...numbers.slice(0, MOST_NUMBERS), `${more} more`] : numbers;
  return `Cycles ${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

function formatSamples({ expected_samples: expected }: Cycle["readiness"]): string {
  return expected === null ? "" : thousands(expected);
}

/** Of how many samples each cycle trains, where for some that is not the whole data window. */
function trainsOn({ effort }: Cycle, { cycles }: Schedule): string {
  const isPart = cycles.some(
    ({ data_window, training_window }) => data_window.from !== training_window.from,
  );
  return isPart && effort.samples !== null ? thousands(effort.samples) : "";
}

function isWanting(status: Cycle["readiness"]["status"]): boolean {
  return status === "short" || status === "doubtful";
}

/** The remarks on a cycle's row beside its numbers. */
export function cycleNotes({ moved, readiness }: Cycle): string[] {
  const notes: string[] = [];
  if (moved !== null) notes.push(`moved from ${minute(moved.from)} because of ${moved.by}`);
  if (readiness.enough_on !== null)
    notes.push(`enough samples on ${readiness.enough_on}, not before`);
  return notes;
}

/** `2025-08-14 10:00` of an instant. */
function minute(instant: string): string {
  return instant.slice(0, 16).replace("T", " ");
}

/** Whether the hours of a cycle are neither stated nor learned. */
function isAssumed({ effort }: Cycle): boolean {
  return effort.duration_basis === "default";
}

const ASSUMED = " (assumed)";

/** On what the hours rest: `Hours: full_retrain from 3 past trainings; incremental assumed`. */
function hoursLine(cycles: readonly Cycle[]): string {
  const types = new Map(cycles.map(({ type, effort }) => [type, effort.duration_basis]));
  const beyond = cycles.filter(({ effort }) => effort.extrapolated).length;
  const words: Record<Effort["duration_basis"], string> = {
    configured: "as configured",
    history: "by past trainings",
    default: "assumed, fewer than 3 past trainings",
  };
  return `Hours: ${[...types].map(([type, basis]) => `${type} ${words[basis]}`).join("; ")}${beyond === 0 ? "" : `; of ${count(beyond, "cycle")} extrapolated beyond the samples that these had`}.`;
}

function totalLine({ totals, cycles }: Schedule): string {
  const { hours, gpu_hours, cost, cost_interval: range, currency, energy_kwh, co2_kg } = totals;
  const parts = [
    `${count(hours, "hour")}${cycles.some(isAssumed) ? ASSUMED : ""}`,
    ...(gpu_hours === null ? [] : [count(gpu_hours, "GPU-hour")]),
    cost === null
      ? `cost unknown: ${totals.cost_unknown}`
      : `${money(cost, currency)}${currency === null && cost > 0 ? " in the history's currency" : ""}${range === null ? "" : ` (80 %: ${range.map((end) => money(end, null)).join(" to ")})`}`,
    ...(energy_kwh === null ? [] : [`${thousands(energy_kwh)} kWh`]),
    ...(co2_kg === null ? [] : [`${thousands(co2_kg)} kg CO₂`]),
  ];
  return `In all ${count(cycles.length, "cycle")}: ${parts.join(", ")}.`;
}

/** The cycles as comma-separated values (RFC 4180), with a header; what is unknown stays empty. */
export function renderScheduleCsv({ cycles, totals }: Schedule): string {
  const rows = cycles.map((cycle) =>
    Object.values(FIELDS).map((field) => csvField(field(cycle, totals.currency))),
  );
  return [Object.keys(FIELDS), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

type Value = string | number | null | undefined;

const FIELDS: Record<string, (cycle: Cycle, currency: string | null) => Value> = {
  cycle: ({ cycle }) => cycle,
  date: (cycle) => cycle.scheduled_date,
  scheduled_at: (cycle) => cycle.scheduled_at,
  period: ({ period }) => period,
  type: ({ type }) => type,
  starts_at: (cycle) => cycle.starts_at,
  ends_at: (cycle) => cycle.ends_at,
  hours: ({ effort }) => effort.hours,
  hours_low: ({ effort }) => effort.duration_interval_hours?.[0],
  hours_high: ({ effort }) => effort.duration_interval_hours?.[1],
  hours_basis: ({ effort }) => effort.duration_basis,
  data_from: (cycle) => cycle.data_window.from,
  data_to: (cycle) => cycle.data_window.to,
  expected_samples: ({ readiness }) => readiness.expected_samples,
  samples_low: ({ readiness }) => readiness.interval?.[0],
  samples_high: ({ readiness }) => readiness.interval?.[1],
  readiness: ({ readiness }) => readiness.status,
  enough_on: ({ readiness }) => readiness.enough_on,
  gpu_hours: ({ effort }) => effort.gpu_hours,
  cost: ({ effort }) => effort.cost,
  cost_low: ({ effort }) => effort.cost_interval?.[0],
  cost_high: ({ effort }) => effort.cost_interval?.[1],
  currency: ({ effort }, currency) => (effort.cost === null ? null : currency),
  moved_from: ({ moved }) => moved?.from,
  moved_by: ({ moved }) => moved?.by,
  type_reason: (cycle) => cycle.type_reason,
  trains_from: (cycle) => cycle.training_window.from,
  trains_to: (cycle) => cycle.training_window.to,
  trains_on_samples: ({ effort }) => effort.samples,
};

function csvField(value: Value): string {
  if (typeof value !== "string") return value === null || value === undefined ? "" : `${value}`;
  // A spreadsheet would run a cell that begins like this as a formula.
  const text = oneLine(/^[=+\-@]/.test(value) ? `'${value}` : value);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
