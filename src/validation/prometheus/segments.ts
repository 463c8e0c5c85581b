import { groupBy } from "../../collections/group-by.ts";
import { count, thousands } from "../../text/quantity.ts";
import { listed } from "../metrics/opened-file.ts";
import { type LabelRoles, MOST_LETTERS, readLabelRoles } from "./label-roles.ts";
import type { LabelledSeries, Sample } from "./labelled-series.ts";

/** The samples of one segment, evaluated with one version of one model. */
export interface SegmentSeries {
  /** With its segment before it: `north/auc`. */
  readonly name: string;
  readonly model: string | null;
  readonly version: string | null;
  readonly samples: readonly Sample[];
}

/** More are not segments, but labels of single requests or users. */
const MOST_SEGMENTS = 50;

/**
 * Tells the series of one metric apart: by versions, by models, and by segments, which are the other labels in which
 * series of one version differ. Series that differ only in where they were scraped are measurements of the same,
 * of which none may be chosen.
 *
 * @param series of one metric
 * @returns a text that says why they cannot be told apart
 */
export function splitBySegments(series: readonly LabelledSeries[]): SegmentSeries[] | string {
  const read = series.map(({ metric, labels, samples }) => ({
    metric,
    samples,
    ...readLabelRoles(labels),
  }));
  const metric = read[0]?.metric ?? "";
  const labels = differing([...groupBy(read, versionKey).values()]);
  const segments = groupBy(read, ({ others }) => segmentName(others, labels));
  if (segments.size > MOST_SEGMENTS) {
    return `${metric}: ${count(segments.size, "segment")} by ${listed(labels)}, more than ${MOST_SEGMENTS}; ${aggregate(labels)}`;
  }
  if ([...segments.keys()].some((name) => name.length > MOST_LETTERS)) {
    return `${metric}: values of ${listed(labels)} with more than ${MOST_LETTERS} characters; ${aggregate(labels)}`;
  }
  for (const own of segments.values()) {
    for (const group of groupBy(own, versionKey).values()) {
      if (group.length > 1) return describeAmbiguous(metric, group);
    }
  }
  return read.map(({ others, model, version, samples }) => {
    const segment = segmentName(others, labels);
    return { name: segment === "" ? metric : `${segment}/${metric}`, model, version, samples };
  });
}

function versionKey({ model, version }: LabelRoles): string {
  return JSON.stringify([model, version]);
}

/** The labels that tell series of one group apart; one that differs between versions alone belongs to the version. */
function differing(groups: readonly (readonly LabelRoles[])[]): string[] {
  const labels = new Set<string>();
  for (const group of groups) {
    const names = new Set(group.flatMap(({ others }) => [...others.keys()]));
    for (const name of names) {
      if (new Set(group.map(({ others }) => others.get(name) ?? "")).size > 1) labels.add(name);
    }
  }
  return [...labels].sort();
}

/** The values of labels as one name; empty for a series without any of them, which is of the whole. */
function segmentName(others: ReadonlyMap<string, string>, labels: readonly string[]): string {
  return labels
    .flatMap((label) => {
      const value = others.get(label);
      if (value === undefined) return [];
      return labels.length === 1 ? value : `${label}=${value}`;
    })
    .join("/");
}

function describeAmbiguous(
  metric: string,
  group: readonly (LabelRoles & { readonly samples: readonly Sample[] })[],
): string {
  const names = new Set(group.flatMap(({ scrape }) => [...scrape.keys()]));
  const labels = [...names]
    .filter((name) => new Set(group.map(({ scrape }) => scrape.get(name))).size > 1)
    .sort();
  if (labels.length === 0)
    return `${metric}: ${thousands(group.length)} series with the same labels`;
  return `${metric}: ${thousands(group.length)} series that differ only in ${labels.join(", ")}; ${aggregate(labels)}`;
}

function aggregate(labels: readonly string[]): string {
  return `aggregate them in the query: avg without (${listed(labels)}) (…)`;
}
