/**
 * A path with `*` for what tells runs apart: dates, versions, ids, numbers. Files that are alike then
 * are one series over time; `train.json` and `test.json` are not.
 *
 * @example sourceName("metrics/2025-08-14.json") // "metrics/*.json"
 * @example sourceName("artifacts/3.1.0/metrics.json") // `*` for the version
 * @example sourceName("eval/fold_2.json") // "eval/fold_2.json": one of several at a time
 */
export function sourceName(path: string): string {
  return path
    .split("/")
    .map((part) => RUN_MARKS.reduce((text, mark) => text.replace(mark, "*"), part))
    .join("/");
}

const RUN_MARKS: readonly RegExp[] = [
  // wandb's run-20250814_080000-ysjtao0m
  /(?<=^(?:offline-)?run-)\d{8}_\d{6}-\w+$/,
  /(?<![A-Za-z\d])\d{4}[-_]?\d\d[-_]?\d\d(?:[T_ -]?\d\d[:-]?\d\d(?:[:-]?\d\d)?)?Z?(?![A-Za-z\d])/g,
  /(?<![A-Za-z\d])v?\d+(?:\.\d+)+(?![A-Za-z\d])/g,
  /(?<![A-Za-z\d])(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,40}(?![A-Za-z\d])/g,
  /(?<![A-Za-z\d.]|(?:fold|split|seed|part|shard|class)[-_ ]?)v?\d+(?![A-Za-z\d])/g,
];

/** The version that a folder of a path is called after: `artifacts/3.1.0/metrics.json`. */
export function folderVersion(path: string): string | null {
  return /(?:^|\/)v?(\d+(?:\.\d+)+)\//.exec(path)?.[1] ?? null;
}
