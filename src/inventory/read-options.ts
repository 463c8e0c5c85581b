import type { SourceConfig } from "../config/schema.ts";
import type { Zone } from "../time/instant.ts";
import { extensionOfFormat } from "./formats.ts";
import type { DataFile, ReadOptions } from "./reader.ts";

/** The settings of a source that readers take. */
export function toReadOptions(
  { path }: Pick<DataFile, "path">,
  config: SourceConfig,
  zone: Zone,
): ReadOptions {
  const { time_column: timeColumn, time_format: timeFormat, delimiter, header, records } = config;
  const { quote, escape: escaping, comment, skip_rows: skipRows, encoding, orient, table } = config;
  return {
    zone,
    mayLackHeader: !USUALLY_HAS_HEADER.test(path),
    ...(timeColumn !== undefined && { timeColumn }),
    ...(timeFormat !== undefined && { timeFormat }),
    ...(delimiter !== undefined && { delimiter }),
    ...(header !== undefined && { header }),
    ...(quote !== undefined && { quote }),
    ...(escaping !== undefined && { escape: escaping }),
    ...(comment !== undefined && { comment }),
    ...(skipRows !== undefined && { skipRows }),
    ...(encoding !== undefined && { encoding }),
    ...(records !== undefined && { records }),
    ...(orient !== undefined && { orient }),
    ...(table !== undefined && { table }),
  };
}

const USUALLY_HAS_HEADER = /\.(?:csv|tsv|psv|xlsx)(?:\.\w+)?$/i;

/** By which the format is known: the file's own extension, or that of the format that its source states. */
export function readExtension(file: DataFile, { format }: SourceConfig): string {
  return format === undefined ? file.extension : extensionOfFormat(format);
}

/** The file as it is read: by the format that its source states, where it states one. */
export function readable({
  file,
  config,
}: {
  readonly file: DataFile;
  readonly config: SourceConfig;
}): DataFile {
  return { ...plain(file), extension: readExtension(file, config) };
}

/** A file's fields alone, whatever has them: an object with methods cannot cross to a thread. */
export function plain(file: DataFile): DataFile {
  const { path, location, sizeBytes, modifiedMs, extension, compression, member } = file;
  return { path, location, sizeBytes, modifiedMs, extension, compression, member };
}
