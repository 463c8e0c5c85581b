import type { Inventory } from "../inventory/schema.ts";
import { bytes, count } from "../text/quantity.ts";

type Pointer = Inventory["not_here"][number];

/** Data that is not on this machine, and how to get it. @example "data/train.csv, 13.8 MB: dvc pull data/train.csv" */
export function pointerText(pointer: Pointer): string {
  return `${pointerName(pointer)}: ${pointer.get}`;
}

/** @example "data/images, 4,200 files, 1.2 GB" */
export function pointerName({ path, files, bytes: size }: Pointer): string {
  const number = files === null || files === 1 ? [] : [count(files, "file")];
  return [path, ...number, ...(size === null ? [] : [bytes(size)])].join(", ");
}
