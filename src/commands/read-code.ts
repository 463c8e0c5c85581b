import { posix } from "node:path";
import type { CodeEvidence } from "../inventory/datasets/perhaps-index.ts";
import { findMatches } from "../trust/named-files.ts";
import type { Root } from "../trust/named-path.ts";
import { readNamed } from "../trust/named-text.ts";

const FILES = ["", "*/", "*/*/", "*/*/*/"].map(
  (folders) => `${folders}*.{py,ipynb,R,r,Rmd,qmd,jl,scala,m,sh,yaml,yml,toml,cfg,ini}`,
);
/** Folders of other people's code, and of what is about the project instead of in it. */
const NOT_OURS = /(^|\/)(\.[^/]+|node_modules|venv|env|site-packages|retrain-plan\.yaml$)(\/|$)/;
const CODE = /\.(py|ipynb|r|rmd|qmd|jl|scala|m)$/i;
const TRAINING =
  /\b(sklearn|torch|tensorflow|keras|xgboost|lightgbm|catboost|statsmodels|prophet|transformers|fastai|jax|spacy|gensim|pytorch_lightning|pyspark\.ml|caret|tidymodels|mlr3|randomForest|glmnet|MLJ|Flux)\b|\.fit\(|\b(?:lm|glm)\(/;

const MOST_FILES = 500;
const MOST_BYTES = 8 << 20;

/** The tables that a project's code and settings name. They are read once, on the first question. */
export function codeEvidence(root: Root): CodeEvidence {
  let read: ReadonlyMap<string, string> | undefined;
  const texts = () => {
    read ??= textsIn(root);
    return read;
  };
  return {
    hasCode: () => [...texts().keys()].some((path) => CODE.test(path)),
    namedIn(table) {
      if (![...texts().values()].some((text) => TRAINING.test(text))) return null;
      const [found] = [...texts()].find(([, text]) => names(text, table)) ?? [];
      return found ?? null;
    },
    trainedOn(tables) {
      for (const isMeant of TRAINED_BY) {
        const own = [...texts()].filter(([path, text]) => isMeant(path, text));
        const read = own.map(([path, text]) => [path, selectLines(text, isReading)] as const);
        // Which files a pattern means is not known.
        if (read.some(([, text]) => PATTERN.test(text))) return new Map();
        const written = own.map(([, text]) => selectLines(text, isWriting)).join("\n");
        const files = tables.flatMap((table): [string, string][] => {
          const name = posix.basename(table);
          // Such as the results of a search for settings, which are written and read again.
          if (names(written, name)) return [];
          const [found] = read.find(([, text]) => names(text, name)) ?? [];
          return found === undefined ? [] : [[table, found]];
        });
        if (files.length > 0) return new Map(files);
      }
      return new Map();
    },
    namedByAll: (tables) => namedByAll([...texts()], tables),
  };
}

function namedByAll(
  texts: readonly (readonly [string, string])[],
  tables: readonly string[],
): ReadonlyMap<string, string> {
  const own = texts.filter(([path, text]) => CODE.test(path) && isTraining(path, text));
  if (own.some(([, text]) => PATTERN.test(selectLines(text, isReading)))) return new Map();
  const namedIn = (text: string) => tables.filter((table) => names(text, posix.basename(table)));
  const each = own
    .map(([path, text]) => ({
      path,
      read: namedIn(selectLines(text, isReading)),
      written: namedIn(selectLines(text, isWriting)),
    }))
    .filter(({ read }) => read.length > 0);
  const [common, ...others] = tables.filter((table) =>
    each.every(({ read }) => read.includes(table)),
  );
  // A table that each file writes before it reads it is a result, and not what the model is trained on.
  const first = each.find(({ written }) => common !== undefined && !written.includes(common));
  return common === undefined || first === undefined || others.length > 0
    ? new Map()
    : new Map([[common, first.path]]);
}

/** Code that is called after training, that of a first training before that of others. */
const TRAINED_BY: readonly ((path: string, text: string) => boolean)[] = [
  /(^|[_-])train/i,
  /train/i,
].map(
  (name) => (path, text) =>
    CODE.test(path) && name.test(posix.basename(path)) && isTraining(path, text),
);

const TESTS = /(^|\/)tests?(\/|_)|_test\.\w+$/i;

function isTraining(path: string, text: string): boolean {
  return TRAINING.test(text) && !TESTS.test(path);
}

/** Those of the lines that are no comments, and that a test takes. */
function selectLines(text: string, isTaken: (line: string) => boolean): string {
  return text
    .split("\n")
    .filter((line) => !isComment(line) && isTaken(line))
    .join("\n");
}

/** Names in a line that writes a file are no inputs. */
function isReading(line: string): boolean {
  return !WRITES.test(line);
}

function isWriting(line: string): boolean {
  return WRITES.test(line);
}

/** Of a notebook, a line of code is a text in JSON. */
function isComment(line: string): boolean {
  return line.replace(/[\s"]/g, "").startsWith("#");
}

const PATTERN = /\b(i?glob|listdir|scandir|iterdir|list\.files)\(/;
const WRITES =
  /\.to_(csv|parquet|json|feather|pickle)\(|write[._](csv|parquet|rds)|\b(dump|save)\w*\(/;

/** Texts by path, without the files that cannot be read. */
function textsIn(root: Root): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const path of filesIn(root).slice(0, MOST_FILES)) {
    try {
      texts.set(path, readNamed(path, root, "data", MOST_BYTES).toString("utf8"));
    } catch {
      // A folder of such a name, or too large.
    }
  }
  return texts;
}

function filesIn(root: Root): string[] {
  try {
    const found = findMatches(FILES, root, { hint: "correct the link" });
    return found.filter((path) => !NOT_OURS.test(path));
  } catch {
    return [];
  }
}

/** Whether a text holds a name, and not as a part of a longer one. */
function names(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before, after] = [text[at - 1] ?? "", text[at + name.length] ?? ""];
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}
