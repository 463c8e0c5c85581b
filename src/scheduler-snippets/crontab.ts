import { UserError } from "../errors.ts";
import { oneLine } from "../render/escape.ts";
import { commandLine, type Entry } from "./entry.ts";
import { cronText } from "./run-times.ts";
import { shellWord } from "./shell.ts";

/** A line of a crontab(5), and what it needs above it. */
export function renderCrontab(entry: Entry): string {
  const line = commandLine(entry).map(cronWord).join(" ");
  if (Buffer.byteLength(line) > MOST_BYTES) {
    throw new UserError(`the command has more than the ${MOST_BYTES} bytes that cron takes`, {
      hint: "put it into a script, or shorten the paths by a link",
    });
  }
  return [
    `# The retraining plan of ${oneLine(entry.title)}. Add it: (crontab -l; cat THIS-FILE) | crontab -`,
    "# It says nothing when all is well; what it says else, cron mails (MAILTO).",
    "# CRON_TZ holds for every line below it. Debian's cron ignores it, and uses the machine's zone.",
    `CRON_TZ=${entry.zone}`,
    `${cronText(entry.times)} ${line}`,
    "",
  ].join("\n");
}

/**
 * A word as cron, and then the shell, reads it. To cron a percent sign is a line break, unless a backslash stands
 * before it, which cron takes away; some crons take the first of two backslashes, too. So no backslash of the
 * word may stand before another or a percent sign: the quote is closed and opened again behind it.
 *
 * @example cronWord("/a\\%b") // "'/a\\''\\%b'"
 */
function cronWord(word: string): string {
  if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(word)) {
    throw new UserError(
      "a crontab cannot name a path with a line break or another control character",
      {
        hint: "rename it",
      },
    );
  }
  const quoted = shellWord(word);
  if (quoted === word) return word;
  const body = word.replace(/[\\'%]/g, (found) => CRON_ESCAPES[found] as string);
  return `'${body}'`;
}

const CRON_ESCAPES: Record<string, string> = { "\\": "\\''", "'": "'\\''", "%": "\\%" };

/** Of Debian's cron, which cuts off the rest. */
const MOST_BYTES = 990;
