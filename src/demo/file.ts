/** A file of the example project, before it is written. */
export interface DemoFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Its modification time: ISO 8601 in UTC, whole seconds, which every file system holds. */
  readonly modified: string;
}
