import type { ComparedPlan } from "./earlier.ts";
import { type WordedChange, wordChange } from "./wordings.ts";

/** How many samples there are, and how many are needed. */
export function sampleChanges(a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  const [before, now] = [a, b].map(({ current_state }) => current_state.data_availability) as [
    Data,
    Data,
  ];
  const need = { from: a.metadata.min_replay_size, to: b.metadata.min_replay_size };
  const that = { from: before.sufficiency.least, to: now.sufficiency.least };
  const all = { from: before.inventory.samples.counted, to: now.inventory.samples.counted };
  const files = { from: before.file_count, to: now.file_count };
  return [
    ...(differ(that) ? [wordChange("samples", { ...that, need: need.to })] : []),
    ...(differ(need) ? [wordChange("minimum-replay-size", need)] : []),
    // Where both are the same number, as without event times, once is enough.
    ...(differ(all) && (all.from !== that.from || all.to !== that.to)
      ? [wordChange("samples-counted", all)]
      : []),
    ...(differ(files) ? [wordChange("files", files)] : []),
  ];
}

type Data = ComparedPlan["current_state"]["data_availability"];

function differ<T>({ from, to }: { from: T; to: T }): boolean {
  return from !== to;
}
