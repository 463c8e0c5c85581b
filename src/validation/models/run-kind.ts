/** Parameters and tags that name the algorithm, as autologging and teams write them. */
const ALGORITHM_KEYS: readonly string[] = [
  ...["estimator_name", "estimator_class", "model", "model_type", "model_name", "model_class"],
  ...[
    "model_family",
    "algorithm",
    "algo",
    "estimator",
    "estimator_type",
    "classifier",
    "regressor",
  ],
  ...["learner", "architecture", "arch", "backbone", "base_model", "clf", "mlflow.autologging"],
];

const KEYS = new Set(ALGORITHM_KEYS);

/** Whether a parameter or tag tells algorithms apart. */
export function isAlgorithmKey(key: string): boolean {
  return KEYS.has(key.toLowerCase());
}

/**
 * The algorithm that tags and parameters name, by which runs are distinguished.
 *
 * @param values by keys of {@link isAlgorithmKey}
 * @returns null where none names one
 * @example chooseAlgorithm([["estimator_name", "RandomForestClassifier"]]) // "RandomForestClassifier"
 */
export function chooseAlgorithm(values: Iterable<readonly [string, string]>): string | null {
  const names = [...values]
    .sort(([a], [b]) => keyRank(a) - keyRank(b))
    .map(([, value]) => withoutDates((value.split("(")[0] ?? "").trim()).slice(0, 60))
    .filter((name) => name !== "");
  return names.length === 0 ? null : [...new Set(names)].join(", ");
}

/**
 * The algorithm by what a file calls its model.
 *
 * @example algorithmNamed("models/2025-08-14/churn.pkl") // "models//churn.pkl"
 */
export function algorithmNamed(model: string | null): string | null {
  if (model === null) return null;
  let known = named.get(model);
  if (known === undefined) {
    // Names come again and again; of those that never do, few are kept.
    if (named.size >= MOST_NAMED) named.clear();
    known = chooseAlgorithm([["model", model]]);
    named.set(model, known);
  }
  return known;
}

const named = new Map<string, string | null>();
const MOST_NAMED = 1000;

function keyRank(key: string): number {
  return ALGORITHM_KEYS.indexOf(key.toLowerCase());
}

/** A model that is called after its day or its file is the same on the next: models/2025-08-14/model.pkl. */
function withoutDates(value: string): string {
  return value
    .replace(
      /(?<!\d)(?:19|20)\d\d[-_.]?\d\d[-_.]?\d\d(?:[T_ -]?\d\d[:.-]?\d\d(?:[:.-]?\d\d)?Z?)?(?!\d)/g,
      "",
    )
    .replace(/\/\d+(?=\/|$)/g, "")
    .replace(/\b(?=[a-f]*\d)[\da-f]{8,}\b/g, "")
    .replace(/^[-_/. ]+|(?<![-_/. ])[-_/. ]+$/g, "");
}

/** The last words of the names that MLflow gives to runs, `bold-fox-123`, in its name_utils.py. */
const MLFLOW_NOUNS =
  /^[a-z]+-(?:ant|ape|asp|auk|bass|bat|bear|bee|bird|boar|bug|calf|carp|cat|chimp|cod|colt|conch|cow|crab|crane|croc|crow|cub|deer|doe|dog|dolphin|donkey|dove|duck|eel|elk|fawn|finch|fish|flea|fly|foal|fowl|fox|frog|gnat|gnu|goat|goose|grouse|grub|gull|hare|hawk|hen|hog|horse|hound|jay|kit|kite|koi|lamb|lark|loon|lynx|mare|midge|mink|mole|moose|moth|mouse|mule|newt|owl|ox|panda|penguin|perch|pig|pug|quail|ram|rat|ray|robin|roo|rook|seal|shad|shark|sheep|shoat|shrew|shrike|shrimp|skink|skunk|sloth|slug|smelt|snail|snake|snipe|sow|sponge|squid|squirrel|stag|steed|stoat|stork|swan|tern|toad|trout|turtle|vole|wasp|whale|wolf|worm|wren|yak|zebra)-\d{1,4}$/;

const CALENDAR =
  /^(?:mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)$/;

/**
 * The words of a run's name that are not a date, a number or a random suffix.
 *
 * @returns empty where nothing is left, as of the names that MLflow makes up
 * @example runStem("weekly_2025-08-14") // "weekly"
 * @example runStem("random-forest-a8f3k2-07") // "random forest"
 * @example runStem("bold-fox-123") // ""
 */
export function runStem(name: string | null): string {
  const text = (name ?? "").trim().toLowerCase();
  if (MLFLOW_NOUNS.test(text)) return "";
  const words = text.split(/[^\p{L}\d]+/u).flatMap((word) => {
    if (/^[\p{L}]{0,2}\d+[a-z]?$/u.test(word) || CALENDAR.test(word)) return [];
    if (/^\d{4}w?\d*$|^\d{8}t\d+z?$|^[a-f]*\d[\da-f]{6,}$/.test(word)) return [];
    // Letters and digits by turns, such as a8f3k2.
    if (word.length >= 5 && (word.match(/\d+/g) ?? []).length >= 2) return [];
    const base =
      /^(run|exp|experiment|trial|test|fold|job|day|week|iter|model|version|attempt)\d+$/;
    return [base.exec(word)?.[1] ?? word];
  });
  return words.filter((word) => word !== "").join(" ");
}
