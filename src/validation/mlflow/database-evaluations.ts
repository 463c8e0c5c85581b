import type { Database } from "../../sqlite/database.ts";
import type { SqlValue } from "../../sqlite/record.ts";
import { type Logged, MOST_BETWEEN_STEPS_MS, type Run, selectEvaluations } from "./tracking.ts";

/** Of more runs the history is read in one go. */
const MOST_LOOKED_UP = 64;

/**
 * MLflow keeps the last step of each metric beside all steps. Most runs need no more: only where a run
 * was logged into for long, which its first row tells, all of its steps are read.
 */
export function readEvaluations(
  db: Database,
  runs: readonly Run[],
  select: (names: ReadonlySet<string>) => ReadonlySet<string>,
  visit: (run: Run, metric: string, evaluations: readonly Logged[]) => void,
): void {
  const known = new Map(runs.map((run) => [run.id, run]));
  const names = new Set<string>();
  const spans = new Map<string, Span>();
  let latest = 0;
  db.each("latest_metrics", ["run_uuid", "key", "timestamp"], ([id, key, timestamp]) => {
    latest++;
    const run = known.get(String(id));
    if (run === undefined) return;
    names.add(String(key));
    widen(spans, run.id, Number(timestamp));
  });
  const wanted = select(names);
  // Of a history of trainings nothing may be wanted but what no metric tells.
  if (wanted.size === 0) return;
  const long = hasHistory(db, latest) ? longRuns(db, spans) : new Set<string>();
  const columns = ["run_uuid", "key", "value", "timestamp", "step", "is_nan"];
  db.each("latest_metrics", columns, (row) => {
    const run = known.get(String(row[0]));
    const metric = String(row[1]);
    if (run === undefined || long.has(run.id) || !wanted.has(metric)) return;
    visit(run, metric, [readLogged(row)]);
  });
  const history = new Map<string, Map<string, Logged[]>>([...long].map((id) => [id, new Map()]));
  const add = (row: readonly SqlValue[]): void => {
    const metrics = history.get(String(row[0]));
    const metric = String(row[1]);
    if (metrics === undefined || !wanted.has(metric)) return;
    const list = metrics.get(metric) ?? [];
    metrics.set(metric, list);
    list.push(readLogged(row));
  };
  if (long.size <= MOST_LOOKED_UP && db.isIndexed("metrics", "run_uuid")) {
    for (const id of long) db.eachWith("metrics", "run_uuid", id, columns, add);
  } else if (long.size > 0) db.each("metrics", columns, add);
  for (const [id, metrics] of history) {
    const run = known.get(id);
    if (run === undefined) continue;
    for (const [metric, logged] of metrics) visit(run, metric, selectEvaluations(logged));
  }
}

/** Whether a metric was logged more than once in a run: there are more rows than metrics of runs then. */
function hasHistory(db: Database, latest: number): boolean {
  let rows = 0;
  db.each("metrics", [], () => ++rows <= latest);
  return rows > latest;
}

interface Span {
  firstMs: number;
  lastMs: number;
}

function widen(spans: Map<string, Span>, run: string, timestamp: number): void {
  const span = spans.get(run);
  if (span === undefined) spans.set(run, { firstMs: timestamp, lastMs: timestamp });
  else {
    span.firstMs = Math.min(span.firstMs, timestamp);
    span.lastMs = Math.max(span.lastMs, timestamp);
  }
}

/** The runs that were logged into for long, by their first row and the last steps of their metrics. */
function longRuns(db: Database, spans: Map<string, Span>): Set<string> {
  if (db.isIndexed("metrics", "run_uuid")) {
    for (const id of [...spans.keys()].sort()) {
      db.eachWith("metrics", "run_uuid", id, ["timestamp"], ([timestamp]) => {
        widen(spans, id, Number(timestamp));
        return false;
      });
    }
  } else {
    db.each("metrics", ["run_uuid", "timestamp"], ([run, timestamp]) => {
      if (spans.has(String(run))) widen(spans, String(run), Number(timestamp));
    });
  }
  const isLong = ([, { firstMs, lastMs }]: [string, Span]) =>
    lastMs - firstMs > MOST_BETWEEN_STEPS_MS;
  return new Set([...spans].filter(isLong).map(([id]) => id));
}

/** The largest number, as which MLflow stores infinity. */
const INFINITE = Number.MAX_VALUE;

function readLogged([, , value, timestamp, step, isNan]: readonly SqlValue[]): Logged {
  return {
    timestampMs: Number(timestamp),
    // A NaN is stored as 0.
    value: isNan === 1 ? Number.NaN : finiteOr(Number(value)),
    step: Number(step),
  };
}

function finiteOr(value: number): number {
  return Math.abs(value) === INFINITE ? value * 2 : value;
}
