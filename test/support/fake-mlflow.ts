import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A run as a test states it. */
export interface FakeRun {
  readonly id: string;
  readonly experiment: string;
  readonly name?: string;
  readonly status?: string;
  readonly deleted?: boolean;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Values of each metric in the order in which they were logged: time, value, step. */
  readonly metrics?: Readonly<
    Record<string, readonly (readonly [number, number | string, number])[]>
  >;
  readonly datasets?: readonly { name: string; context: string; rows: number }[];
}

export interface FakeStore {
  readonly experiments: readonly { readonly id: string; readonly name: string }[];
  readonly runs: readonly FakeRun[];
  readonly models?: readonly {
    readonly name: string;
    readonly aliases?: Readonly<Record<string, string>>;
    readonly versions: readonly { readonly version: string; readonly run: string }[];
  }[];
}

/** A request, and how to answer it in another way than MLflow would: true if that was done. */
export type Trick = (
  request: { readonly path: string; readonly body: Fields; readonly before: number },
  response: ServerResponse,
) => boolean;

type Fields = Record<string, unknown>;

export interface FakeMlflow {
  readonly url: string;
  readonly asked: { readonly path: string; readonly headers: IncomingMessage["headers"] }[];
  close(): Promise<void>;
}

/** A server on loopback that answers as MLflow 2 does: pages by offset, and `{}` where there is nothing. */
export async function fakeMlflow(
  store: FakeStore,
  trick: Trick = () => false,
): Promise<FakeMlflow> {
  const asked: FakeMlflow["asked"] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const path = pathname.replace(/^.*\/mlflow\//, "");
    const before = asked.filter((each) => each.path === path).length;
    asked.push({ path, headers: request.headers });
    const body = text === "" ? Object.fromEntries(searchParams) : JSON.parse(text);
    if (trick({ path, body, before }, response)) return;
    const answer = answerTo(store, path, body, searchParams);
    response.writeHead(answer === null ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error_code: "ENDPOINT_NOT_FOUND", message: "no" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerTo(
  { experiments, runs, models = [] }: FakeStore,
  path: string,
  body: Fields,
  parameters: URLSearchParams,
): object | null {
  switch (path) {
    case "experiments/search":
      return page(
        "experiments",
        experiments.map(({ id, name }) => ({ experiment_id: id, name, lifecycle_stage: "active" })),
        body,
      );
    case "registered-models/search":
      return page("registered_models", models.map(toModel), body);
    case "model-versions/search":
      return page("model_versions", models.flatMap(toVersions), body);
    case "runs/search": {
      const ids = body.experiment_ids as string[];
      const named = /IN \((.*)\)/.exec(String(body.filter ?? ""))?.[1];
      const found = runs
        .filter(({ experiment }) => ids.includes(experiment))
        .filter(({ deleted }) => body.run_view_type === "ALL" || !deleted)
        .filter(({ id }) => named === undefined || named.includes(`'${id}'`))
        .sort((a, b) => a.startedMs - b.startedMs || (a.id < b.id ? -1 : 1));
      return page("runs", found.map(toRun), body);
    }
    case "metrics/get-history-bulk": {
      const metric = parameters.get("metric_key") ?? "";
      const rows = parameters
        .getAll("run_id")
        .sort()
        .flatMap((id) => {
          const logged = runs.find((run) => run.id === id)?.metrics?.[metric] ?? [];
          return [...logged]
            .sort((a, b) => a[0] - b[0])
            .map((each) => ({ ...toMetric(metric, each), run_id: id }));
        });
      return { metrics: rows.slice(0, Number(parameters.get("max_results"))) };
    }
    case "metrics/get-history": {
      const metric = parameters.get("metric_key") ?? "";
      const run = runs.find(({ id }) => id === parameters.get("run_id"));
      return page(
        "metrics",
        (run?.metrics?.[metric] ?? []).map((each) => toMetric(metric, each)),
        body,
      );
    }
    default:
      return null;
  }
}

function page(
  key: string,
  all: readonly object[],
  { max_results: most, page_token: token }: Fields,
) {
  const from = Number(token ?? 0);
  const to = from + Number(most);
  const entries = all.slice(from, to);
  return {
    ...(entries.length > 0 && { [key]: entries }),
    ...(to < all.length && { next_page_token: String(to) }),
  };
}

function toModel({ name, aliases = {} }: NonNullable<FakeStore["models"]>[number]) {
  const list = Object.entries(aliases).map(([alias, version]) => ({ alias, version }));
  return { name, ...(list.length > 0 && { aliases: list }) };
}

function toVersions({ name, versions }: NonNullable<FakeStore["models"]>[number]) {
  return versions.map(({ version, run }) => ({
    name,
    version,
    run_id: run,
    current_stage: "None",
  }));
}

function toRun(run: FakeRun) {
  const pairs = (fields: Readonly<Record<string, string>> = {}) =>
    Object.entries(fields).map(([key, value]) => ({ key, value }));
  const latest = Object.entries(run.metrics ?? {}).map(([name, logged]) =>
    toMetric(
      name,
      [...logged].sort((a, b) => a[2] - b[2] || a[0] - b[0]).at(-1) as (typeof logged)[0],
    ),
  );
  return {
    info: {
      run_id: run.id,
      experiment_id: run.experiment,
      run_name: run.name ?? "",
      status: run.status ?? "FINISHED",
      start_time: run.startedMs,
      end_time: run.endedMs ?? run.startedMs + 60_000,
      lifecycle_stage: run.deleted ? "deleted" : "active",
    },
    data: { metrics: latest, params: pairs(run.params), tags: pairs(run.tags) },
    inputs: {
      dataset_inputs: (run.datasets ?? []).map(({ name, context, rows }) => ({
        tags: [{ key: "mlflow.data.context", value: context }],
        dataset: { name, digest: "d", source: "{}", profile: JSON.stringify({ num_rows: rows }) },
      })),
    },
  };
}

function toMetric(
  key: string,
  [timestamp, value, step]: readonly [number, number | string, number],
) {
  return { key, value, timestamp, ...(step !== 0 && { step }) };
}
