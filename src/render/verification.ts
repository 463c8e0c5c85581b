import { bytes, count } from "../text/quantity.ts";
import { oneLine } from "./escape.ts";
import type { Palette } from "./palette.ts";

/** The result of a verification, as `src/approval/verify.ts` returns it. */
interface Verification {
  readonly decisions: readonly {
    approval: { decision: string; by: string; role: string; at: string; note: string | null } & {
      until: string | null;
    };
    why: string | null;
  }[];
  readonly missing: readonly string[];
  readonly differences: readonly Named<{ recorded: string; found: string }>[];
  readonly unjudged: readonly Named<{ why: string }>[];
  readonly documents: number;
  readonly evidence: number;
  readonly data: { identity: string; files: number; bytes: number } | null;
}
type Named<T> = T & { readonly of: "plan" | "evidence" | "data"; readonly path: string };

/** More differences than this tell no more. */
const MOST = 50;

/** A verification for a terminal: the verdict, who decided, and every difference. */
export function renderVerification(v: Verification, place: string, paint: Palette): string {
  const isApproved = v.missing.length + v.differences.length === 0;
  const [colour, word] = !isApproved
    ? (["red", v.differences.length > 0 ? "Changed since approval" : "Not approved"] as const)
    : v.unjudged.length > 0
      ? (["yellow", "Not known to be what was approved"] as const)
      : (["green", "Unchanged since approval"] as const);
  const lines = [
    ...v.missing.map((why) => `  ${why}`),
    ...v.decisions.map(({ approval: a, why }) => {
      const verb = a.decision === "approve" ? "approved" : "rejected";
      const until = a.until === null ? "" : `, until ${a.until}`;
      const note = a.note === null ? "" : `: ${a.note}`;
      return `  ${verb} by ${a.by}, ${a.role}, on ${a.at.slice(0, 10)}${until}${why === null ? "" : ` (${why})`}${note}`;
    }),
    part("plan", count(v.documents, "file"), v),
    part("evidence", count(v.evidence, "file"), v),
    part("data", dataWords(v.data), v),
    ...some(v.differences).map((d) => `  ${d.path}: recorded ${d.recorded}, found ${d.found}`),
    ...more(v.differences, "difference"),
    ...some(v.unjudged).map(({ path, why }) => `  ${path}: not judged: ${why}`),
    ...more(v.unjudged, "path not judged"),
  ];
  const title = paint(colour, oneLine(`${word}: ${place}`));
  return `${title}\n${lines.map((line) => `${oneLine(line)}\n`).join("")}`;
}

function part(of: "plan" | "evidence" | "data", what: string, v: Verification): string {
  const differ = v.differences.filter((one) => one.of === of).length;
  const unjudged = v.unjudged.filter((one) => one.of === of).length;
  const found = [
    ...(differ > 0 ? [count(differ, "difference")] : []),
    ...(unjudged > 0 ? [`${unjudged} not judged`] : []),
  ];
  return `  ${of}: ${what}, ${found.length === 0 ? "as recorded" : found.join(", ")}`;
}

function dataWords(data: Verification["data"]): string {
  if (data === null) return "no fingerprint";
  const by = data.identity === "content" ? "content" : "size and modification time alone";
  return `${count(data.files, "file")}, ${bytes(data.bytes)}, by ${by}`;
}

function some<T>(list: readonly T[]): readonly T[] {
  return list.slice(0, MOST);
}

function more(list: readonly unknown[], noun: string): string[] {
  return list.length > MOST ? [`  and ${count(list.length - MOST, `more ${noun}`)}`] : [];
}
