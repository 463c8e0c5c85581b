import type { Provenance } from "./schema.ts";

/** Where nobody looked from what a plan is made. */
export const NO_PROVENANCE: Provenance = {
  git: { commit: null, clean: null, changed_files: null, unknown: "not looked for" },
  data: null,
  dvc: [],
  dvc_problems: [],
  evidence: [],
};
