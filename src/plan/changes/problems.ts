import type { ComparedPlan } from "./earlier.ts";
import { type WordedChange, wordChange } from "./wordings.ts";

/** Files with a problem, and other findings without a topic of their own. */
export function problemChanges(a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  return [...fileChanges(a, b), ...findingChanges(a, b)];
}

/** A file whose problem is another one is said once. */
function fileChanges(a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  const [before, now] = [indexProblems(a), indexProblems(b)];
  const paths = [...new Set([...now.keys(), ...before.keys()])];
  return paths.flatMap((path): WordedChange[] => {
    const came = [...(now.get(path) ?? [])].filter((text) => !before.get(path)?.has(text));
    const went = [...(before.get(path) ?? [])].filter((text) => !now.get(path)?.has(text));
    const [from, to] = [went[0], came[0]];
    if (from !== undefined && to !== undefined && went.length + came.length === 2) {
      return [wordChange("problem-other", { path, from, to })];
    }
    return [
      ...came.map((problem) => wordChange("problem-new", { path, problem })),
      ...went.map((problem) => wordChange("problem-gone", { path, problem })),
    ];
  });
}

/** The problems of each file, of data, validations and training history. */
function indexProblems({ current_state: state }: ComparedPlan): Map<string, Set<string>> {
  const byPath = new Map<string, Set<string>>();
  for (const { path, problem } of [
    ...state.data_availability.inventory.problems,
    ...state.drift_assessment.problems,
    ...state.training_history.problems,
  ]) {
    const own = byPath.get(path);
    if (own === undefined) byPath.set(path, new Set([problem]));
    else own.add(problem);
  }
  return byPath;
}

/** By kind: of one that is still there, the numbers are said by its own topic. */
function findingChanges(a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  const [before, now] = [indexFindings(a), indexFindings(b)];
  return [
    ...[...now].flatMap(([code, finding]) =>
      before.has(code) ? [] : wordChange("finding-new", { code, finding }),
    ),
    ...[...before].flatMap(([code, finding]) =>
      now.has(code) ? [] : wordChange("finding-gone", { code, finding }),
    ),
  ];
}

function indexFindings({ findings }: ComparedPlan): Map<string, string> {
  const own = findings.filter(
    ({ code, severity }) => severity !== "notice" && !SAID_ELSEWHERE.test(code),
  );
  return new Map(own.reverse().map(({ code, message }) => [code, message]));
}

/** Samples, files with problems, metrics and dates have topics of their own. */
const SAID_ELSEWHERE =
  /^(insufficient-data|sufficiency-unknown|files-uncounted|validations-left-out|history-left-out|metric-|cycles-|retrain-)/;
