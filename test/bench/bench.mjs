/**
 * Benchmarks: `npm run bench`, or `npm run bench -- start` for one of them. Each compares commands of
 * this program with a named peer, in turns within one run, and prints ratios of medians.
 */
import { benchCredit } from "./credit.mjs";
import { benchCsv } from "./csv.mjs";
import { benchDataDrift } from "./data-drift.mjs";
import { benchDays } from "./days.mjs";
import { benchDrift } from "./drift.mjs";
import { benchGrowth } from "./growth.mjs";
import { benchJsonl } from "./jsonl.mjs";
import { benchMixed } from "./mixed.mjs";
import { benchMlflow } from "./mlflow.mjs";
import { benchMlflowServer } from "./mlflow-server.mjs";
import { benchParquet } from "./parquet.mjs";
import { benchPolicy } from "./policy.mjs";
import { benchProfile, benchProfileDays } from "./profile.mjs";
import { benchRescan } from "./rescan.mjs";
import { benchStart } from "./start.mjs";
import { benchStores } from "./stores.mjs";
import { benchWalk } from "./walk.mjs";

const BENCHMARKS = {
  start: benchStart,
  walk: benchWalk,
  parquet: benchParquet,
  days: benchDays,
  csv: benchCsv,
  jsonl: benchJsonl,
  mixed: benchMixed,
  rescan: benchRescan,
  growth: benchGrowth,
  mlflow: benchMlflow,
  "mlflow-server": benchMlflowServer,
  drift: benchDrift,
  "data-drift": benchDataDrift,
  credit: benchCredit,
  stores: benchStores,
  policy: benchPolicy,
  profile: benchProfile,
  "profile-days": benchProfileDays,
};

const wanted = process.argv.slice(2);
for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
  if (wanted.length === 0 || wanted.includes(name)) await benchmark();
}
