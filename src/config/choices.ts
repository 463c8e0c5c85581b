/** The words that a flag and a configuration key share. Without zod, so that `--help` stays quick. */
export const CADENCES = ["daily", "weekly", "biweekly", "monthly"] as const;
/** `auto`: the cadence that costs least, by what models lose as they age. */
export const CADENCE_CHOICES = [...CADENCES, "auto"] as const;
export const FORMATS = ["md", "html", "json"] as const;
export const CHECK_FORMATS = ["text", "json", "md", "junit", "github", "gitlab"] as const;
/** The schedulers that an entry can be printed for. */
export const ENTRY_FORMATS = [
  "crontab",
  "systemd",
  "kubernetes",
  "airflow",
  "github",
  "gitlab",
] as const;
export const FAIL_ON = [
  "insufficient-data",
  "degradation",
  "urgent",
  "unreadable",
  "unknown",
] as const;

/** The recommendations of a plan, from the mildest to the most severe; the first two are alike in severity. */
export const RECOMMENDATIONS = [
  "monitor",
  "continue_monitoring",
  "investigate_and_retrain",
  "retrain_soon",
  "retrain_immediately",
] as const;

/** The tools whose metrics are read. */
export const TOOLS = [
  "metrics",
  "mlflow",
  "dvc",
  "table",
  "evidently",
  "great_expectations",
  "huggingface",
  "sagemaker",
  "drift_report",
  "prometheus",
] as const;

/** By what a file of data is known. */
export const DATA_IDENTITIES = ["auto", "content", "metadata"] as const;

/** The possible decisions about a plan. */
export const DECISIONS = ["approve", "reject"] as const;

export type Decision = (typeof DECISIONS)[number];
export type Cadence = (typeof CADENCES)[number];
export type Format = (typeof FORMATS)[number];
export type CheckFormat = (typeof CHECK_FORMATS)[number];
export type EntryFormat = (typeof ENTRY_FORMATS)[number];
export type FailOn = (typeof FAIL_ON)[number];

/** Every so many cycles is full, where neither configuration nor history tells. */
export const DEFAULT_FULL_EVERY = 4;

export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

/** Five fields with spaces, or six, the first of them for seconds. */
export const CRON = /^\s*[\d*][\w*,/?-]*(\s+[\w*,/?#-]+){4,5}\s*$/;

/** The possible cadences, in words. */
export const CADENCE_WORDS: string = `one of ${CADENCE_CHOICES.map((name) => `"${name}"`).join(", ")}, an ISO 8601 duration such as "P10D", or a cron expression such as "0 6 * * 1"`;

/** A horizon: a number with d, w, mo or y. */
export const HORIZON = /^([1-9]\d{0,3})(d|w|mo|y)$/;

/** The roles that data can have in the training. */
export const SOURCE_ROLES = [
  "training",
  "holdout",
  "raw",
  "lookup",
  "prediction",
  "reference",
  "other",
] as const;
