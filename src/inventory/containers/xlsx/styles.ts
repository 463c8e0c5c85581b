import { readXml } from "./xml.ts";

/** Which styles show a number as a date: cells refer to them by their number. */
export async function readDateStyles(
  location: string | Buffer,
  member: string | null,
): Promise<ReadonlySet<number>> {
  const dates = new Set<number>();
  if (member === null) return dates;
  const formats = new Map<number, string>();
  let isOfCells = false;
  let style = 0;
  await readXml(location, member, {
    open(name, attributes) {
      if (name === "numFmt") formats.set(Number(attributes.numFmtId), attributes.formatCode ?? "");
      else if (name === "cellXfs") isOfCells = true;
      else if (name === "xf" && isOfCells) {
        if (isDate(Number(attributes.numFmtId), formats)) dates.add(style);
        style++;
      }
    },
    close(name) {
      if (name === "cellXfs") isOfCells = false;
    },
  });
  return dates;
}

/** By ECMA-376, 18.8.30: formats of these numbers are built in, those of East Asia included. */
function isDate(id: number, formats: ReadonlyMap<number, string>): boolean {
  const code = formats.get(id);
  if (code === undefined)
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  const letters = code.replace(/"[^"]*"|\\.|_.|\*./g, "").replace(/\[[^\][]*\]/g, "");
  return /[ymd]/i.test(letters) && !/general|[#0?]/i.test(letters.replace(/s\.0+/gi, "s"));
}
