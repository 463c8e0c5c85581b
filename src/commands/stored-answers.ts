import type { StoredAnswer } from "../validation/servers/server-access.ts";
import type { Project } from "./project.ts";

/** What servers of results have answered in this run, to be kept with a plan. */
export function listStoredAnswers({
  access,
  prometheus,
}: Pick<Project, "access" | "prometheus">): StoredAnswer[] {
  return [...access.stored(), ...prometheus.stored()];
}
