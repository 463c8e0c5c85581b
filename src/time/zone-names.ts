import { similarTo } from "../text/similar.ts";

/**
 * The IANA zone that a misspelt name most likely means, or that its place lies in.
 *
 * @example similarZone("Europe/Berln") // "Europe/Berlin"
 * @example similarZone("Berlin") // "Europe/Berlin"
 */
export function similarZone(name: string): string | undefined {
  const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const whole = similarTo(name, zones);
  if (whole !== undefined || name.includes("/")) return whole;
  const places = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf("/") + 1), zone]));
  const place = similarTo(name.trim().replaceAll(" ", "_"), places.keys());
  return place === undefined ? undefined : places.get(place);
}
