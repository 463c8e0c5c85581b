import { findDirection } from "../metric-names/names.ts";
import { type Root, whyOutside } from "../trust/named-path.ts";
import type { Evidence, EvidenceQuery, ResultElsewhere } from "./evidence.ts";
import { fileKind } from "./files/result-file.ts";
import { resultPaths } from "./files/result-paths.ts";
import { READERS } from "./tools.ts";

/** Words in the names of files that say how a model did. */
const WORDS =
  "metric,score,result,evaluat,benchmark,performance,model_card,champion,leaderboard,retrain";
/** Folders whose files do not count: tests, documents, code of others, and what tools keep. */
const OTHERS =
  "test,tests,fixtures,docs,node_modules,*env,site-packages,vendor,third_party,mlruns,wandb,public";
const PLACES = [
  ...["", "*/", "*/*/", "*/*/*/"].map((folders) => `${folders}*{${WORDS}}*.{json,jsonl,csv}`),
  ...["", "*/", "*/*/"].map((folders) => `!${folders}{${OTHERS}}/**`),
  // This program's own plans.
  "!**/retrain_plan*",
];

const MOST_READ = 20;

/**
 * The first file of a project that is called after results, and holds a metric of which is known whether more is
 * better: to be named by the user, who alone knows whether it is of the model in use.
 *
 * @returns null where none is found
 */
export async function findResultElsewhere(
  query: Omit<EvidenceQuery, "config" | "claims">,
): Promise<ResultElsewhere | null> {
  for (const path of (await listCandidates(query)).slice(0, MOST_READ)) {
    const tool = path.endsWith(".json") ? "metrics" : "table";
    const reader = READERS.find((each) => each.tool === tool);
    if (reader === undefined) continue;
    try {
      const source = await reader.load();
      const config = { tool, path, history: false } as const;
      if (holdsMetrics(await source.read({ ...query, config }))) return { path, tool };
    } catch {
      // It is no result: nothing names it.
    }
  }
  return null;
}

function holdsMetrics({ series }: Evidence): boolean {
  return series.some(({ metric, points }) => points.length > 0 && findDirection(metric) !== null);
}

/** Files by their names, those of the outer folders first; none where a link leads out of the project. */
async function listCandidates(query: Root): Promise<string[]> {
  const depth = (path: string) => path.split("/").length;
  try {
    const paths = await resultPaths(PLACES, query, () => {});
    return paths
      .filter((path) => whyOutside(path, query, "text") === null)
      .filter((path) => fileKind(path, query) === "file")
      .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  } catch {
    return [];
  }
}
