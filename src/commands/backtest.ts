import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { errorMessage, UserError } from "../errors.ts";
import { backtest as backtestMatrix } from "../policy/backtest.ts";
import { backtestLog } from "../policy/log-backtest.ts";
import { MatrixProblem, parseMatrix } from "../policy/loss-matrix.ts";
import { type LossTable, parseLossTable } from "../policy/loss-table.ts";
import {
  BENCHMARKED_POLICIES,
  findPolicy,
  POLICY_WORDS,
  USUAL_POLICIES,
} from "../policy/policies.ts";
import type { BacktestRow } from "../policy/schema.ts";
import { renderBacktest } from "../render/backtest.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { jsonText } from "../text/json-text.ts";
import { similarTo } from "../text/similar.ts";

interface BacktestOptions {
  cost: number[];
  policy?: string[];
  format: "table" | "json";
}

/** `retrain-plan backtest`: replays policies over losses that models of every age had. */
export async function backtest(
  host: Host,
  files: string[],
  { cost: costs, policy: policies = [...USUAL_POLICIES], format }: BacktestOptions,
): Promise<ExitStatus> {
  for (const policy of policies) checkPolicy(policy);
  const names = displayNames(files);
  // Every file is read before the first is replayed: a bad one fails at once.
  const tables = files.map((file, k) => readTable(host.cwd, file, names[k] as string));
  const rows = tables.flatMap((table, k) => run(table, files[k] as string, costs, policies));
  const text = format === "json" ? jsonText(rows) : renderBacktest(rows);
  host.stdout.write(text);
  return 0;
}

function run(
  table: LossTable,
  file: string,
  costs: readonly number[],
  policies: readonly string[],
): BacktestRow[] {
  return named(file, () =>
    table.kind === "matrix"
      ? backtestMatrix(table.matrix, costs, policies)
      : backtestLog(table.name, table.log, costs, policies),
  );
}

function checkPolicy(name: string): void {
  if (name === "oracle" || findPolicy(name) !== undefined) return;
  if (BENCHMARKED_POLICIES.includes(name)) {
    throw new UserError(`--policy: "${name}" is no longer a policy of this command`, {
      hint: "its figures are in docs/cadence.md, measured by npm run bench -- policy",
    });
  }
  const meant = similarTo(name, POLICY_WORDS);
  throw new UserError(`--policy: there is no policy "${name}"`, {
    hint: meant === undefined ? `choose of ${POLICY_WORDS.join(", ")}` : `perhaps ${meant}`,
  });
}

/** The files' names without their endings, or whole where two would be alike. */
function displayNames(files: readonly string[]): string[] {
  const short = files.map((file) => basename(file).replace(/\.(json|csv)$/i, ""));
  return new Set(short).size === short.length ? short : [...files];
}

function readTable(cwd: string, file: string, name: string): LossTable {
  const location = resolve(cwd, file);
  const text = named(file, () => {
    try {
      // A FIFO would be waited for, for ever.
      if (!statSync(location).isFile()) throw new Error("not a regular file");
      return readFileSync(location, "utf8");
    } catch (error) {
      throw new MatrixProblem(`cannot be read: ${errorMessage(error)}`);
    }
  });
  return named(file, () =>
    /\.csv$/i.test(file)
      ? parseLossTable(text, name)
      : { kind: "matrix", matrix: parseMatrix(text, name) },
  );
}

/** Says of which file a problem is. */
function named<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MatrixProblem)) throw error;
    throw new UserError(`${file}: ${error.message}`, { cause: error });
  }
}
