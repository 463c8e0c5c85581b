import type { Instant } from "../../time/instant.ts";
import type { SourceProblem } from "../schema.ts";

/** Files that could not be used, and when the newest of them was written. */
export class UnreadLog {
  readonly problems: SourceProblem[] = [];
  newestUnread: Instant | null = null;

  /** A part of a file that is not its newest result. */
  note(path: string, problem: string): void {
    this.problems.push({ path, problem });
  }

  /** A result that could not be read, and when it was written. */
  unread(path: string, problem: string, written: Instant): void {
    this.note(path, problem);
    this.newestUnread = Math.max(this.newestUnread ?? written, written);
  }
}
