import type Handlebars from "handlebars";

/** The names that a checked template calls; no key of a plan has them. */
export const CHECKED = {
  /** `{{value}}`, escaped for its format. */
  escape: "__escape",
  /** `{{{value}}}`, as it is. */
  raw: "__raw",
  /** A key of a value, which must have it. */
  key: "__key",
  /** `{{#value}}…{{/value}}`: once, for each, or not at all. */
  block: "__block",
  /** In a call's hash: its line in the template, and how it is written there. */
  line: "__line",
  source: "__source",
} as const;

export interface CheckedHelpers {
  [CHECKED.escape]: (value: unknown) => unknown;
  [CHECKED.raw]: (value: unknown) => unknown;
  [CHECKED.key]: (value: unknown, key: string) => unknown;
  [CHECKED.block]: Handlebars.HelperDelegate;
}
