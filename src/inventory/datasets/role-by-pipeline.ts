import { posix } from "node:path";
import type { RoleVerdict } from "./role.ts";
import { rolesByName } from "./role-by-name.ts";

/** A stage of a DVC pipeline; paths are relative to the project, with forward slashes. */
export interface PipelineStage {
  readonly name: string;
  readonly file: string;
  readonly deps: readonly string[];
  readonly outs: readonly string[];
}

/**
 * The role that a pipeline gives to data: what the stages read that write the model is training data
 * (or holdout, by name), what earlier stages read (also those that fit a scaler and write scaled rows) is raw, and what only later stages read, which read
 * the model too, is holdout. Other outputs of stages (the model, metrics, plots) have the role `other`.
 *
 * @returns the role of a path that is, lies in, or holds what a stage reads; null where no stage does
 */
export function pipelineRoles(
  stages: readonly PipelineStage[],
): (path: string) => RoleVerdict | null {
  const models = withoutPreparation(stages.filter(writesModel));
  const written = new Set(models.flatMap(({ outs }) => outs));
  if (models.length === 0) return () => null;
  const isAfter = (stage: PipelineStage) =>
    !models.includes(stage) && stage.deps.some((dep) => touchesAny(dep, written));
  const isBefore = (stage: PipelineStage) => !models.includes(stage) && !isAfter(stage);
  return (path) => {
    const reads = (stage: PipelineStage) => stage.deps.some((dep) => touches(path, dep));
    const reader = models.find(reads);
    if (reader !== undefined) {
      const by = `${reader.file}: stage "${reader.name}", which writes the model, reads it`;
      // `test_sales.csv` is named after a split where `train_sales.csv` is read beside it.
      const [named] = rolesByName([path, ...reader.deps]);
      return { role: named?.role === "holdout" ? "holdout" : "training", rule: "dvc", by };
    }
    if (touchesAny(path, written)) {
      const by = `${models[0]?.file}: written by the stage that writes the model`;
      return { role: "other", rule: "dvc", by };
    }
    const early = stages.find((stage) => isBefore(stage) && reads(stage));
    if (early !== undefined) {
      const by = `${early.file}: stage "${early.name}", before the training, reads it`;
      return { role: "raw", rule: "dvc", by };
    }
    const late = stages.find((stage) => isAfter(stage) && reads(stage));
    if (late === undefined) return null;
    const by = `${late.file}: stage "${late.name}", after the training, reads it`;
    return { role: "holdout", rule: "dvc", by };
  };
}

/**
 * The stages that train, of those that write models: one that also writes data for another of them, as a
 * stage that fits a scaler does, prepares what that one trains on.
 */
function withoutPreparation(models: readonly PipelineStage[]): PipelineStage[] {
  const preparesFor = (stage: PipelineStage, other: PipelineStage) =>
    stage !== other &&
    stage.outs.some((out) => !isModel(out) && other.deps.some((dep) => touches(dep, out)));
  const training = models.filter((stage) => !models.some((other) => preparesFor(stage, other)));
  return training.length > 0 ? training : [...models];
}

/** Formats that only models are written in, and names of what others are written to. */
const MODEL_FILE =
  /\.(pkl|pickle|joblib|pt|pth|onnx|keras|safetensors|ckpt|h5|hdf5|bst|cbm|ubj|tflite|mlmodel|bin)$/i;
const MODEL_NAME =
  /(?:^|[/_.-])(?:models?|classifier|regressor|checkpoints?|weights|estimator)(?:[/_.-]|$)/i;

/**
 * A stage that writes something called a model, or trains by its name and writes a model's format or
 * states nothing that it writes.
 */
function writesModel({ name, outs }: PipelineStage): boolean {
  const isTraining = /(^|[_@.-])(train|fit|training)/i.test(name);
  if (isTraining && outs.length === 0) return true;
  return outs.some((out) => namesModel(out) || (isTraining && MODEL_FILE.test(out)));
}

function isModel(out: string): boolean {
  return MODEL_FILE.test(out) || namesModel(out);
}

function namesModel(out: string): boolean {
  return MODEL_NAME.test(out) && !DATA_FILE.test(out);
}

const DATA_FILE = /\.(csv|tsv|parquet|jsonl?|ya?ml|feather|arrow|png|svg|html|txt|md)$/i;

function touchesAny(path: string, places: ReadonlySet<string>): boolean {
  for (const place of places) if (touches(path, place)) return true;
  return false;
}

/** Whether a path is a place or lies in it, or the place lies in the folder that the path is. */
function touches(path: string, place: string): boolean {
  const [a, b] = [posix.join(path, "."), posix.join(place, ".")].map((each) =>
    each.endsWith("/") ? each.slice(0, -1) : each,
  ) as [string, string];
  return a === b || a.startsWith(`${b}/`) || (path.endsWith("/") && b.startsWith(`${a}/`));
}
