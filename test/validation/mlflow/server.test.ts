import { afterEach, describe, expect, test } from "vitest";
import type { EitherSourceConfig } from "../../../src/config/schema.ts";
import { UTC } from "../../../src/time/instant.ts";
import { namedServer } from "../../../src/trust/server.ts";
import type { AskLimits } from "../../../src/trust/server-reader.ts";
import { TrackingAccess } from "../../../src/validation/mlflow/server/tracking-access.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import {
  type FakeMlflow,
  type FakeRun,
  type FakeStore,
  fakeMlflow,
  type Trick,
} from "../../support/fake-mlflow.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf } from "../../support/values.ts";

const servers: FakeMlflow[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const DAY = 86_400_000;
const FIRST = Date.UTC(2025, 5, 11);
const NOW = (FIRST + 100 * DAY) * 1000;

/** A weekly evaluation, the newest the worst. */
function weekly(count: number, experiment = "1"): FakeRun[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${experiment}${String(i).padStart(31, "a")}`,
    experiment,
    name: "weekly",
    startedMs: FIRST + i * 7 * DAY,
    metrics: { auc: [[FIRST + i * 7 * DAY + 1000, 0.9 - i / 100, 0]] },
  }));
}

const STORE: FakeStore = { experiments: [{ id: "1", name: "churn" }], runs: weekly(8) };

interface Options {
  readonly trick?: Trick;
  readonly limits?: Partial<AskLimits>;
  readonly source?: Partial<EitherSourceConfig>;
  /** What the environment names, if not the server. */
  readonly named?: string | null;
  readonly isOffline?: boolean;
}

async function read(store: FakeStore, options: Options = {}) {
  const { trick, limits = {}, source = {}, isOffline = false } = options;
  const server = await fakeMlflow(store, trick);
  servers.push(server);
  const { named = server.url } = options;
  const access = new TrackingAccess({
    server: () => (named === null ? null : namedServer("MLFLOW_TRACKING_URI", named)),
    isOffline,
    limits: { pausesMs: [1, 1, 1], ...limits },
  });
  const config = configOf({
    validation: { sources: [{ tool: "mlflow", url: server.url, ...source } as never] },
  }).validation;
  const evidence = await readEvidence({ cwd: scratch(), now: NOW, zone: UTC, config, access });
  return { server, access, evidence };
}

/** The one problem of a server that could not be read: then what it holds is unknown. */
async function problemOf(options: Options, store = STORE): Promise<string> {
  const { server, evidence } = await read(store, options);
  expect(evidence.series).toEqual([]);
  expect(evidence.newestUnread).toBe(NOW);
  expect(evidence.problems).toHaveLength(1);
  const [problem] = evidence.problems;
  expect(problem?.path).toBe(server.url);
  return problem?.problem ?? "";
}

const text =
  (body: string, status = 200, headers = {}): Trick =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  };

describe("a tracking server", () => {
  test("gives the runs of its only experiment as a series, oldest first", async () => {
    const { evidence } = await read(STORE);
    expect(evidence.problems).toEqual([]);
    const [series] = evidence.series;
    expect(series).toMatchObject({ metric: "auc", source: "mlflow: churn" });
    expect(series?.points.map(({ value }) => value)).toEqual(
      weekly(8).map(({ metrics }) => metrics?.auc?.[0]?.[1]),
    );
  });

  test("is read page by page", async () => {
    const { server, evidence } = await read(
      { ...STORE, runs: weekly(8) },
      {
        trick: ({ body }) => {
          body.max_results = Math.min(3, Number(body.max_results));
          return false;
        },
      },
    );
    expect(evidence.series[0]?.points).toHaveLength(8);
    expect(server.asked.filter(({ path }) => path === "runs/search")).toHaveLength(3);
  });

  test("with nothing in it is noted", async () => {
    const { evidence } = await read({ experiments: [], runs: [] });
    expect(evidence.problems).toEqual([]);
    expect(evidence.notes).toContainEqual(
      expect.objectContaining({ problem: "MLflow has logged no run here" }),
    );
  });

  test("tells NaN and infinities, which are failed evaluations", async () => {
    const values = ["NaN", "Infinity", "-Infinity", Number.MAX_VALUE];
    const runs = weekly(4).map((run, i) => ({
      ...run,
      metrics: { auc: [[run.startedMs, values[i] as string, 0] as const] },
    }));
    const { evidence } = await read({ ...STORE, runs });
    const read4 = evidence.series[0]?.points.map(({ value }) => value);
    expect(read4).toEqual([Number.NaN, Infinity, -Infinity, Infinity]);
  });

  test("does not count deleted, nested, failed and running runs, and says so", async () => {
    const [a, b, c, d, ...runs] = weekly(12) as [FakeRun, FakeRun, FakeRun, FakeRun];
    const others = [
      { ...a, deleted: true },
      { ...b, tags: { "mlflow.parentRunId": "x" } },
      { ...c, status: "FAILED" },
      { ...d, status: "RUNNING" },
    ];
    const { evidence } = await read({ ...STORE, runs: [...others, ...runs] });
    expect(evidence.series[0]?.points).toHaveLength(8);
    expect(evidence.notes?.map(({ problem }) => problem)).toContain(
      "mlflow: churn: skipped 1 deleted run, 1 failed, 1 running, 1 within other runs",
    );
  });

  test("whose runs were all left running has a problem, not just runs to skip", async () => {
    const runs = weekly(3).map((run) => ({ ...run, status: "RUNNING" }));
    const { evidence } = await read({ ...STORE, runs });
    expect(evidence.series).toEqual([]);
    expect(evidence.problems.map(({ problem }) => problem)).toEqual([
      "mlflow: churn: no finished run (3 running); end each run with mlflow.end_run()",
    ]);
  });

  test("of a run that was logged into for weeks gives each evaluation", async () => {
    const logged = Array.from({ length: 9 }, (_, i) => [FIRST + i * 7 * DAY, 0.9, 0] as const);
    const run = { id: "a".repeat(32), experiment: "1", startedMs: FIRST + 60 * DAY, name: "watch" };
    const store = { ...STORE, runs: [{ ...run, metrics: { auc: logged, loss: logged } }] };
    const { evidence } = await read(store);
    expect(evidence.series.map(({ metric, points }) => [metric, points.length])).toEqual([
      ["auc", 9],
      ["loss", 9],
    ]);
  });

  test("that does not serve MLflow's own pages gives the same", async () => {
    const logged = Array.from({ length: 9 }, (_, i) => [FIRST + i * 7 * DAY, 0.9, 0] as const);
    const run = { id: "a".repeat(32), experiment: "1", startedMs: FIRST, name: "watch" };
    const trick: Trick = ({ path }, response) => {
      if (path !== "metrics/get-history-bulk") return false;
      response.writeHead(403).end();
      return true;
    };
    const { evidence } = await read(
      { ...STORE, runs: [{ ...run, metrics: { auc: logged } }] },
      { trick },
    );
    expect(evidence.series[0]?.points).toHaveLength(9);
  });

  test("is read once for all that ask", async () => {
    const { server, access } = await read(STORE);
    const before = server.asked.length;
    await access.open(server.url, { alias: "champion" });
    await access.open(server.url, { experiment: "churn", alias: "champion" });
    expect(server.asked).toHaveLength(before);
    expect(access.stored().map(({ name }) => name)).toEqual(["evidence/mlflow.json"]);
  });

  test("keeps what was read as JSON, the same each time, without MLflow's own tags", async () => {
    const [run, ...others] = weekly(3) as [FakeRun];
    const tags = { team: "growth", "mlflow.user": "me", "mlflow.note.content": "secret" };
    const params = { C: "1" };
    const store = { ...STORE, runs: [{ ...run, tags, params }, ...others] };
    const texts = [await read(store), await read(store)].map(({ access, server }) =>
      access.stored()[0]?.text.replaceAll(server.url, ""),
    );
    expect(texts[0]).toBe(texts[1]);
    const kept = JSON.parse(texts[0] ?? "");
    expect(kept.runs).toHaveLength(3);
    expect(kept.runs[0]).toMatchObject({
      tags: { team: "growth" },
      metrics: { auc: [[run.metrics?.auc?.[0]?.[0], 0.9, 0]] },
    });
    expect(texts[0]).not.toContain("secret");
  });
});

describe("of several experiments", () => {
  const two: FakeStore = {
    experiments: ["churn", "fraud", "empty"].map((name, i) => ({ id: `${i + 1}`, name })),
    runs: [...weekly(8), ...weekly(5, "2")],
  };

  test("the one with the champion is read", async () => {
    const champion = weekly(8)[6]?.id ?? "";
    const models = [
      { name: "m", aliases: { champion: "2" }, versions: [{ version: "2", run: champion }] },
    ];
    const { evidence } = await read({ ...two, models });
    expect(evidence.series).toMatchObject([{ source: "mlflow: churn", champion: "2" }]);
  });

  test("none is read where none has one, and those with runs are offered", async () => {
    const { server, evidence } = await read(two);
    expect(evidence.unchosen).toEqual([
      {
        path: server.url,
        experiments: [
          { id: "1", name: "churn", runs: null },
          { id: "2", name: "fraud", runs: null },
        ],
      },
    ]);
  });

  test.each(["fraud", "2"])("%s is read where it is named", async (experiment) => {
    const { evidence } = await read(two, { source: { experiment } });
    expect(evidence.series).toMatchObject([{ source: "mlflow: fraud" }]);
  });

  test("a name that is not there is an error", async () => {
    await expect(read(two, { source: { experiment: "chrun" } })).rejects.toThrow(
      'validation.sources: MLflow has no experiment "chrun" with runs',
    );
  });

  test("only the runs of a model are read, within the named experiment", async () => {
    const versions = weekly(8)
      .slice(0, 6)
      .map(({ id }, i) => ({ version: `${i + 1}`, run: id }));
    const store = { ...two, models: [{ name: "m", versions }] };
    const { evidence } = await read(store, { source: { experiment: "churn", model: "m" } });
    expect(evidence.series[0]?.points).toHaveLength(6);
  });
});

describe("a server that fails", () => {
  test("with 500 and then answers is read", async () => {
    const trick: Trick = ({ before }, response) => {
      if (before > 1) return false;
      response.writeHead(before === 0 ? 500 : 503).end("busy");
      return true;
    };
    expect((await read(STORE, { trick })).evidence.series[0]?.points).toHaveLength(8);
  });

  test("by breaking off and then answers is read", async () => {
    const trick: Trick = ({ before }, response) => {
      if (before > 0) return false;
      response.writeHead(200, { "content-length": "100" }).write("{");
      setTimeout(() => response.destroy(), 5);
      return true;
    };
    expect((await read(STORE, { trick })).evidence.series[0]?.points).toHaveLength(8);
  });

  test.each<[string, Trick, string]>([
    ["always fails", text("busy", 503), "answers 503"],
    [
      "asks for a password",
      text("", 401),
      "asks for credentials (401): set MLFLOW_TRACKING_TOKEN, or",
    ],
    ["forbids it", text("", 403), "asks for credentials (403): set MLFLOW_TRACKING_TOKEN, or"],
    [
      "says what is wrong",
      text('{"error_code":"INVALID_PARAMETER_VALUE","message":"x"}', 400),
      "answers 400: INVALID_PARAMETER_VALUE",
    ],
    [
      "leads elsewhere",
      text("", 302, { location: "http://127.0.0.1:1/" }),
      "answers 302, a redirect, not followed: check the address",
    ],
    ["is a web page", text("<!doctype html>"), "answers with a web page: check the address"],
    ["answers no JSON", text("{"), "does not answer as MLflow does: no JSON"],
    ["answers a list", text("[1]"), "does not answer as MLflow does: the answer is not an object"],
    [
      "answers with other lists",
      text('{"experiments": "all"}'),
      "does not answer as MLflow does: experiments is not a list",
    ],
    [
      "answers with other entries",
      text('{"experiments": [7]}'),
      "does not answer as MLflow does: an experiment is not an object",
    ],
    ["answers nested JSON", text("[".repeat(100_000)), "does not answer as MLflow does: no JSON"],
    [
      "repeats a page",
      text('{"experiments":[{"experiment_id":"1","name":"a"}],"next_page_token":"x"}'),
      "does not answer as MLflow does: its pages have no end",
    ],
    [
      "goes on with empty pages",
      ({ before }, response) => {
        response.end(JSON.stringify({ next_page_token: `t${before}` }));
        return true;
      },
      "does not answer as MLflow does: its pages have no end",
    ],
  ])("and %s is unknown, in one line", async (_, trick, problem) => {
    expect(await problemOf({ trick })).toMatch(problem);
  });

  test("with a 4xx is asked once", async () => {
    const { server } = await read(STORE, { trick: text("", 400) });
    expect(server.asked).toHaveLength(1);
  });

  test("and goes on for ever with new pages is given up", async () => {
    const trick: Trick = ({ path, before }, response) => {
      if (path !== "experiments/search") return false;
      const experiments = [{ experiment_id: `${before}`, name: "x".repeat(1000) }];
      response.end(JSON.stringify({ experiments, next_page_token: `t${before}` }));
      return true;
    };
    const limits = { totalCharacters: 1 << 20, mostCharacters: 1 << 19 };
    expect(await problemOf({ trick, limits })).toBe("sends more than 1 MB in all");
  });

  test("and is slow is given up, and not asked again", async () => {
    const limits = { answerMs: 100 };
    const trick: Trick = () => true;
    expect(await problemOf({ trick, limits })).toBe("does not answer in 0.1 s");
  });

  test("and drips is given up", async () => {
    const trick: Trick = (_, response) => {
      const timer = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(timer));
      return true;
    };
    expect(await problemOf({ trick, limits: { answerMs: 200 } })).toBe("does not answer in 0.2 s");
  });

  test("and takes too long in all is given up", async () => {
    const trick: Trick = ({ path, before }, response) => {
      if (path !== "experiments/search") return false;
      const experiments = [{ experiment_id: `${before}`, name: "x" }];
      const body = JSON.stringify({ experiments, next_page_token: `t${before}` });
      setTimeout(() => response.end(body), 10);
      return true;
    };
    expect(await problemOf({ trick, limits: { totalMs: 300 } })).toBe(
      "takes longer than 0.005 min in all",
    );
  });

  test("and sends gigabytes is given up", async () => {
    const chunk = Buffer.alloc(1 << 20, " ");
    let sent = 0;
    const trick: Trick = (_, response) => {
      const send = () => {
        while (!response.destroyed && response.write(chunk)) sent++;
      };
      response.on("drain", send);
      send();
      return true;
    };
    const limits = { mostCharacters: 4 << 20 };
    expect(await problemOf({ trick, limits })).toBe("sends more than 4 MB");
    expect(sent).toBeLessThan(64);
  });

  test("on large pages is asked for smaller ones", async () => {
    const params = { x: "y".repeat(3000) };
    const runs = weekly(14).map((run) => ({ ...run, params }));
    const { evidence } = await read({ ...STORE, runs }, { limits: { mostCharacters: 40_000 } });
    expect(evidence.problems).toEqual([]);
    expect(evidence.series[0]?.points).toHaveLength(14);
  });

  test("that cannot be reached is a line", async () => {
    const gone = await fakeMlflow(STORE);
    await gone.close();
    const source = { url: gone.url };
    const { evidence } = await read(STORE, { source, named: gone.url });
    expect(evidence.problems).toEqual([
      { path: gone.url, problem: "cannot be reached (ECONNREFUSED)" },
    ]);
  });
});

describe("no server is contacted", () => {
  test.each([null, "http://127.0.0.1:1", "https://127.0.0.1"])(
    "that only a file names, where the environment names %s",
    async (named) => {
      const { server, evidence } = await read(STORE, { named });
      expect(server.asked).toEqual([]);
      expect(evidence.problems).toEqual([
        {
          path: server.url,
          problem:
            "not contacted because only a file names it: set MLFLOW_TRACKING_URI to its address",
        },
      ]);
    },
  );

  test("with --offline", async () => {
    const { server, evidence } = await read(STORE, { isOffline: true });
    expect(server.asked).toEqual([]);
    expect(evidence.problems[0]?.problem).toBe("not contacted because of --offline");
    expect(evidence.newestUnread).toBe(NOW);
  });
});
