import { posix } from "node:path";
import type { Root } from "../../trust/named-path.ts";
import { fileKind } from "../files/result-file.ts";
import { openDatabaseStore } from "./database-store.ts";
import { isFileStore, openFileStore } from "./file-store.ts";
import { STORE_PLACES } from "./store-path.ts";
import type { Report, TrackingStore } from "./tracking.ts";

/** The stores at a path: the path itself, or what MLflow has written in a project's folder. */
export function storesAt(path: string, root: Root): string[] {
  if (fileKind(path, root) !== "folder" || isFileStore(path, root)) return [path];
  const within = STORE_PLACES.map((place) => posix.join(path, place));
  const there = within.filter((place) => fileKind(place, root) !== null);
  return there.length > 0 ? there : [path];
}

/**
 * Reads from a store what belongs together: once more where MLflow wrote meanwhile.
 *
 * @param path of a file store or database, relative to the project
 * @param read given the open store, which is closed afterwards
 * @param report told of what a file store cannot read, which is read only once
 * @throws Error where it is no store, cannot be read, or is written into without a pause
 */
export async function readStore<T>(
  path: string,
  root: Root,
  read: (store: TrackingStore) => T,
  report: Report = () => {},
): Promise<T> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const store = await openStore(path, root, report);
    try {
      const found = read(store);
      if (store.isUnchanged()) return found;
    } finally {
      store.close();
    }
  }
  throw new Error("MLflow writes into it just now; run this again when it is done");
}

const MOST_ATTEMPTS = 5;

async function openStore(path: string, root: Root, report: Report): Promise<TrackingStore> {
  if (fileKind(path, root) !== "folder") return openDatabaseStore(path, root);
  if (isFileStore(path, root)) return openFileStore(path, root, report);
  throw new Error("no file store of MLflow: no experiment in it");
}
