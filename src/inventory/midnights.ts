import { MICROS_PER_DAY, parseInstantBytes, UTC, type Zone } from "../time/instant.ts";

/** The midnights of dates in a zone: those that were asked for are remembered, two years of them. */
export class Midnights {
  /** By place, microseconds since 1970. */
  readonly inUtc = new Float64Array(PLACES);
  readonly inZone = new Float64Array(PLACES);
  readonly #zone: Zone;
  // The ten bytes of the date at a place but its first hyphen, packed in two numbers.
  readonly #yearMonths = new Float64Array(PLACES).fill(-1);
  readonly #days = new Int32Array(PLACES);

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  /**
   * The place of the date whose ten bytes begin at `from` (`2025-08-14`); -1 where there is no such date, or the
   * clocks change on it.
   */
  find(bytes: Uint8Array, from: number): number {
    const place = findPlace(bytes, from);
    const yearMonth = pack(bytes, from) * 65_536 + two(bytes, from + 5);
    const day = two(bytes, from + 8) * 256 + (bytes[from + 7] as number);
    if (yearMonth === this.#yearMonths[place] && day === this.#days[place]) return place;
    this.#yearMonths[place] = -1;
    const utc = parseInstantBytes(bytes, from, from + 10, UTC);
    if (utc === undefined) return -1;
    const midnight = this.#zone.fromLocal(utc);
    const lastMicro = utc + MICROS_PER_DAY - 1;
    // On a day on which the clocks change, midnight does not tell the offset of every hour.
    if (this.#zone.fromLocal(lastMicro) - midnight !== MICROS_PER_DAY - 1) return -1;
    this.inUtc[place] = utc;
    this.inZone[place] = midnight;
    this.#yearMonths[place] = yearMonth;
    this.#days[place] = day;
    return place;
  }
}

/** One object a zone: small files are many. */
export function midnightsIn(zone: Zone): Midnights {
  let midnights = known.get(zone);
  if (midnights === undefined) {
    midnights = new Midnights(zone);
    known.set(zone, midnights);
  }
  return midnights;
}

const known = new WeakMap<Zone, Midnights>();

/** So many dates are remembered: 32 days of 16 months of two years. */
const PLACES = 2 * 16 * 32;

/** Where the date is remembered whose ten bytes begin at `from`; anywhere for what is no date. */
function findPlace(bytes: Uint8Array, from: number): number {
  const year = (bytes[from + 3] as number) & 1;
  const month = 10 * (bytes[from + 5] as number) + (bytes[from + 6] as number);
  const day = 10 * (bytes[from + 8] as number) + (bytes[from + 9] as number);
  return (year << 9) | ((month & 15) << 5) | (day & 31);
}

/** Four bytes as a number. */
function pack(bytes: Uint8Array, at: number): number {
  return two(bytes, at) * 65_536 + two(bytes, at + 2);
}

function two(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
