import { posix } from "node:path";
import type { Table } from "../schema.ts";
import { withoutExtension } from "./group.ts";
import { describesMedia } from "./media.ts";
import { pathStem, splitIntoWords } from "./path-words.ts";
import type { RoleVerdict } from "./role.ts";
import { rolesByName } from "./role-by-name.ts";

/**
 * The role of what is no table of samples whatever its folder: models, documents and settings that lie beside
 * data, what describes columns, images, audio or texts, and how models did.
 *
 * @param tables all of the project, it among them
 */
export function roleByKind(
  table: Table,
  tables: readonly Table[],
  isHere: boolean,
): RoleVerdict | null {
  const { path, medium, samples, copy_of: copy } = table;
  if (copy !== null) {
    return { role: "other", rule: "content", by: `its rows are also in ${copy}` };
  }
  if (medium !== null) return roleOfMedia(table, tables);
  const stem = pathStem(path);
  if (describesColumns(stem)) return other("describes columns, by its name");
  if (isAboutModels(stem)) return other("is about a model or its runs, by its name");
  const predicted = predictedColumns(table.columns ?? []);
  if (predicted !== null) {
    const by = `predictions and actual values, by its columns ${predicted}`;
    return { role: "prediction", rule: "kind", by };
  }
  // Of a table that its server did not count nothing is known.
  if (samples === null && table.counted_by !== undefined) return null;
  return samples === null
    ? roleOfUnread(table, tables, isHere)
    : roleOfRows(table, samples, tables);
}

function other(by: string): RoleVerdict {
  return { role: "other", rule: "kind", by };
}

function roleOfMedia(
  { medium, samples, path }: Table,
  tables: readonly Table[],
): RoleVerdict | null {
  if (medium !== "image" || samples === null || samples >= FEW) return null;
  const rows = findRows(tables);
  if (rows !== undefined) return other(`a few pictures beside the rows of ${rows.name}`);
  const pickle = tables.find((each) => PICKLE.test(each.path) && each.path.startsWith(path));
  if (pickle !== undefined) return other(`a few pictures beside ${pickle.name}`);
  const images = tables.find(
    (each) =>
      each.medium === "image" &&
      (each.samples ?? 0) >= MANY_ROWS &&
      each.path !== path &&
      each.path.startsWith(path),
  );
  return images === undefined ? null : other(`a few pictures beside ${images.name}`);
}

/** A table of many rows, which describes no media. */
function findRows(tables: readonly Table[]): Table | undefined {
  return tables.find(
    ({ medium, samples, path, columns }) =>
      medium === null && (samples ?? 0) >= MANY_ROWS && !describesMedia(pathStem(path), columns),
  );
}

/** Of a file whose rows are not known. */
function roleOfUnread(
  { path, bytes }: Table,
  tables: readonly Table[],
  isHere: boolean,
): RoleVerdict | null {
  if (isHere && bytes <= LEAST_BYTES) return other("an empty file");
  const stem = pathStem(path);
  if (/\.txt$/i.test(path) && splitIntoWords(stem).some((word) => NOTES.has(word))) {
    return other("notes, by its name");
  }
  const read = tables.filter(({ samples }) => samples !== null);
  const twin = read.find((each) => withoutExtension(each.path) === withoutExtension(path));
  if (twin !== undefined) return other(`${twin.name} has the same name, and is read`);
  if (ARCHIVE.test(path) && WHOLE.test(stem)) {
    const folder = posix.dirname(path);
    const unpacked = read.find((each) => posix.dirname(each.path) === folder);
    if (unpacked !== undefined) return other(`an archive beside ${unpacked.name}`);
  }
  const isDecided = rolesByName([path])[0] !== null;
  const mayBeRows = PICKLE.test(path) && isDecided && !isFitted(path);
  return BESIDE.test(path) && !mayBeRows ? other("file type") : null;
}

function roleOfRows(table: Table, samples: number, tables: readonly Table[]): RoleVerdict | null {
  const { path, columns, files } = table;
  const twin = areUnnamed(columns) ? findTwin(table, tables) : undefined;
  if (twin !== undefined) return other(`${twin.name} has the same name, and as many rows`);
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const media = tables.find((each) => each.medium !== null && isNear(folder, each.path));
  if (media !== undefined && describesMedia(pathStem(path), columns)) {
    return other(`describes the files of ${media.name}`);
  }
  const isAlone = tables.every((each) => each === table || each.samples === null);
  if (files > 1 || !/\.json$/i.test(path)) return null;
  if (samples <= 1) return isAlone ? null : other("one JSON value beside tables");
  if (samples < MANY_ROWS && SETTINGS.test(splitIntoWords(pathStem(path)).join("_"))) {
    return other("metrics or settings, by its name");
  }
  // Such as the steps of a cleaning, counted one by one.
  const isNamed = rolesByName([posix.basename(path)])[0] !== null;
  const rows = samples >= FEW || isNamed ? undefined : findRows(tables);
  return rows === undefined ? null : other(`a few JSON values beside the rows of ${rows.name}`);
}

