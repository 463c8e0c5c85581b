import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../src/errors.ts";
import { FileProblem } from "../../src/inventory/reader.ts";
import { PlanProblem } from "../../src/plan/changes/earlier.ts";
import { MatrixProblem } from "../../src/policy/loss-matrix.ts";
import { OutOfTime } from "../../src/runtime/within-time.ts";
import { Refused } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { inputsOf } from "./inputs.ts";
import type { Report, Task } from "./report.ts";
import { SCRATCH } from "./scratch.ts";

/**
 * Feeds one format's reader with inputs `from` to `to`. Which input it is at stands in a file, because a
 * process that hangs cannot answer.
 */
const task = JSON.parse(process.argv[2] as string) as Task;
const format = FORMATS.find(({ name }) => name === task.format);
if (format === undefined) throw new Error(`no format ${task.format}`);

/** Words of JavaScript's engine, which are never meant for a user, not even within a finding. */
const INTERNAL =
  /Cannot (read|set|convert|access|mix|destructure|create)|is not (a function|iterable|defined|a constructor)|\bundefined\b|\[object |Invalid (array|typed array|time|string|count) |Maximum call stack|outside the bounds|is out of range|empty array|memory access|unreachable/;

const directory = mkdtempSync(join(SCRATCH, "retrain-plan-fuzz-"));
process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
const place = openSync(task.place, "w");
const at = Buffer.alloc(4);
const say = (report: Report) => process.send?.(report);

let [read, refused, slowest] = [0, 0, 0];
for (const [index, input] of inputsOf(format, task.from, task.to)) {
  at.writeUInt32LE(index);
  writeSync(place, at, 0, 4, 0);
  const start = process.cpuUsage();
  try {
    const said = await format.feed(input, directory);
    if (INTERNAL.test(said)) throw new Error(`says: ${INTERNAL.exec(said)?.[0]} in ${said}`);
    read++;
  } catch (error) {
    if (isRefusal(error)) refused++;
    else say({ kind: "crash", index, stack: (error as Error)?.stack ?? String(error) });
  }
  const { user, system } = process.cpuUsage(start);
  slowest = Math.max(slowest, (user + system) / 1000);
  if (process.resourceUsage().maxRSS > task.mostKilobytes) {
    say({ kind: "memory", index, kilobytes: process.resourceUsage().maxRSS });
    break;
  }
  // So that what is said is sent.
  if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
}
say({ kind: "done", read, refused, slowest, kilobytes: process.resourceUsage().maxRSS });
process.disconnect?.();

/** What is said to the user on purpose: of plain errors, those whose words are no engine's. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || INTERNAL.test(error.message)) return false;
  return (
    error instanceof Refused ||
    error instanceof UserError ||
    error instanceof FileProblem ||
    error instanceof PlanProblem ||
    error instanceof MatrixProblem ||
    error instanceof OutOfTime ||
    // The second is csv-parse's.
    (/^(Error|CsvError)$/.test(error.constructor.name) && format?.mayThrowPlainErrors === true)
  );
}
