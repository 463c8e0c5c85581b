import { ServerProblem } from "../../../trust/server-reader.ts";
import type { SourceProblem } from "../../schema.ts";
import {
  type AccessOptions,
  openServer,
  type StoredAnswer,
  type Watcher,
} from "../../servers/server-access.ts";
import { shownAddress } from "../../servers/shown-address.ts";
import { choose, type Wanted } from "../choose.ts";
import type { TrackingStore } from "../tracking.ts";
import { MlflowClient } from "./client.ts";
import { downloadSnapshot } from "./download.ts";
import { openSnapshot, type Snapshot, serializeSnapshot } from "./snapshot.ts";

/**
 * The tracking servers that a run may ask. Each store is read once, however many ask for it, so that all that a
 * plan says is of one time.
 */
export class TrackingAccess {
  readonly #options: AccessOptions;
  readonly #read = new Map<string, Promise<Snapshot>>();
  /** Those that were read, in order. */
  readonly #snapshots: Snapshot[] = [];
  readonly #stored: StoredAnswer[] = [];
  readonly #failures = new Map<string, string>();
  /** One for each address: its limits are those of all that is read from it. */
  readonly #clients = new Map<string, MlflowClient>();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /**
   * Opens the part of a server that is wanted, as a store.
   *
   * @param url whoever names it
   * @throws ServerProblem where it cannot be read, or may not be contacted
   */
  async open(url: string, wanted: Wanted & { readonly alias: string }): Promise<TrackingStore> {
    const path = shownAddress(url);
    const { experiment, model, alias } = wanted;
    const key = readingKey(path, { experiment, model, alias });
    const known = this.#read.get(key);
    const snapshot = known ?? this.#download(url, path, { experiment, model, alias });
    this.#read.set(key, snapshot);
    return openSnapshot(await snapshot);
  }

  /** The servers that could not be read, each with the reason. */
  failures(): SourceProblem[] {
    return [...this.#failures].map(([path, problem]) => ({ path, problem }));
  }

  /** All that was read, to be kept with a plan. */
  stored(): readonly StoredAnswer[] {
    for (const snapshot of this.#snapshots.slice(this.#stored.length)) {
      const number = this.#stored.length + 1;
      this.#stored.push({
        name: `evidence/mlflow${number === 1 ? "" : `-${number}`}.json`,
        server: snapshot.path,
        text: serializeSnapshot(snapshot),
      });
    }
    return this.#stored;
  }

  async #download(
    url: string,
    path: string,
    wanted: Wanted & { readonly alias: string },
  ): Promise<Snapshot> {
    let watcher: Watcher | undefined;
    try {
      const client = this.#client(url, path);
      watcher = this.#options.watch?.(path);
      const onProgress = (runs: number) => watcher?.update(runs);
      const snapshot = await downloadSnapshot(client, path, wanted, onProgress);
      this.#snapshots.push(snapshot);
      this.#noteChoice(snapshot);
      return snapshot;
    } catch (error) {
      if (error instanceof ServerProblem) this.#failures.set(path, error.message);
      throw error;
    } finally {
      watcher?.end();
    }
  }

  /** Whoever names the experiment that was evident gets what was read of it. */
  #noteChoice(snapshot: Snapshot): void {
    const { path, wanted } = snapshot;
    const { alias } = wanted;
    if ((wanted.experiment ?? wanted.model) !== null) return;
    const choice = choose(openSnapshot(snapshot), {}, alias);
    if (choice === null) return;
    this.#read.set(readingKey(path, { experiment: choice.name, alias }), Promise.resolve(snapshot));
  }

  #client(url: string, path: string): MlflowClient {
    const known = this.#clients.get(path);
    if (known !== undefined) return known;
    const reader = openServer(url, this.#options, VARIABLES);
    const client = new MlflowClient(reader);
    this.#clients.set(path, client);
    return client;
  }
}

function readingKey(
  path: string,
  { experiment, model, alias }: Wanted & { readonly alias: string },
): string {
  return JSON.stringify([path, experiment ?? null, model ?? null, alias]);
}

/** No server may be asked. */
export const NO_ACCESS: TrackingAccess = new TrackingAccess({ server: () => null });

const VARIABLES = {
  address: "MLFLOW_TRACKING_URI",
  secrets: "MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD",
};
