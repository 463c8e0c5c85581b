import type { Provenance } from "./schema.ts";

/** The provenance of a plan whose sources have not been looked up. */
export const NO_PROVENANCE: Provenance = {
  git: { commit: null, clean: null, changed_files: null, unknown: "not looked for" },
  data: null,
  dvc: [],
  dvc_problems: [],
  evidence: [],
  stored: [],
};
