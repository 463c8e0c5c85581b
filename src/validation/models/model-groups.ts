import { groupBy } from "../../collections/group-by.ts";
import { dividedByRhythm, type RunInTime } from "./rhythm.ts";
import { runStem } from "./run-kind.ts";

/** An evaluation in time, with what tells whose it is. */
export interface ModelRun extends RunInTime {
  /** The algorithm or model that it names; null where it names none. */
  readonly algorithm: string | null;
  /** Name of the run or experiment. */
  readonly name: string | null;
  /** Whether it is known to be of the model: of a registered version, or it states one. */
  readonly isOwn: boolean;
}

/** The evaluations of one model over time. */
export interface ModelGroup<T> {
  /** The difference from the others; null if there are no others, or no difference. */
  readonly label: string | null;
  readonly runs: readonly T[];
}

export interface Grouped<T> {
  /** All of them by whose they are, whatever their rhythm. */
  readonly all: readonly ModelGroup<T>[];
  readonly monitored: readonly ModelGroup<T>[];
  /** The runs of an experiment. */
  readonly aside: readonly T[];
  /** How many algorithms, or else names, these have. */
  readonly kinds: { readonly by: "algorithm" | "name"; readonly count: number };
}

/**
 * The evaluations of each model over time, and apart from them those of experiments. The model's own ones
 * are joined; the others are told apart by their algorithm and the stem of their names. Others of the
 * model's own algorithm are its too, where all of them together are no experiment.
 *
 * @param runs oldest first
 */
export function groupedByModel<T extends ModelRun>(runs: readonly T[]): Grouped<T> {
  const kinds = createKinds<T>();
  const own = runs.filter(({ isOwn }) => isOwn);
  const others = runs.filter(({ isOwn }) => !isOwn);
  const groups: T[][] = [];
  let rest = others;
  if (own.length > 0) {
    const ownKinds = new Set(own.map(kinds.of));
    const alike = others.filter((each) => ownKinds.has(kinds.of(each)));
    const together = [...own, ...alike].sort((a, b) => a.at - b.at);
    const isOne = alike.length > 0 && dividedByRhythm(together).aside.length === 0;
    groups.push(isOne ? together : own);
    if (isOne) rest = others.filter((each) => !ownKinds.has(kinds.of(each)));
  }
  groups.push(...told(rest, kinds));

  const monitored: { runs: readonly T[]; isOwn: boolean }[] = [];
  const asides: (readonly T[])[] = [];
  groups.forEach((group, index) => {
    const isOwn = own.length > 0 && index === 0;
    if (group.length === 1 && groups.length > 1 && !isOwn) asides.push(group);
    else {
      const parts = dividedByRhythm(group);
      asides.push(parts.aside);
      if (parts.monitored.length > 0) monitored.push({ runs: parts.monitored, isOwn });
    }
  });
  const aside = asides.flat().sort((a, b) => a.at - b.at);
  const algorithms = new Set(aside.map(kinds.algorithmOf));
  const stems = new Set(aside.map(kinds.stemOf));
  return {
    all: groups.map((group, index) => ({
      runs: group,
      label:
        groups.length === 1 || (own.length > 0 && index === 0) ? null : makeLabel(group[0] as T),
    })),
    monitored: monitored.map(({ runs: of, isOwn }) => ({
      runs: of,
      label: isOwn || monitored.length === 1 ? null : makeLabel(of[0] as T),
    })),
    aside,
    kinds:
      algorithms.size > 1 || stems.size < 2
        ? { by: "algorithm", count: algorithms.size }
        : { by: "name", count: stems.size },
  };
}

/** Whose a run is, by what it says; each name is looked at once. */
interface Kinds<T> {
  of(run: T): string;
  algorithmOf(run: T): string;
  stemOf(run: T): string;
}

function createKinds<T extends ModelRun>(): Kinds<T> {
  const stems = new Map<string | null, string>();
  const runNameStem = ({ name }: T): string => {
    let stem = stems.get(name);
    if (stem === undefined) {
      stem = runStem(name);
      stems.set(name, stem);
    }
    return stem;
  };
  const findAlgorithm = ({ algorithm }: T): string => algorithm?.toLowerCase() ?? "";
  return {
    algorithmOf: findAlgorithm,
    stemOf: runNameStem,
    of: (run) => `${findAlgorithm(run)}\n${runNameStem(run)}`,
  };
}

/** Runs by their kind. */
function told<T extends ModelRun>(runs: readonly T[], kinds: Kinds<T>): T[][] {
  const byKind = groupBy(runs, kinds.of);
  const areTitles = byKind.size > 2 && byKind.size > runs.length / 2;
  if (!areTitles) return [...byKind.values()];
  // A name for each run is its title: it says what was new in it.
  return [...groupBy(runs, kinds.algorithmOf).values()].map((group) =>
    group.map((each) => ({ ...each, settings: `${each.settings} ${kinds.stemOf(each)}` })),
  );
}

function makeLabel({ algorithm, name }: ModelRun): string | null {
  const names = [algorithm ?? "", runStem(name)].filter((each) => each !== "");
  return names.length === 0 ? null : names.join(", ");
}
