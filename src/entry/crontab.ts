import { UserError } from "../errors.ts";
import { oneLine } from "../render/escape.ts";
import { type Entry, wordsOf } from "./entry.ts";
import { cronText } from "./run-times.ts";
import { shellWord } from "./shell.ts";

/** A line of a crontab(5), and what it needs above it. */
export function renderCrontab(entry: Entry): string {
  const command = wordsOf(entry).map(shellWord).join(" ");
  if (/[\r\n]/.test(command)) {
    throw new UserError("a crontab cannot name a path with a line break", { hint: "rename it" });
  }
  // A percent sign would be a line break to cron, which takes the backslash away before the shell.
  const line = command.replaceAll("%", "\\%");
  if (Buffer.byteLength(line) > MOST_BYTES) {
    throw new UserError(`the command has more than the ${MOST_BYTES} bytes that cron takes`, {
      hint: "put it into a script, or shorten the paths by a link",
    });
  }
  return [
    `# The retraining plan of ${oneLine(entry.title)}. Add it: (crontab -l; cat THIS-FILE) | crontab -`,
    "# It says nothing when all is well; what it says else, cron mails (MAILTO).",
    "# CRON_TZ holds for every line below it. Debian's cron ignores it, and goes by the machine's zone.",
    `CRON_TZ=${entry.zone}`,
    `${cronText(entry.times)} ${line}`,
    "",
  ].join("\n");
}

/** Of Debian's cron, which cuts off the rest. */
const MOST_BYTES = 990;
