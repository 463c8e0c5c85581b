import type { SourceConfig } from "../config/schema.ts";
import { messageOf } from "../errors.ts";
import type { Zone } from "../instant.ts";
import { readerOf, typeName } from "./formats.ts";
import { type DataFile, type FileCount, FileProblem, type ReadOptions } from "./reader.ts";

/** A file to be counted, and how its source says to read it. */
export interface CountRequest {
  readonly file: DataFile;
  readonly config: SourceConfig;
}

/** What was counted, or why it could not be. */
export type CountOutcome = FileCount | { readonly problem: string };

/**
 * Counts the samples of files.
 *
 * @returns the outcomes in the order of the requests; no file's content makes it throw
 */
export async function countFiles(
  requests: readonly CountRequest[],
  zone: Zone,
): Promise<CountOutcome[]> {
  const outcomes: CountOutcome[] = [];
  for (const request of requests) outcomes.push(await countFile(request, zone));
  return outcomes;
}

async function countFile({ file, config }: CountRequest, zone: Zone): Promise<CountOutcome> {
  if (config.sample === "file") return { samples: 1, columns: null, eventTime: null, notes: [] };
  try {
    const reader = await readerOf(file.extension);
    if (reader === undefined) {
      throw new FileProblem(
        `no reader for ${typeName(file)} files; say \`sample: file\` where each is one sample`,
      );
    }
    return await reader.read(file, optionsOf(config, zone));
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function optionsOf(config: SourceConfig, zone: Zone): ReadOptions {
  const { time_column: timeColumn, delimiter, header, records } = config;
  return {
    zone,
    ...(timeColumn !== undefined && { timeColumn }),
    ...(delimiter !== undefined && { delimiter }),
    ...(header !== undefined && { header }),
    ...(records !== undefined && { records }),
  };
}
