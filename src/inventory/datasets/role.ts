import { SOURCE_ROLES } from "../../config/choices.ts";

/** Roles of a data set in the training. */
export const ROLES = [...SOURCE_ROLES, "unknown"] as const;

export type Role = (typeof ROLES)[number];

/** The rules that decide a role, the first that applies first. */
export const ROLE_RULES = [
  "configuration",
  "dvc",
  "mlflow",
  "kind",
  "name",
  "content",
  "code",
  "only",
  "none",
] as const;

export type RoleRule = (typeof ROLE_RULES)[number];

/** A role, the rule that decided it, and its evidence as a clause: `folder name "raw"`. */
export interface RoleVerdict {
  readonly role: Role;
  readonly rule: RoleRule;
  readonly by: string;
}
