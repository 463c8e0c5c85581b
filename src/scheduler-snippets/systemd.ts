import { UserError } from "../errors.ts";
import { oneLine } from "../render/escape.ts";
import { commandLine, type Entry } from "./entry.ts";
import type { RunTimes } from "./run-times.ts";

/** A service and its timer for a user's own systemd: two files, each behind its path. */
export function renderSystemd(entry: Entry): string {
  const unit = `retrain-plan-${entry.name}`;
  const place = `~/.config/systemd/user/${unit}`;
  const description = `Description=Retraining plan of ${oneLine(entry.title).replaceAll("%", "%%")}`;
  return [
    `# Two files. Then: systemctl --user daemon-reload && systemctl --user enable --now ${unit}.timer`,
    "",
    `# ${place}.service`,
    "[Unit]",
    description,
    "",
    "[Service]",
    "Type=oneshot",
    `ExecStart=${formatCommand(entry)}`,
    "# RETRAIN_PLAN_NOTIFY_URL=https://… in this file, where it is to be told.",
    `EnvironmentFile=-%h/.config/${unit}.env`,
    "",
    `# ${place}.timer`,
    "[Unit]",
    description,
    "",
    "[Timer]",
    ...calendarEvents(entry.times).map((event) => `OnCalendar=${event} ${entry.zone}`),
    "# A run that was missed while the machine was off is made up for.",
    "Persistent=true",
    "",
    "[Install]",
    "WantedBy=timers.target",
    "",
  ].join("\n");
}

/**
 * The command line. systemd expands `$` in the arguments, where `$$` writes one, but not in the program's path.
 *
 * @throws UserError for a program that systemd cannot start
 */
function formatCommand(entry: Entry): string {
  if (/["'\\]|\p{Cc}/u.test(entry.node)) {
    throw new UserError(
      `${oneLine(entry.node)}: systemd cannot start a program whose path has quotes, backslashes or control characters`,
      { hint: "install Node at another path" },
    );
  }
  const [program = "", ...words] = commandLine(entry).map((word) => word.replaceAll("%", "%%"));
  return [program, ...words.map((word) => word.replaceAll("$", "$$$$"))].map(unitWord).join(" ");
}

/** systemd reads quotes and escapes as C does. */
function unitWord(text: string): string {
  if (/^[\w@+=:,./%$-]+$/.test(text)) return text;
  const escaped = text
    .replace(/[\\"]/g, "\\$&")
    // \x would be a byte, which from 0x80 on is not a character.
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (found) =>
      found.length > 1 ? `\\U${hexadecimal(found, 8)}` : `\\u${hexadecimal(found, 4)}`,
    );
  return `"${escaped}"`;
}

function hexadecimal(character: string, digits: number): string {
  return (character.codePointAt(0) as number).toString(16).padStart(digits, "0");
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Where cron asks for a day of the month or a weekday, systemd would ask for both: two events. */
function calendarEvents(times: RunTimes): string[] {
  const { minute, hour, dayOfMonth, month, weekday } = times;
  if (dayOfMonth !== null && weekday !== null) {
    return [
      ...calendarEvents({ ...times, weekday: null }),
      ...calendarEvents({ ...times, dayOfMonth: null }),
    ];
  }
  const days = weekday === null ? "" : `${weekday.map((day) => WEEKDAYS[day]).join(",")} `;
  const date = `*-${list(month)}-${list(dayOfMonth)}`;
  return [`${days}${date} ${list(hour)}:${list(minute)}:00`];
}

function list(values: readonly number[] | null): string {
  return values === null ? "*" : values.map((value) => `${value}`.padStart(2, "0")).join(",");
}
