/**
 * Feeds every reader with broken files: `npm run fuzz`, or `npm run fuzz -- csv parquet` for some formats.
 * FUZZ_INPUTS says how many a format (100,000). Prints a line a format, and exits with 1 where a reader
 * crashes, takes more than five seconds or more than 300 MB; the input is then kept, and named.
 */
import { fork } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FuzzedFormat } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { inputsOf } from "./inputs.ts";
import type { Report, Task } from "./report.ts";
import { SCRATCH } from "./scratch.ts";

const INPUTS = Number(process.env.FUZZ_INPUTS ?? 100_000);
/** What the program ends itself (`withinTime`) after five seconds is refused, and does not hang. */
const MOST_MS = 10_000;
const MOST_KILOBYTES = 300_000;
/** A process ends after so many, so that its peak of memory is that of few. */
const CHUNK = 5000;
/** Of more of the same no more is learnt. */
const MOST_FAILURES = 20;

const directory = mkdtempSync(join(SCRATCH, "retrain-plan-fuzz-"));

interface Failure {
  readonly index: number;
  readonly what: string;
}

/** What one process came to: how far, and what it found. */
interface Outcome {
  readonly next: number;
  readonly failures: readonly Failure[];
  readonly done: Extract<Report, { kind: "done" }> | null;
}

const wanted = process.argv.slice(2);
const unknown = wanted.find((word) => !FORMATS.some(({ name }) => name === word));
if (unknown !== undefined) {
  console.error(`no format ${unknown}; there are ${FORMATS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}
for (const format of FORMATS) {
  if (wanted.length === 0 || wanted.includes(format.name)) await fuzz(format);
}
rmSync(directory, { recursive: true });

async function fuzz(format: FuzzedFormat): Promise<void> {
  const start = performance.now();
  const total = { read: 0, refused: 0, slowest: 0, kilobytes: 0 };
  const failures: Failure[] = [];
  let next = 0;
  while (next < INPUTS && failures.length < MOST_FAILURES) {
    const outcome = await run(format, next, Math.min(INPUTS, next + CHUNK));
    next = outcome.next;
    failures.push(...outcome.failures);
    total.read += outcome.done?.read ?? 0;
    total.refused += outcome.done?.refused ?? 0;
    total.slowest = Math.max(total.slowest, outcome.done?.slowest ?? 0);
    total.kilobytes = Math.max(total.kilobytes, outcome.done?.kilobytes ?? 0);
  }
  console.log(
    `${format.name}: ${next} inputs in ${Math.round((performance.now() - start) / 1000)} s: ` +
      `${total.read} read, ${total.refused} refused, ${failures.length} failures; ` +
      `slowest ${Math.ceil(total.slowest)} ms, at most ${Math.ceil(total.kilobytes / 1000)} MB`,
  );
  for (const { index, what } of distinct(failures)) {
    const kept = join(tmpdir(), `retrain-plan-fuzz-${format.name}-${index}`);
    for (const [, input] of inputsOf(format, index, index + 1)) writeFileSync(kept, input);
    console.error(`${format.name}: input ${index}, kept as ${kept}: ${what}`);
    process.exitCode = 1;
  }
}

/** One process; where it ends early, what it was at is looked at again in one of its own. */
async function run(format: FuzzedFormat, from: number, to: number): Promise<Outcome> {
  const { reports, at, isHung } = await work(format, from, to);
  const done = reports.find((report) => report.kind === "done") ?? null;
  const failures = reports.flatMap((report) =>
    report.kind === "crash" ? [{ index: report.index, what: report.stack }] : [],
  );
  const stopped = done === null || reports.some(({ kind }) => kind === "memory");
  if (!stopped) return { next: to, failures, done };
  if (to - from > 1) {
    // Alone it may be fine: garbage of many, or a machine that was busy.
    const again = await run(format, at, at + 1);
    return { next: at + 1, failures: [...failures, ...again.failures], done };
  }
  const memory = reports.find((report) => report.kind === "memory");
  const what = isHung
    ? `more than ${MOST_MS} ms`
    : memory === undefined
      ? "the process ended"
      : `${Math.round(memory.kilobytes / 1000)} MB`;
  return { next: to, failures: [...failures, { index: at, what }], done };
}

/** Lets a worker do its task, and ends it where it stays at one input too long. */
async function work(format: FuzzedFormat, from: number, to: number) {
  const place = join(directory, "place");
  writeFileSync(place, "");
  const task: Task = { format: format.name, from, to, place, mostKilobytes: MOST_KILOBYTES };
  const worker = fork(
    fileURLToPath(new URL("worker.js", import.meta.url)),
    [JSON.stringify(task)],
    // A heap without a limit of its own lets garbage lie until 300 MB are full.
    { execArgv: ["--max-old-space-size=200", "--max-semi-space-size=4"] },
  );
  const reports: Report[] = [];
  worker.on("message", (report: Report) => reports.push(report));
  const current = () => {
    const bytes = readFileSync(place);
    return bytes.length < 4 ? null : bytes.readUInt32LE();
  };
  let [last, since, isHung] = [current(), 0, false];
  const watch = setInterval(() => {
    const [at, busy] = [current(), busyMs(worker.pid)];
    if (at === null || at !== last) [last, since] = [at, busy];
    else if (busy - since > MOST_MS) {
      isHung = true;
      worker.kill("SIGKILL");
    }
  }, 250);
  await new Promise((resolve) => worker.on("close", resolve));
  clearInterval(watch);
  return { reports, at: current() ?? from, isHung };
}

/**
 * How many milliseconds of the processor a process has taken, for others may have it meanwhile; those of the clock
 * where the system does not say. 0 of one that has ended.
 */
function busyMs(pid: number | undefined): number {
  if (!existsSync("/proc/self/stat")) return performance.now();
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // Behind the name, which may hold blanks. Linux counts hundredths of a second.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

/** One of each kind, by where it was thrown. Those that took too much do not say where, so each is named. */
function distinct(failures: readonly Failure[]): Failure[] {
  const placeOf = ({ index, what }: Failure) =>
    what.split("\n").slice(1, 3).join() || `${index}: ${what}`;
  return [...new Map(failures.map((failure) => [placeOf(failure), failure])).values()];
}
