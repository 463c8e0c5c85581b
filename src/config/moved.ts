import { stringify } from "yaml";
import { type Document, describePlace } from "./document.ts";
import { type Found, valuesAt } from "./values-at.ts";

type Path = readonly PropertyKey[];

/** A key of an earlier version: where the same is said now, with the user's own value where it is short. */
interface Moved {
  /** Its place; `*` stands for any name or item. */
  readonly from: string;
  /** Returns null if the value is not one that an earlier version accepted. */
  advice(found: Found, name: string, root: unknown): Advice | null;
}

interface Advice {
  /** `moved to …`, or why it is gone. */
  readonly what: string;
  /** The key to write instead. */
  readonly write?: object;
}

/** Below a section the keys that stand in it come first: the section itself speaks where none of them does. */
const MOVED: readonly Moved[] = [
  { from: "drift.metrics.*", advice: ({ value }, name) => metric(name, section(value)) },
  { from: "drift.metrics", advice: () => ({ what: "moved to metrics" }) },
  {
    from: "gate.rules.metric.*",
    advice({ value }, name) {
      const { severity, ...limits } = section(value);
      const warns = severity === "warning" ? { gate: { warn_on: [`metric ${name}`] } } : {};
      return metric(name, limits, warns);
    },
  },
  { from: "gate.rules.metric", advice: () => ({ what: "moved to metrics" }) },
  {
    from: "gate.rules.min_samples_in_window",
    advice({ value }) {
      const limit = typeof value === "number" ? value : section(value).limit;
      const write = { requirements: { minimum_replay_size: limit } };
      return { what: "moved to requirements.minimum_replay_size, for insufficient-data", write };
    },
  },
  {
    from: "gate.rules.*",
    advice({ value }, name) {
      const { limit, severity } = section(value);
      if (limit === undefined && severity === undefined) return null;
      const rules = limit === undefined ? {} : { rules: { [name]: limit } };
      const warns = severity === "warning" ? { warn_on: [name] } : {};
      return {
        what: "is its limit alone, and gate.warn_on names rules that only warn",
        write: { gate: { ...warns, ...rules } },
      };
    },
  },
  {
    from: "review.acceptance.*",
    advice({ path, value }, name) {
      if (typeof path.at(-1) === "number") return null;
      const { max_loss, ...limits } = section(value);
      return metric(name, {
        ...limits,
        ...(max_loss !== undefined && { acceptance: { max_loss } }),
      });
    },
  },
  {
    from: "review.rollback.*",
    advice({ value }) {
      const { metric: name, alerts, floor, ceiling, ...rollback } = section(value);
      if (alerts !== undefined) {
        const write = { validation: { alert_limit: alerts, alert_rollback: rollback } };
        return { what: "moved to validation.alert_rollback", write };
      }
      const limits = {
        ...(floor !== undefined && { floor }),
        ...(ceiling !== undefined && { ceiling }),
      };
      return metric(typeof name === "string" ? name : "<name>", { ...limits, rollback });
    },
  },
  {
    from: "review.rollback",
    advice: () => ({ what: "moved to metrics.<name>.rollback and validation.alert_rollback" }),
  },
  {
    from: "requirements.compute",
    advice({ value }) {
      const what = "moved to requirements.gpus, a number, or with the kind such as 8x A100";
      const isGpus = typeof value === "string" && /^\d{1,6}x .*GPU/i.test(value);
      return isGpus ? { what, write: { requirements: { gpus: value } } } : { what };
    },
  },
  {
    from: "requirements.training_hours",
    advice: ({ value }) => ({
      what: "moved to schedule.full_hours",
      write: { schedule: { full_hours: value } },
    }),
  },
  {
    from: "requirements.prerequisites",
    advice({ value }) {
      const what = "moved to checklist";
      if (!Array.isArray(value)) return { what };
      return { what, write: { checklist: value.map((item: unknown) => ({ item })) } };
    },
  },
  {
    from: "requirements.bytes_per_sample",
    advice: () => ({ what: "is gone: samples decide, never the size of files; remove the line" }),
  },
  {
    from: "schedule.holidays",
    advice: ({ value }) => ({
      what: "moved to schedule.blackouts",
      write: { schedule: { blackouts: value } },
    }),
  },
  {
    from: "policy.loss_cost_per_day",
    advice({ value }, _, root) {
      const { metric: name } = section(section(root).policy);
      const what = `moved to metrics.${typeof name === "string" ? name : "<name>"}.loss_cost_per_day`;
      return typeof name === "string"
        ? { what, write: { metrics: { [name]: { loss_cost_per_day: value } } } }
        : { what };
    },
  },
  {
    from: "policy.metric",
    advice: ({ value }) => ({
      what: `moved to metrics: it is the one that has a loss_cost_per_day, here metrics.${String(value)}`,
    }),
  },
  {
    from: "policy.old_data_metric",
    advice: ({ value }) => ({
      what: `moved to metrics.${String(value)}.old_data`,
      write: { metrics: { [String(value)]: { old_data: true } } },
    }),
  },
  {
    from: "risks",
    advice: ({ value }) => ({ what: "moved to review.risks", write: { review: { risks: value } } }),
  },
  {
    from: "review.risks.*",
    advice({ path, value }, name) {
      if (typeof path.at(-1) === "number") return null;
      const write = { review: { risks: [{ finding: name, ...section(value) }] } };
      return { what: "moved to an item of the list review.risks", write };
    },
  },
  {
    from: "success_criteria",
    advice: ({ value }) => ({
      what: "moved to review.acceptance",
      write: { review: { acceptance: value } },
    }),
  },
  {
    from: "validation.report_days",
    advice: ({ value }) => ({
      what: "moved to validation.max_age_days, for evaluations and reports alike",
      write: { validation: { max_age_days: value } },
    }),
  },
];