/** Whether a table has no names of columns; where no header names them, they are numbered. */
function areUnnamed(columns: Table["columns"]): boolean {
  return columns === null || columns.every((name) => /^\d+$/.test(name));
}

/** The table in another format whose rows an array, records or a file without a header hold again. */
function findTwin({ path, samples, columns }: Table, tables: readonly Table[]): Table | undefined {
  return tables.find(
    (each) =>
      (columns === null ? each.columns !== null : !areUnnamed(each.columns)) &&
      each.samples === samples &&
      withoutExtension(each.path) === withoutExtension(path),
  );
}

/** Charts and settings are kept beside rows; who trains on images or on JSON has more of them. */
const FEW = 10;
const MANY_ROWS = 100;

/** A file that keeps a folder in git may hold an end of a line. */
const LEAST_BYTES = 2;

const NOTES = new Set(
  "readme info notes note description descriptions license licence credits citation requirements attribution".split(
    " ",
  ),
);

const DICTIONARY =
  /(^|_)(readme|codebook|glossary|dictionary|(data|dataset|columns?|features?|variables?|fields?|attributes?)_?(dict|descriptions?|definitions?|names|types))$/;

/** Whether a table says by its name what the columns of others mean: `HomeCredit_columns_description`. */
function describesColumns(stem: string): boolean {
  return DICTIONARY.test(splitIntoWords(stem).join("_"));
}

/** Of JSON alone, and of a few values: a table of such a name may hold what a machine measured. */
const SETTINGS =
  /(^|_)(metrics|configs?|configuration|settings|mappings?|schema|params|parameters|hyperparameters|manifest)(_|$)/;

const ABOUT_MODELS = [
  // Logs, reports and lists of results, by their subject: `drift_report`, `model_results`, `retrain_log`.
  /^(model|drift|eval|evaluation|benchmark|train|training|retrain|retraining|validation|monitoring|tuning)(_.+)?_(logs?|history|reports?|metrics|results?|scores|registry)$/,
  // Nobody calls samples so: `retrain_events`, `replay_drift_log`.
  /(^|_)(drift|retrain|retraining)_(events?|logs?|history|reports?|summary)$/,
  /^performance_logs?$/,
  // A table of rows is seldom summed up: `dataset_summary`, `data_summary_stats`, `dataset_shapes_summary`.
  /^(data|dataset)(_.+)?_(summary|profiles?|stats|statistics)(_|$)|^(column|data)_profiles?$/,
  /(^|_)(importances?|coefficients?|coefs?|confusion_matrix|classification_report)$/,
];

/** Whether a table says by its name how models or trainings did: its rows are no samples. */
function isAboutModels(stem: string): boolean {
  const name = splitIntoWords(stem).join("_");
  return ABOUT_MODELS.some((about) => about.test(name));
}

const PREDICTED = /^(?:pred|predicted|prediction|y_pred|yhat|y_hat)(?:$|_)|_(?:pred|predicted)$/;
const ACTUAL = /^(?:actual|observed|true|y_true|ground_truth)(?:$|_)|_(?:actual|true)$/;

/** A column of predictions and one of actual values, for a message; null without both. */
function predictedColumns(columns: readonly string[]): string | null {
  const named = (pattern: RegExp) =>
    columns.find((column) => pattern.test(splitIntoWords(column).join("_")));
  const [predicted, actual] = [named(PREDICTED), named(ACTUAL)];
  return predicted === undefined || actual === undefined ? null : `"${predicted}" and "${actual}"`;
}

/** Whether media lie in a table's folder, below it, or in a folder beside it. */
function isNear(folder: string, media: string): boolean {
  const above = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return media.startsWith(folder) || (above !== "" && media.startsWith(above));
}

/** Types that no reader reads, and no training reads as rows. */
const BESIDE =
  /\.(pkl|pickle|joblib|pt|pth|onnx|keras|safetensors|ckpt|cbm|bst|tflite|model|docx?|pptx?|odt|rtf|svg|ico|ttf|woff2?|exe|dll|so|jar|class|pyc|css|js|tsx?|java|cpp|hpp|c|h|go|rs|gitkeep|bak|tmp|example|template|dist)$/i;
/** Archives; of these names they hold all that was downloaded, and are unpacked beside. Others may hold more rows. */
const WHOLE = /^(data|datasets?|archive|download)$/i;
const ARCHIVE = /\.(zip|tar|tgz|7z|rar|tar\.(gz|bz2|xz))$/i;
/** Pickles of these names hold an object that was fitted to rows. */
const FITTED =
  /^(configs?|(en|de)coders?|scalers?|vectori[sz]ers?|tokeni[sz]ers?|models?|pipelines?|preprocessors?|transformers?|imputers?|explainers?|classifiers?|regressors?|pca)$/;
const PICKLE = /\.(pkl|pickle|joblib|pt)$/i;

/** Whether a pickle holds by its name an object that was fitted to rows, or settings. */
export function isFitted(path: string): boolean {
  return PICKLE.test(path) && splitIntoWords(pathStem(path)).some((word) => FITTED.test(word));
}
