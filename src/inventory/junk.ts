/** Files that programs leave beside data, by the kind under which a plan counts them. */
const JUNK: readonly (readonly [name: RegExp, kind: string])[] = [
  [/^(thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r)$/i, "files of a file manager"],
  [/^(~\$|\.~lock\.)/, "locks of open documents"],
  [/\.(bak|backup|orig|old|swp|swo)$|~$/i, "backups"],
  [/\.(tmp|temp|crdownload|partial|download|aria2|filepart)$/i, "unfinished files"],
  [/(^|[-_.])manifest$/i, "manifests"],
  [/^events\.out\.tfevents\./, "logs of TensorBoard"],
  [/\.\w+-(wal|shm|journal)$/, "logs of a database"],
  [
    /^(mlflow|mlruns|optuna|airflow|prefect|dagster|zenml|chroma)\.(db|sqlite3?)$/i,
    "databases of tools",
  ],
  [/\.checksum$|^(md5|sha\d+)sums?$/i, "checksums"],
  [/\.(gitkeep|keep|placeholder)$/i, "files that keep a folder"],
];

/** The kind of junk that a file is by its name, or undefined. */
export function findJunk(name: string): string | undefined {
  return JUNK.find(([pattern]) => pattern.test(name))?.[1];
}