function metric(name: string, rule: object, beside: object = {}): Advice {
  const write = { metrics: { [name]: rule }, ...beside };
  return { what: `moved to metrics.${name}, where a metric has one floor or ceiling`, write };
}

/** The keys of a document that an earlier version knew. */
export interface MovedKeys {
  /** For each a line that names its new place, in the order of the document. */
  readonly lines: readonly string[];
  /** Whether a path is one of them, lies below one, or is the section in which one stood. */
  covers(path: Path): boolean;
}

export function movedKeys(document: Document): MovedKeys {
  const found: { readonly line: number; readonly text: string }[] = [];
  const moved = new Set<string>();
  const sections = new Set<string>();
  for (const { from, advice } of MOVED) {
    for (const each of valuesAt(document.value, from)) {
      const { path } = each;
      if (sections.has(pathId(path))) continue;
      const said = advice(each, String(path.at(-1)), document.value);
      if (said === null) continue;
      found.push({
        line: document.findLine(path) ?? 0,
        text: `${describePlace(document, path)} ${worded(said)}`,
      });
      moved.add(pathId(path));
      for (const above of pathPrefixes(path)) sections.add(pathId(above));
    }
  }
  return {
    lines: found.sort((a, b) => a.line - b.line).map(({ text }) => text),
    covers: (path) =>
      sections.has(pathId(path)) || pathPrefixes(path).some((above) => moved.has(pathId(above))),
  };
}

/** The path itself, and those that lead to it. */
function pathPrefixes(path: Path): Path[] {
  return path.map((_, index) => path.slice(0, index + 1));
}

function pathId(path: Path): string {
  return path.map(String).join("\u0000");
}

/** A longer value is not repeated: the new place is enough. */
const MOST_CHARACTERS = 160;

function worded({ what, write }: Advice): string {
  if (write === undefined) return what;
  const options = {
    lineWidth: 0,
    blockQuote: false,
    collectionStyle: "flow",
    flowCollectionPadding: false,
  } as const;
  // Braces of the outermost mapping are not needed.
  const text = stringify(write, options)
    .trim()
    .replace(/^\{|\}$/g, "");
  return text.length > MOST_CHARACTERS ? what : `${what}: write \`${text}\``;
}

function section(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
