/** The version of the model that was evaluated, the most telling first. */
const VERSION = ["model_version", "version"];

/** Which model was evaluated. */
const MODEL = ["model", "model_name", "model_id"];

/** Longer names would fill a plan. */
export const MOST_LETTERS = 200;

/** What Prometheus, its operator and its replicas add: where a value was scraped, not what it is of. */
const SCRAPE: ReadonlySet<string> = new Set([
  ...["job", "instance", "exported_job", "exported_instance", "endpoint", "service"],
  ...["pod", "pod_name", "container", "namespace", "node", "uid", "host", "hostname"],
  ...["cluster", "replica", "prometheus", "prometheus_replica", "receive", "tenant_id"],
]);

/** The labels of a series by their meaning. */
export interface LabelRoles {
  readonly version: string | null;
  readonly model: string | null;
  /** Labels of where it was scraped. */
  readonly scrape: ReadonlyMap<string, string>;
  /** All others: they may tell segments apart. */
  readonly others: ReadonlyMap<string, string>;
}

/**
 * Sorts the labels of a series by what they say.
 *
 * @example readLabelRoles(new Map([["version", "3"], ["pod", "a"], ["region", "north"]]))
 * // version "3", model null, scrape { pod }, others { region }
 */
export function readLabelRoles(labels: ReadonlyMap<string, string>): LabelRoles {
  const version = VERSION.find((label) => labels.get(label)?.trim());
  const model = MODEL.find((label) => labels.get(label)?.trim());
  const scrape = new Map<string, string>();
  const others = new Map<string, string>();
  for (const [label, value] of labels) {
    // An empty label is the same as none.
    if (value === "" || label === version || label === model) continue;
    (SCRAPE.has(label) ? scrape : others).set(label, value);
  }
  return {
    version: version === undefined ? null : (labels.get(version)?.slice(0, MOST_LETTERS) ?? null),
    model: model === undefined ? null : (labels.get(model)?.slice(0, MOST_LETTERS) ?? null),
    scrape,
    others,
  };
}
