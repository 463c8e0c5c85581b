import { basename, dirname } from "node:path";
import { type Instant, UTC, type Zone } from "../../time/instant.ts";
import type { EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { parseJson } from "../files/json.ts";
import { statedInstant } from "../files/result-time.ts";
import { sourceName } from "../files/source-name.ts";
import { asLeaves, type MetricLeaf, NO_LEAVES } from "../metrics/leaves.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import type { Evaluation, RunVerdict } from "../metrics/metric-tree.ts";
import { type ReportFile, readReports } from "../reports.ts";
import type { SourceProblem } from "../schema.ts";
import { type DataValidation, parseValidations } from "./validation.ts";

/**
 * What Great Expectations leaves of its validations, of 0.x and 1.x. They are of the data, and no word on
 * the model; expectations that compare a distribution say whether it has shifted.
 */
export const greatExpectationsSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, "**/*.json", problems);
    const evidence = readReports(
      paths.map((path) => locateReport(path, query)),
      query,
    );
    // Whatever a file there says, of the model it says nothing.
    const unread = evidence.unread?.map((report) => ({
      ...report,
      subjects: report.subjects.filter((subject) => subject !== "model"),
    }));
    const found = { ...evidence, unread: unread ?? [], newestUnread: null };
    return { ...found, problems: [...problems, ...evidence.problems] };
  },
};

/** The store keeps a result as `<suite>/<run name>/<run time>/<batch>.json`. */
const RUN_TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d(?:\.\d+)?)Z$/;

function locateReport(path: string, query: EvidenceQuery): ReportFile {
  const at = storeTime(basename(dirname(path)));
  const place = at === null ? sourceName(path) : dirname(dirname(dirname(path)));
  return {
    path,
    place,
    at,
    modelVersion: null,
    source: query.isUsualPlace ? place : query.config.path,
    evaluate(text) {
      if (text.trim() === "") throw new Error("empty; a validation result is expected");
      return parseValidations(parseJson(text), at !== null).map((validation) =>
        toEvaluation(validation, place, at, query),
      );
    },
  };
}

/** `20261125T173131.370530Z`, as both versions write it. */
function storeTime(text: string): Instant | null {
  return statedInstant(text.replace(RUN_TIME, "$1-$2-$3T$4:$5:$6Z"), UTC) ?? null;
}

function toEvaluation(
  validation: DataValidation,
  place: string,
  at: Instant | null,
  { config, zone }: EvidenceQuery,
): Evaluation {
  const suite = validation.name ?? place;
  const subjects = ["data", "distribution"] as const;
  return {
    at: findTime(validation, zone) ?? at,
    model: null,
    // Numbers of the data are series only where they are asked for.
    leaves: config.metrics === undefined ? NO_LEAVES : asLeaves(toLeaves(validation)),
    verdicts: subjects.flatMap((subject) => readVerdict(validation, subject, suite)),
  };
}

function findTime({ times }: DataValidation, zone: Zone): Instant | null {
  for (const time of times) {
    if (typeof time !== "string") continue;
    const instant = storeTime(time) ?? statedInstant(time, zone);
    if (instant !== undefined) return instant;
  }
  return null;
}

function readVerdict(
  { expectations }: DataValidation,
  subject: RunVerdict["subject"],
  suite: string,
): RunVerdict[] {
  const checks = expectations.filter((each) => each.subject === subject).map(({ check }) => check);
  if (checks.length === 0) return [];
  const failed = checks
    .filter(({ passed }) => passed !== true)
    .sort((a, b) => Number(a.passed === null) - Number(b.passed === null));
  const [worst] = failed;
  const overall = checks.length === 1 ? (checks[0] ?? null) : null;
  const status = worst === undefined ? "success" : worst.passed === null ? "exception" : "failure";
  return [
    {
      tool: "great_expectations",
      subject,
      suite,
      status,
      passed: worst === undefined,
      checks: { evaluated: checks.length, overall, failed },
    },
  ];
}

function toLeaves({ expectations }: DataValidation): MetricLeaf[] {
  return expectations.flatMap(({ check: { name, column, observed } }) =>
    observed === null
      ? []
      : [
          {
            name: column === null ? name : `${name}.${column}`,
            value: observed,
            deviation: null,
            samples: null,
            modelVersion: null,
          },
        ],
  );
}
