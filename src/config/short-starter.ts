import { stringify } from "yaml";
import type { ConfigInput } from "./schema.ts";
import { oneLine, type Remarks } from "./starter.ts";

/** Examples of keys whose values no file tells; they count once their `#` is removed. */
const ONLY_PEOPLE_KNOW = [
  "model: {name: churn-classifier, owner: Growth ML}",
  "requirements: {minimum_replay_size: 25000}  # Samples that a training needs.",
  "metrics: {auc: {primary: true, floor: 0.8}}  # Which metric decides, and its worst acceptable value.",
  "schedule: {cadence: monthly, full_every: 4}  # How often you retrain, and every which time in full.",
  "review: {approvers: [Model owner, Independent validator]}  # Who must approve.",
];

/** So many data sets have a line of their own; of more, their folders. */
const MOST_ENTRIES = 14;

/**
 * The text of a short starting configuration, of at most 30 lines: what was found, one line a data set, and
 * the five things that only people know.
 *
 * @param head lines for the top, without `#`
 * @param found what was found: the configuration that the text is, once it is parsed
 * @param folders what to name instead of many data sets
 */
export function shortStarter(
  head: readonly string[],
  found: ConfigInput,
  remarks: Remarks,
  folders: readonly string[],
): string {
  const {
    timezone,
    sources = [],
    validation: { sources: metrics = [], ...validation } = {},
  } = found;
  const history = found.requirements?.history?.path;
  const isMany = sources.length > MOST_ENTRIES;
  const entries = isMany ? folders.map((path) => ({ path })) : sources;
  const isTooMany = entries.length > MOST_ENTRIES;
  const list = entries.map((entry, i) => {
    const notes = isMany
      ? []
      : [remarks[`sources.${i}.path`], remarks[`sources.${i}.role`]].filter(Boolean);
    return `  - ${flow(entry)}${remark(notes.join("; "))}`;
  });
  const lines = [
    ...head.map((line) => `# ${line}`.trimEnd()),
    ...(timezone === undefined ? [] : ["", `timezone: ${flow(timezone)}`]),
    ...(list.length === 0 || isTooMany
      ? ["", "# sources: [{path: data/training, role: training}]"]
      : ["", "sources:", ...list]),
    ...(metrics.length + Object.keys(validation).length === 0 ? [] : ["", "validation:"]),
    ...Object.entries(validation).map(([key, value]) => `  ${key}: ${flow(value)}`),
    ...(metrics.length === 0 ? [] : ["  sources:"]),
    ...metrics.map(
      (source, i) =>
        `    - ${flow(source)}${remark(remarks[`validation.sources.${i}.${"url" in source ? "url" : "path"}`])}`,
    ),
    ...(history === undefined
      ? []
      : [
          "",
          "requirements:",
          `  history: ${flow({ path: history })}${remark(remarks["requirements.history.path"])}`,
        ]),
    "",
    "# Only you know these: remove the # and correct them.",
    ...ONLY_PEOPLE_KNOW.map((line) =>
      // A key stands once: this one goes below the history.
      history !== undefined && line.startsWith("requirements:")
        ? "# minimum_replay_size: 25000  # Samples that a training needs; put it under `requirements`."
        : `# ${line}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function remark(text = ""): string {
  return text === "" ? "" : `  # ${oneLine(text)}`;
}

/** On one line. A quoted text never spans lines. */
function flow(value: unknown): string {
  return stringify(value, {
    lineWidth: 0,
    blockQuote: false,
    collectionStyle: "flow",
    flowCollectionPadding: false,
  }).trimEnd();
}
