import { posix } from "node:path";

/** Names of texts that are read by people, or list what code needs: their lines are no samples. */
const WHOLE = words(
  "license licence licences copying copyright notice authors contributors maintainers owners codeowners",
  "changelog changes history news todo install usage credits citation citations about note notes description",
  "info version robots humans packages dependencies environment cmakelists source sources reference references",
  "url urls links output stdout stderr nohup classes class_names class_labels categories labels label_map",
  "label_names names vocab vocabulary wordlist word_list dictionary",
);
/** The same for words with which names begin or end: `requirements-dev`, `train_log`, `glove.6B.50d`. */
const FIRST = words("readme requirements constraints stopwords stop log logs glove word2vec");
const LAST = words("readme log logs vocab stopwords embedding embeddings vectors word2vec");

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")));
}

/** Whether a text is a document by its name. */
export function isDocumentName(path: string): boolean {
  const name = posix
    .basename(path)
    .toLowerCase()
    .replace(/\.(?:txt|text|gz|zst)$/, "")
    .replace(/^read[-_. ]me(?![a-z])/, "readme");
  const parts = name.split(/[-_. ]/);
  return WHOLE.has(name) || FIRST.has(parts[0] ?? "") || LAST.has(parts.at(-1) ?? "");
}

/** Names that engines give to the parts of a table: Hive, Spark, Redshift, Snowflake, Firehose. */
const PART =
  /^(?:part[-_]\w?-?\d{4,6}|\d{6}_\d{1,4}|\d{4}_part_\d\d|data_\d+_\d+_\d+|.*[-_]part[-_]\d{1,6}|.*-\d{4}(?:-\d\d){5}-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/i;

/** Whether an engine named the file as a part of a table: even one row is a table then. */
export function isPartName(path: string): boolean {
  return PART.test(posix.basename(path));
}
