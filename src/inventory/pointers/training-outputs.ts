import { posix } from "node:path";
import type { SourceConfig } from "../../config/schema.ts";
import { globMatcher } from "../../glob/glob.ts";
import type { Pointer } from "./pointer.ts";

/** Folders whose files are data, or in Kedro's way, with a number in front. */
const DATA_FOLDER =
  /^(\d+_)?(data|datasets?|features|inputs?|raw|interim|processed|train|test|val)$/i;
/** Folders that hold what a training made, and not what it read. */
const RESULT_FOLDER =
  /^(\d+_)?(models?|model_output|weights|reporting|eval|dvclive|artifacts?|([a-z]+[_-])?(checkpoints?|reports?|metrics?|plots?|figures?|evaluations?|results?|logs?|predictions?|submissions?))$/i;
const DATA_FILE = /^(raw|data|dataset|train)(_\w+)?\.(csv|tsv|parquet|feather|jsonl|xlsx)$/i;
const MODEL_FILE =
  /\.(pkl|pickle|joblib|h5|hdf5|keras|onnx|pt|pth|ckpt|safetensors|bin|model|pb|tflite|mlmodel|cbm|gguf)$/i;
const RESULT_FILE =
  /(^|[_.-])(metrics?|scores?|results?|report|params|evaluation)\.(json|ya?ml|csv|tsv|html|md|png|svg)$|\.(html?|md|png|svg|ipynb|pdf|log)$/i;

/**
 * Those of what DVC tracks that are training data, as far as names tell: neither models nor results.
 *
 * @param sources the configured ones, which decide; undefined where nothing is configured
 */
export function ofData(
  pointers: readonly Pointer[],
  sources: readonly SourceConfig[] | undefined,
): Pointer[] {
  if (sources === undefined) return pointers.filter(({ path }) => isData(path));
  return pointers.filter((pointer) => sources.some((source) => isIn(pointer, source)));
}

/** Whether what a pointer stands for lies in a source, is it, or holds it. */
export function isIn(
  { path, files }: Pick<Pointer, "path" | "files">,
  source: Pick<SourceConfig, "path" | "include" | "exclude">,
): boolean {
  const place = posix.normalize(source.path).replace(/(?<=[^/])\/+$/, "");
  if (place === path || place.startsWith(`${path}/`)) return true;
  const isBelow = place === "." || path.startsWith(`${place}/`);
  // Of a folder it is not known which of its files the patterns mean.
  if (!isBelow || files !== 1 || (source.include ?? source.exclude) === undefined) return isBelow;
  const below = place === "." ? path : path.slice(place.length + 1);
  const { include, exclude } = source;
  if (include !== undefined && !globMatcher(include)(below)) return false;
  return exclude === undefined || !globMatcher(exclude)(below);
}

/** Whether a path lies in a folder called after what a training made, or is one: `reports/2024`. */
export function isInResults(path: string): boolean {
  return path.split("/").some((part) => RESULT_FOLDER.test(part));
}

/** @example isData("data/train.pkl") // true, but "model.pkl" is a model, and "eval/roc.json" a result */
function isData(path: string): boolean {
  const folders = path.split("/");
  const name = folders.pop() as string;
  if (RESULT_FILE.test(name)) return false;
  // In `artifacts` lies whatever a step wrote, data too.
  const isArtifact = folders[0] === "artifacts" && DATA_FILE.test(name);
  if (isInResults(isArtifact ? folders.slice(1).join("/") : path)) return false;
  return folders.some((folder) => DATA_FOLDER.test(folder)) || !MODEL_FILE.test(name);
}
