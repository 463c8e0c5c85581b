import { groupBy } from "../../group-by.ts";
import { dividedByRhythm, type RunInTime } from "../rhythm.ts";
import { runStem } from "./run-kind.ts";
import type { RunVersions } from "./run-versions.ts";
import type { Run, RunFacts } from "./tracking.ts";

/** A run with the time of its metrics. */
export interface TimedRun extends RunInTime {
  readonly run: Run;
}

/** The runs of one model over time. */
export interface RunGroup {
  /** What tells it from the others; null where there are no others. */
  readonly label: string | null;
  readonly runs: readonly TimedRun[];
}

export interface Grouped {
  readonly monitored: readonly RunGroup[];
  /** The runs of an experiment. */
  readonly aside: readonly TimedRun[];
  /** How many algorithms, or else names, these have. */
  readonly kinds: { readonly by: "algorithm" | "name"; readonly count: number };
}

/**
 * The runs of each model over time, and apart from them those of experiments. A registered model joins the
 * runs of its versions, `model_version` those that state it; the other runs are told apart by their
 * algorithm and the stem of their names. Runs of a registered model's algorithm are its too, where all of
 * them together are no experiment.
 *
 * @param runs oldest first
 */
export function groupedRuns(
  runs: readonly TimedRun[],
  facts: ReadonlyMap<string, RunFacts>,
  versions: RunVersions,
): Grouped {
  const algorithmOf = ({ run }: TimedRun) => facts.get(run.id)?.algorithm ?? "";
  const kindOf = (each: TimedRun) =>
    `${algorithmOf(each).toLowerCase()}\n${runStem(each.run.name)}`;
  const isOwn = ({ run }: TimedRun) =>
    versions.isOfModels(run) || facts.get(run.id)?.statedVersion != null;
  const own = runs.filter(isOwn);
  const others = runs.filter((each) => !isOwn(each));
  const groups: TimedRun[][] = [];
  let rest = others;
  if (own.length > 0) {
    const kinds = new Set(own.map(kindOf));
    const alike = others.filter((each) => kinds.has(kindOf(each)));
    const together = [...own, ...alike].sort((a, b) => a.at - b.at);
    const isOne = alike.length > 0 && dividedByRhythm(together).aside.length === 0;
    groups.push(isOne ? together : own);
    if (isOne) rest = others.filter((each) => !kinds.has(kindOf(each)));
  }
  const byKind = groupBy(rest, kindOf);
  const areTitles = byKind.size > 2 && byKind.size > rest.length / 2;
  const divided = areTitles
    ? // A name for each run is its title: it says what was new in it.
      [...groupBy(rest, algorithmOf).values()].map((group) =>
        group.map((each) => ({ ...each, settings: `${each.settings} ${runStem(each.run.name)}` })),
      )
    : [...byKind.values()];
  groups.push(...divided);

  const monitored: { runs: readonly TimedRun[]; isOwn: boolean }[] = [];
  const asides: (readonly TimedRun[])[] = [];
  groups.forEach((group, index) => {
    const isOfModel = own.length > 0 && index === 0;
    if (group.length === 1 && groups.length > 1 && !isOfModel) asides.push(group);
    else {
      const parts = dividedByRhythm(group);
      asides.push(parts.aside);
      if (parts.monitored.length > 0) monitored.push({ runs: parts.monitored, isOwn: isOfModel });
    }
  });
  const aside = asides.flat();
  const labelOf = (group: (typeof monitored)[number]): string => {
    const [first] = group.runs;
    const names = first === undefined ? [] : [algorithmOf(first), runStem(first.run.name)];
    return names.filter((name) => name !== "").join(", ") || "other runs";
  };
  const algorithms = new Set(aside.map((each) => algorithmOf(each).toLowerCase()));
  const stems = new Set(aside.map(({ run }) => runStem(run.name)));
  return {
    monitored: monitored.map((group) => ({
      runs: group.runs,
      label: group.isOwn || monitored.length === 1 ? null : labelOf(group),
    })),
    aside: aside.sort((a, b) => a.at - b.at),
    kinds:
      algorithms.size > 1 || stems.size < 2
        ? { by: "algorithm", count: algorithms.size }
        : { by: "name", count: stems.size },
  };
}
