import { readBeginning } from "../beginning.ts";
import type { WalkedFile } from "../walk.ts";

/** The folders in which Spark saved models: what they hold looks like tables, but is coefficients and settings. */
interface SparkModels {
  /** The kind under which a file of such a model is named; undefined for other files. */
  kindOf(path: string): string | undefined;
}

/** Looks for the description that Spark writes beside each model, stage and pipeline. */
export function findSparkModels(files: Iterable<WalkedFile>): SparkModels {
  const folders = new Set<string>();
  for (const file of files) {
    const folder = METADATA.exec(file.path)?.[1];
    if (folder !== undefined && describesModel(file.location)) folders.add(folder.slice(0, -1));
  }
  return {
    kindOf(path) {
      if (folders.size === 0) return undefined;
      const parts = path.split("/");
      const isOf = parts.some(
        (part, at) => OWN_FOLDER.test(part) && folders.has(parts.slice(0, at).join("/")),
      );
      return isOf ? "models that Spark saved" : undefined;
    },
  };
}

const METADATA = /^((?:[^/]+\/)*)metadata\/part-0{5}(?:-[^/]*)?$/;
const OWN_FOLDER = /^(?:metadata|data|stages|treesMetadata|itemFactors|userFactors|bestModel)$/;

function describesModel(location: string | Buffer): boolean {
  try {
    const text = readBeginning(location, 4096).toString("latin1");
    return text.startsWith('{"') && text.includes('"sparkVersion"') && text.includes('"uid"');
  } catch {
    return false;
  }
}
