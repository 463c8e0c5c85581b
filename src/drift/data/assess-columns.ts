import type { DayCounts, Profile } from "../../engine/profile.ts";
import { jensenShannon } from "../../stats/jensen-shannon.ts";
import { largestDifference } from "../../stats/largest-difference.ts";
import { sum } from "../../stats/mean.ts";
import { psi } from "../../stats/psi.ts";
import { randomFrom } from "../../stats/random.ts";
import { leastP, splitBlocks } from "../../stats/splits.ts";
import { formatDay } from "../../time/instant.ts";
import { BLOCK_DAYS, type Block, daysNeeded, REFERENCE_BLOCKS, weekBlocks } from "./blocks.ts";
import { mergeRare } from "./merge-rare.ts";
import { type ColumnPair, pairColumns } from "./pair-columns.ts";
import type { ColumnDrift, ColumnTest, DataDrift, DataWindow } from "./schema.ts";
import { type ColumnCounts, type Comparison, testFamily } from "./test-family.ts";
import { sumBlocks } from "./window-days.ts";

/** More splits than this are sampled. */
const MOST_SPLITS = 2000;

export interface DataDriftOptions {
  /** Of false alarms, of all columns of a role together: 0.05. */
  readonly rate: number;
  /** Least Jensen–Shannon distance of a column that has drifted. */
  readonly minEffect: number;
  /** Least change of the share of nulls that is reported. */
  readonly minNullChange: number;
  /** The column of the label, whose drift is that of the prior. */
  readonly label?: string | undefined;
  /** Whether all other columns are predictions, not features. */
  readonly arePredictions?: boolean;
  /** Of features; less than 0 counts as 0. */
  readonly importance?: ReadonlyMap<string, number> | undefined;
}

/**
 * Compares the columns of two windows. A column has drifted if its Jensen–Shannon distance is at least
 * `minEffect`, and larger than other splits of the same weeks would make it: p, corrected for all columns
 * of its role by the maximum statistic, is below `rate`. With too few weeks for such a p nothing is
 * judged. The same profiles give the same answer, whatever the order of their columns.
 */
export function assessDataDrift(
  reference: Profile,
  current: Profile,
  options: DataDriftOptions,
): DataDrift {
  const { pairs, ...others } = pairColumns(reference, current);
  const before = weekBlocks(reference, REFERENCE_BLOCKS);
  const after = weekBlocks(current);
  const have = { reference: before.length, current: after.length };
  const blocks = have.reference + have.current;
  const hasBoth = have.reference > 0 && have.current > 0;
  const floor = hasBoth ? leastP(blocks, have.current, MOST_SPLITS) : 1;
  const canJudge = floor < options.rate;
  const seed = seedFrom(reference, current);
  const splits = splitBlocks(blocks, have.current, canJudge ? MOST_SPLITS : 0, randomFrom(seed));
  const comparison: Comparison = {
    reference: { days: reference.days, blocks: before },
    current: { days: current.days, blocks: after },
    splits,
  };
  const columns = judgeColumns(pairs, comparison, canJudge, options);
  const features = columns.filter(({ role }) => role === "feature");
  return {
    status: canJudge ? "judged" : "cannot_judge",
    days_needed: canJudge ? null : daysNeeded(have, options.rate, MOST_SPLITS),
    rate: options.rate,
    min_effect: options.minEffect,
    min_null_change: options.minNullChange,
    reference: describeWindow(reference, before),
    current: describeWindow(current, after),
    block_days: BLOCK_DAYS,
    splits: canJudge ? splits.count : 0,
    all_splits: splits.complete,
    least_p: floor,
    seed,
    columns,
    drifted: features.filter(({ verdict }) => verdict === "drifted").map(({ name }) => name),
    weighted_share: options.importance === undefined ? null : weigh(features),
    ...others,
  };
}

