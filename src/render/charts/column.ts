import type { Histogram } from "../../drift/data/input-schema.ts";
import { figure, percent } from "../../text/quantity.ts";
import { bar, label, path, round, rule, short, stretched, svg } from "./svg.ts";

const [TOP, BASE, HEIGHT] = [8, 96, 114];
const ROW = 20;
/** Where the bars of categories begin, in per cent: left of them are the values. */
const NAMES = 36;
/** Room for the percentage behind the longest bar, in per cent: on paper a chart is 4 cm wide. */
const VALUES = 22;

/**
 * The shares of a column's bins in both windows: bars of the current one, before a line of the reference.
 *
 * @param rank of the column on the page, from 0, for its id
 */
export function columnChart(histogram: Histogram, rank: number): string {
  const { column, edges, reference, current } = histogram;
  const most = Math.max(...reference, ...current, Number.MIN_VALUE);
  const frame = {
    id: `chart-column-${rank + 1}`,
    title: short(`${column}: shares of its values`, 200),
    description: describe(histogram),
  };
  if (edges === null) {
    const { height, body } = drawCategories(histogram, most);
    return svg({ ...frame, height, body });
  }
  const width = 100 / reference.length;
  const y = (share: number) => BASE - ((BASE - TOP) * share) / most;
  const bars = current.map((share, i) =>
    bar(
      "bar",
      [i * width + 0.1 * width, y(share), 0.8 * width, BASE - y(share)],
      `${binWords(edges, i)}: ${percent(share)}, in the reference ${percent(reference[i] ?? 0)}`,
    ),
  );
  const steps = reference.map(
    (share, i) =>
      `${i === 0 ? "M" : "L"}${round(i * width)} ${round(y(share))}H${round((i + 1) * width)}`,
  );
  const drawn = [...bars, rule("base", 0, BASE, 100, BASE), path("step", steps.join(""))].join("");
  const middle = Math.floor(edges.length / 2);
  const texts = [
    label(`≤ ${figure(edges[0] ?? 0)}`, 0, HEIGHT - 3),
    edges.length > 2
      ? label(figure(edges[middle] ?? 0), (middle + 1) * width, HEIGHT - 3, { anchor: "middle" })
      : "",
    edges.length > 1
      ? label(`> ${figure(edges.at(-1) ?? 0)}`, 100, HEIGHT - 3, { anchor: "end" })
      : "",
  ];
  return svg({ ...frame, height: HEIGHT, body: stretched(HEIGHT, drawn) + texts.join("") });
}

function drawCategories({ values, reference, current }: Histogram, most: number) {
  const names = [...(values ?? []), "all others"];
  const shown = names.flatMap((name, i) => {
    const [before, now] = [reference[i] ?? 0, current[i] ?? 0];
    return before + now === 0 ? [] : [{ name, before, now }];
  });
  const height = shown.length * ROW + 4;
  const width = (share: number) => ((100 - NAMES - VALUES) * share) / most;
  const bars = shown.map(({ before, now }, i) => {
    const y = i * ROW + 4;
    const at = NAMES + width(before);
    return (
      bar(
        "bar",
        [NAMES, y, width(now), 13],
        `${percent(now)}, in the reference ${percent(before)}`,
      ) + path("step", `M${round(at)} ${y - 2}V${y + 15}`)
    );
  });
  const texts = shown.map(
    ({ name, before, now }, i) =>
      label(short(name === "" ? '""' : name, 18), 0, i * ROW + 15) +
      label(percent(now), NAMES + width(Math.max(before, now)) + 1.5, i * ROW + 15),
  );
  return { height, body: stretched(height, bars.join("")) + texts.join("") };
}

function binWords(edges: readonly number[], bin: number): string {
  const [low, high] = [edges[bin - 1], edges[bin]];
  if (low === undefined) return `at most ${figure(high ?? 0)}`;
  return high === undefined ? `above ${figure(low)}` : `${figure(low)} to ${figure(high)}`;
}

function describe({ edges, values, reference, current }: Histogram): string {
  const changes = current
    .map((share, i) => ({ i, change: share - (reference[i] ?? 0) }))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, 2)
    .map(({ i, change }) => {
      const bin = edges === null ? (values?.[i] ?? "all others") : binWords(edges, i);
      return `${short(bin, 40)} ${change < 0 ? "fell" : "rose"} from ${percent(reference[i] ?? 0)} to ${percent(current[i] ?? 0)}`;
    });
  return `The largest changes: ${changes.join("; ")}.`;
}
