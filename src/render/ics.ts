import { createHash } from "node:crypto";
import type { Cycle } from "../schedule/schema.ts";
import { money, sampleCount } from "../text/quantity.ts";
import { oneLine } from "./escape.ts";
import { cycleNotes } from "./schedule.ts";

/** Of what the calendar is, and as of when. */
export interface CalendarOf {
  /** The model, or the project: with it and the cycle's period an event is the same in every file. */
  readonly name: string;
  /** Milliseconds since 1970: the plan's own time. */
  readonly now: number;
  readonly currency: string | null;
}

/**
 * The cycles as an iCalendar file (RFC 5545), from the beginning of each training to its end. An event's
 * UID depends on the project and on the period in which the cycle is due, not on when the plan was made,
 * and its SEQUENCE grows with the plan's time: next week's file updates the events of this one.
 */
export function renderIcs(cycles: readonly Cycle[], of: CalendarOf): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//retrain-plan//retrain-plan//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escaped(`Retraining of ${of.name}`)}`,
    ...cycles.flatMap((cycle) => formatEvent(cycle, of)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function formatEvent(cycle: Cycle, { name, now, currency }: CalendarOf): string[] {
  const { type, readiness, effort, data_window: data, training_window: trained } = cycle;
  const what = type === "full_retrain" ? "Full retrain" : "Incremental retrain";
  const expected = readiness.expected_samples;
  const notes = [
    `Because: ${cycle.type_reason}`,
    ...(cycle.scheduled_at === cycle.starts_at ? [] : [`Live: ${minute(cycle.scheduled_at)}`]),
    `Training: ${cycle.estimated_duration_hours} h, ${BASIS[effort.duration_basis]}`,
    `Data window: ${data.from} to ${data.to}`,
    ...(data.from === trained.from ? [] : [`Trains on: ${trained.from} to ${trained.to}`]),
    ...(expected === null ? [] : [`Expected: ${sampleCount(expected)}, ${readiness.status}`]),
    ...(effort.cost === null ? [] : [`Cost: ${money(effort.cost, currency)}`]),
    ...cycleNotes(cycle),
  ];
  return [
    "BEGIN:VEVENT",
    `UID:${eventUid(cycle.period, name)}`,
    `DTSTAMP:${utc(now)}`,
    // Minutes since 1970: it must grow from file to file, and fits into 32 bits.
    `SEQUENCE:${Math.floor(now / 60_000)}`,
    `DTSTART:${utc(Date.parse(cycle.starts_at))}`,
    `DTEND:${utc(Date.parse(cycle.ends_at))}`,
    `SUMMARY:${escaped(`${what}: ${name}`)}`,
    `DESCRIPTION:${notes.map(escaped).join("\\n")}`,
    `STATUS:${readiness.status === "short" ? "TENTATIVE" : "CONFIRMED"}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

const BASIS = {
  configured: "as configured",
  history: "by past trainings",
  default: "assumed",
} as const;

function eventUid(period: string, name: string): string {
  const project = createHash("sha256").update(name).digest("hex").slice(0, 16);
  return `${period.replace(/[^\w-]/g, "-")}.${project}@retrain-plan`;
}

/** `2025-08-21 10:00 +02:00` */
function minute(instant: string): string {
  return `${instant.slice(0, 16).replace("T", " ")} ${instant.slice(-6)}`;
}

/** `20250821T080000Z`; a fraction of a second has no place in it. */
function utc(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** Text of a property (RFC 5545, 3.3.11). */
function escaped(text: string): string {
  return oneLine(text).replace(/[\\;,]/g, "\\$&");
}

/** Lines of at most 75 octets (3.1), broken between characters. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      parts.push(part);
      // The space that begins a continued line counts.
      [part, octets] = ["", 1];
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join("\r\n ");
}