/** Most important first, then those that have drifted, by effect and by name. */
function judgeColumns(
  pairs: readonly ColumnPair[],
  comparison: Comparison,
  canJudge: boolean,
  options: DataDriftOptions,
): ColumnDrift[] {
  const drafts = pairs.map((pair) => draftColumn(pair, comparison, options));
  const tests = new Map<Draft, ColumnTest>();
  const nullTests = new Map<Draft, ColumnTest>();
  if (canJudge) {
    for (const role of ["feature", "label", "prediction"] as const) {
      const family = drafts.filter(({ column }) => column.role === role && column.effect !== null);
      testAll(family, ({ counts }) => counts, comparison, tests);
      const withNulls = drafts.filter(({ column: { nulls }, column }) => {
        return column.role === role && nulls.reference + nulls.current > 0;
      });
      testAll(withNulls, ({ nullCounts }) => nullCounts, comparison, nullTests);
    }
  }
  return drafts
    .map((draft): ColumnDrift => {
      const test = tests.get(draft) ?? null;
      const { column } = draft;
      return {
        ...column,
        test,
        ...judgeTest(column, test, canJudge, options),
        nulls: judgeNulls(column.nulls, nullTests.get(draft) ?? null, canJudge, options),
      };
    })
    .sort(
      (a, b) =>
        (b.importance ?? 0) - (a.importance ?? 0) ||
        Number(b.verdict === "drifted") - Number(a.verdict === "drifted") ||
        (b.effect?.js ?? 0) - (a.effect?.js ?? 0) ||
        (a.name < b.name ? -1 : 1),
    );
}

/** A column before the tests, with its histograms by day. */
interface Draft {
  readonly column: ColumnDrift;
  readonly counts: ColumnCounts;
  readonly nullCounts: ColumnCounts;
}

function draftColumn(
  { reference, current }: ColumnPair,
  windows: Comparison,
  { label, arePredictions = false, importance }: DataDriftOptions,
): Draft {
  const { name, kind } = reference;
  const bins = reference.counts[0]?.length ?? current.counts[0]?.length ?? 0;
  // Where there is no whole week, the effect is of all days, for it is not judged.
  const of = (column: typeof reference, blocks: readonly Block[]) =>
    sumBlocks(column.counts, blocks.length > 0 ? blocks : [allDays(column.counts)], bins).total;
  const before = of(reference, windows.reference.blocks);
  const after = of(current, windows.current.blocks);
  const rows = { reference: sum(before), current: sum(after) };
  const counts = { reference: reference.counts, current: current.counts };
  const nullCounts = {
    reference: withNulls(reference),
    current: withNulls(current),
  };
  const nullShare = (counts: DayCounts, blocks: readonly Block[]) => {
    const { total } = sumBlocks(counts, blocks.length > 0 ? blocks : [allDays(counts)], 2);
    return sum(total) === 0 ? 0 : (total[1] as number) / sum(total);
  };
  return {
    column: {
      name,
      kind,
      role: name === label ? "label" : arePredictions ? "prediction" : "feature",
      importance: importance?.get(name) ?? null,
      rows,
      effect:
        rows.reference === 0 || rows.current === 0
          ? null
          : {
              js: jensenShannon(before, after),
              psi: psi(before, after),
              largest_difference: largestDifference(before, after),
            },
      test: null,
      verdict: "cannot_judge",
      why: null,
      nulls: {
        reference: nullShare(nullCounts.reference, windows.reference.blocks),
        current: nullShare(nullCounts.current, windows.current.blocks),
        test: null,
        verdict: "cannot_judge",
      },
      unseen: kind === "category" ? countUnseen(before, after) : null,
    },
    counts: kind === "category" ? mergeRare(counts, { reference: before, current: after }) : counts,
    nullCounts,
  };
}

function allDays(counts: readonly unknown[]): Block {
  return { from: 0, to: 0, first: 0, end: counts.length };
}

