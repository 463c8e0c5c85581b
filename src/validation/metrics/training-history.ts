import { basename } from "node:path";
import { isBranch } from "./metric-tree.ts";

/** By whose names people save what Keras' fit() returns. */
const NAME = /history/i;

/**
 * The last value of each list of a training's history, as a training's log is read; in other files a list
 * of numbers is something else, such as a curve.
 *
 * @example lastOfHistory("models/training_history.json", {val_loss: [0.9, 0.4], model: "a"})
 *   // {val_loss: 0.4, model: "a"}
 */
export function lastOfHistory(path: string, tree: unknown): unknown {
  if (!NAME.test(basename(path)) || !isBranch(tree)) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      isNumbers(value) ? value.at(-1) : lastOfHistory(path, value),
    ]),
  );
}

function isNumbers(value: unknown): value is (number | null)[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => typeof each === "number" || each === null)
  );
}
