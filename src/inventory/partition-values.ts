import { decodedUri } from "../text/decoded-uri.ts";
import { isDatePartition } from "../time/path-date.ts";

/** A column of a table whose values are the names of folders: `region=eu`. */
export interface PartitionValue {
  readonly name: string;
  /** Null in the folder of rows without a value. */
  readonly value: string | null;
  /** Whether it is a date, or a part of one. */
  readonly isDate: boolean;
}

/**
 * The partitions in which a file lies, as Hive and Spark write them.
 *
 * @param path with forward slashes
 * @example partitionValues("region=eu/dt=2025-08-01/part-0.parquet") // region, "eu"; dt, "2025-08-01", a date
 */
export function partitionValues(path: string): PartitionValue[] {
  return path
    .split("/")
    .slice(0, -1)
    .flatMap((folder) => {
      const at = folder.indexOf("=");
      if (at <= 0) return [];
      const [name, text] = [folder.slice(0, at), folder.slice(at + 1)];
      const value = text === NONE ? null : decodedUri(text);
      return [{ name, value, isDate: isDatePartition(folder) }];
    });
}

const NONE = "__HIVE_DEFAULT_PARTITION__";
