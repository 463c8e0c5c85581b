import { FileProblem } from "./reader.ts";

/** A compressed file may grow to this without question … */
export const UNPACKED_LIMIT_BYTES = 2 ** 30;
/** … and beyond it to this many times its size. Logs and tables shrink 5 to 50 times. */
export const UNPACKED_LIMIT_RATIO = 250;

/** How many bytes a compressed file may unpack to. */
export function mostUnpacked(packedBytes: number): number {
  return Math.max(UNPACKED_LIMIT_BYTES, packedBytes * UNPACKED_LIMIT_RATIO);
}

/** The problem of a file that unpacks to more. */
export function unpacksToTooMuch(): FileProblem {
  return new FileProblem(
    `unpacks to more than ${UNPACKED_LIMIT_BYTES / 2 ** 30} GiB and ${UNPACKED_LIMIT_RATIO} times its size: ` +
      "stopped; if it is not a compression bomb, store it unpacked or in parts",
  );
}