function withNulls({ counts, nulls }: ColumnPair["reference"]): DayCounts {
  return counts.map((day, d) => Float64Array.of(sum(day), nulls[d] ?? 0));
}

/**
 * The share of values that the reference has not, and what is expected of it without any change: the share
 * of its rows whose value is there once. Source: Good (1953), Biometrika 40, 237–264.
 *
 * @returns null where the reference has values without a bin of their own: what is new is not known then
 * @example of 90, 9 and 1 rows: expected 0.01
 */
function countUnseen(before: Float64Array, after: Float64Array): ColumnDrift["unseen"] {
  const [rows, now] = [sum(before), sum(after)];
  if (rows === 0 || now === 0 || (before.at(-1) ?? 0) > 0) return null;
  const once = before.filter((count) => count === 1).length;
  return { share: (after.at(-1) ?? 0) / now, expected: once / rows };
}

function testAll(
  drafts: readonly Draft[],
  select: (draft: Draft) => ColumnCounts,
  comparison: Comparison,
  into: Map<Draft, ColumnTest>,
): void {
  testFamily(drafts.map(select), comparison).forEach(
    ({ p, pAlone, autocorrelation, inflation }, i) => {
      into.set(drafts[i] as Draft, { p, p_alone: pAlone, autocorrelation, inflation });
    },
  );
}

function judgeTest(
  { effect }: ColumnDrift,
  test: ColumnTest | null,
  canJudge: boolean,
  { rate, minEffect }: DataDriftOptions,
): Pick<ColumnDrift, "verdict" | "why"> {
  if (effect === null) return { verdict: "cannot_judge", why: "no_values" };
  if (!canJudge || test === null) return { verdict: "cannot_judge", why: "too_few_days" };
  const drifted = effect.js >= minEffect && test.p < rate;
  return { verdict: drifted ? "drifted" : "no_drift", why: null };
}

function judgeNulls(
  nulls: ColumnDrift["nulls"],
  test: ColumnTest | null,
  canJudge: boolean,
  { rate, minNullChange }: DataDriftOptions,
): ColumnDrift["nulls"] {
  if (!canJudge) return { ...nulls, test: null, verdict: "cannot_judge" };
  const changed =
    test !== null && test.p < rate && Math.abs(nulls.current - nulls.reference) >= minNullChange;
  return { ...nulls, test, verdict: changed ? "changed" : "unchanged" };
}

/** null where no judged feature has importance. */
function weigh(features: readonly ColumnDrift[]): number | null {
  let [all, drifted] = [0, 0];
  for (const { importance, verdict } of features) {
    const weight = Math.max(0, importance ?? 0);
    if (verdict !== "cannot_judge") all += weight;
    if (verdict === "drifted") drifted += weight;
  }
  return all === 0 ? null : drifted / all;
}

function describeWindow({ days, rows }: Profile, blocks: readonly Block[]): DataWindow {
  const [first, last] = [blocks[0] ?? null, blocks.at(-1) ?? null];
  const start = first === null ? 0 : first.first;
  const [from, to] = [first?.from ?? days[0], last?.to ?? days.at(-1)];
  return {
    from: from === undefined ? null : formatDay(from),
    to: to === undefined ? null : formatDay(to),
    days: days.length - start,
    rows: sum(rows.slice(start)),
    blocks: blocks.length,
    days_left_out: start,
  };
}

/** From the days and their rows, which no order of columns changes: FNV-1a, 32 bits. */
function seedFrom(...profiles: readonly Profile[]): number {
  let hash = 0x811c9dc5;
  const add = (value: number) => {
    for (let rest = value, i = 0; i < 6; i++, rest = Math.floor(rest / 256)) {
      hash = Math.imul(hash ^ (rest & 255), 0x01000193);
    }
  };
  for (const { days, rows } of profiles) {
    days.forEach(add);
    rows.forEach(add);
  }
  return hash >>> 0;
}
