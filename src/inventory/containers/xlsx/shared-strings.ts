import { MB } from "../../../text/quantity.ts";
import { FileProblem } from "../../reader.ts";
import { readXml } from "./xml.ts";

/** Texts that cells share are held in memory, each up to so many characters … */
const MOST_CHARACTERS = 512;
/** … and all of them up to this. */
const MOST_BYTES = 128 * MB;
/** A text takes at least so much. */
const LEAST_BYTES = 48;

/**
 * The texts that cells refer to by number.
 *
 * @throws FileProblem where they would take more than {@link MOST_BYTES}
 */
export async function readSharedStrings(
  location: string | Buffer,
  member: string | null,
): Promise<readonly string[]> {
  const strings: string[] = [];
  if (member === null) return strings;
  let current = "";
  let isText = false;
  // How a text is pronounced stands beside it.
  let isPhonetic = false;
  let bytes = 0;
  await readXml(location, member, {
    open(name) {
      if (name === "si") current = "";
      else if (name === "rPh") isPhonetic = true;
      else isText = name === "t" && !isPhonetic;
    },
    text(text) {
      if (isText && current.length < MOST_CHARACTERS) current += text.slice(0, MOST_CHARACTERS);
    },
    close(name) {
      if (name === "rPh") isPhonetic = false;
      isText = false;
      if (name !== "si") return;
      bytes += LEAST_BYTES + current.length * 2;
      if (bytes > MOST_BYTES) {
        throw new FileProblem(
          `its shared texts take more than ${MOST_BYTES / MB} MiB: save it as CSV or Parquet`,
        );
      }
      strings.push(current);
    },
  });
  return strings;
}
