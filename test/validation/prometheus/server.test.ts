import { afterEach, describe, expect, test } from "vitest";
import type { AlertServerConfig, EitherSourceConfig } from "../../../src/config/schema.ts";
import { UTC } from "../../../src/time/instant.ts";
import { namedServer } from "../../../src/trust/server.ts";
import type { AskLimits } from "../../../src/trust/server-reader.ts";
import { PrometheusAccess } from "../../../src/validation/prometheus/server/prometheus-access.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import {
  type FakePrometheus,
  type FakeSeries,
  fakePrometheus,
  type PrometheusTrick,
} from "../../support/fake-prometheus.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

const servers: FakePrometheus[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const NOW = instant("2025-08-14T08:00:00Z");
const TODAY = Date.UTC(2025, 7, 14) / 1000;
const DAY = 86_400;
const MINUTE = 60;

const AUC: FakeSeries = { labels: { __name__: "auc" }, value: (at) => String(at / 1e10) };

interface Options {
  readonly queries?: Readonly<Record<string, readonly FakeSeries[]>>;
  readonly trick?: PrometheusTrick;
  readonly limits?: Partial<AskLimits>;
  readonly source?: Partial<EitherSourceConfig>;
  readonly alerts?: Partial<AlertServerConfig>;
  /** What the environment names, if not the server. */
  readonly named?: string | null;
  readonly isOffline?: boolean;
  readonly now?: number;
}

async function read({ queries = { auc: [AUC] }, ...options }: Options = {}) {
  const { trick, limits = {}, source = {}, alerts, isOffline = false, now = NOW } = options;
  const server = await fakePrometheus(queries, trick);
  servers.push(server);
  const { url } = server;
  const { named = url } = options;
  const prometheus = new PrometheusAccess({
    server: () => (named === null ? null : namedServer("PROMETHEUS_URL", named)),
    isOffline,
    limits: { pausesMs: [1, 1, 1], ...limits },
  });
  const metrics = Object.fromEntries(Object.keys(queries).map((name) => [name, name]));
  const { validation } = configOf({
    validation: {
      ...(alerts && { alerts: [{ tool: "prometheus", url, ...alerts }] }),
      ...(!alerts && {
        sources: [{ tool: "prometheus", url, metrics, range: "9d", ...source } as never],
      }),
    },
  });
  const query = { cwd: scratch(), now, zone: UTC };
  const evidence = await readEvidence({ ...query, config: validation, prometheus });
  const shown = evidence.series.map(({ metric, points }) => [
    metric,
    points.map(({ at, value, modelVersion }) => [(at / 1e6 - TODAY) / DAY, value, modelVersion]),
  ]);
  return { server, prometheus, evidence, shown };
}

/** The one problem of a server that could not be read: then what it holds is unknown. */
async function problemOf(options: Options): Promise<string> {
  const { server, evidence } = await read(options);
  expect(evidence.series).toEqual([]);
  expect(evidence.newestUnread).toBe(NOW);
  expect(evidence.problems).toHaveLength(1);
  const [problem] = evidence.problems;
  expect(problem?.path).toBe(server.url);
  return problem?.problem ?? "";
}

const text =
  (body: string, status = 200, headers = {}): PrometheusTrick =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  };

/** An answer with a result in which a test puts what Prometheus would not. */
const matrix = (result: unknown, more = {}) =>
  text(JSON.stringify({ status: "success", data: { resultType: "matrix", result }, ...more }));

describe("a query to a server", () => {
  test("gives an evaluation at each step, at midnight in UTC", async () => {
    const { evidence, shown, server } = await read();
    expect(evidence.problems).toEqual([]);
    expect(evidence.series).toMatchObject([
      { metric: "auc", source: `prometheus: ${new URL(server.url).host}` },
    ]);
    const days = [-9, -8, -7, -6, -5, -4, -3, -2, -1, 0];
    expect(shown).toEqual([["auc", days.map((day) => [day, (TODAY + day * DAY) / 1e10, null])]]);
    expect(evidence.series[0]?.points[0]).toMatchObject({ timeSource: "run", path: server.url });
  });

  test("leaves gaps, and takes NaN and infinities for failed evaluations", async () => {
    const values: Record<number, string> = { 0: "NaN", 1: "+Inf", 2: "-Inf", 5: "0.9" };
    const value = (at: number) => values[(TODAY - at) / DAY];
    const { shown } = await read({ queries: { auc: [{ labels: {}, value }] } });
    expect(shown).toEqual([
      [
        "auc",
        [
          [-5, 0.9, null],
          [-2, -Infinity, null],
          [-1, Infinity, null],
          [0, Number.NaN, null],
        ],
      ],
    ]);
  });

  test("gives versions and segments by labels", async () => {
    const of = (version: string, region: string, isAt: (day: number) => boolean): FakeSeries => ({
      labels: { version, region, instance: `${version}:80` },
      value: (at) => (isAt((TODAY - at) / DAY) ? "0.9" : undefined),
    });
    const queries = {
      auc: [
        of("1", "north", (day) => day === 8),
        of("1", "south", (day) => day === 8),
        of("2", "north", (day) => day === 1),
        of("2", "south", (day) => day === 1),
      ],
    };
    const points = [
      [-8, 0.9, "1"],
      [-1, 0.9, "2"],
    ];
    expect((await read({ queries })).shown).toEqual([
      ["north/auc", points],
      ["south/auc", points],
    ]);
  });

  test("that gives replicas asks to aggregate them", async () => {
    const pods = ["a", "b"].map((pod) => ({ ...AUC, labels: { pod } }));
    expect(await problemOf({ queries: { auc: pods } })).toBe(
      "auc: 2 series that differ only in pod; aggregate them in the query: avg without (pod) (…)",
    );
  });

  test("is split where it has more than 11,000 points a series", async () => {
    const source = { step: "1m", range: "10d" };
    const { server, evidence } = await read({ source });
    expect(evidence.problems).toEqual([]);
    const asked = server.asked.map(({ start, end }) => (end - start) / MINUTE + 1);
    expect(asked).toEqual([11_000, 3401]);
    const at = evidence.series[0]?.points.map((point) => point.at) ?? [];
    expect(at).toHaveLength(14_401);
    expect(at.every((each, i) => i === 0 || each - (at[i - 1] ?? 0) === 60e6)).toBe(true);
  });

  test("that is wrong is one line, and leaves the others standing", async () => {
    const source = { metrics: { bad: "avg(", auc: "auc" } };
    const { evidence, shown } = await read({ source });
    expect(evidence.problems.map(({ problem }) => problem)).toEqual([
      "bad: answers 400: 1:5: parse error: unclosed left parenthesis",
    ]);
    expect(evidence.newestUnread).toBe(NOW);
    expect(shown).toMatchObject([["auc", { length: 10 }]]);
  });

  test("without a value is unknown", async () => {
    expect(await problemOf({ queries: { auc: [] } })).toBe(
      "auc: no value in the last 9d; check the query, and how long the server keeps values",
    );
  });

  test("with native histograms, or thousands of series, is unknown", async () => {
    const histograms = matrix([{ metric: {}, histograms: [[TODAY, {}]] }]);
    expect(await problemOf({ trick: histograms })).toBe(
      "auc: gives native histograms: ask for a number, as histogram_quantile does",
    );
    const many = Array.from({ length: 1001 }, (_, i) => ({ metric: { i: `${i}` }, values: [] }));
    expect(await problemOf({ trick: matrix(many) })).toBe(
      "auc: gives more than 1000 series: aggregate them in the query",
    );
  });

  test("with more points than can be judged is unknown", async () => {
    const series = Array.from({ length: 40 }, (_, i) => ({ ...AUC, labels: { i: `${i}` } }));
    const source = { step: "1m", range: "10d" };
    expect(await problemOf({ queries: { auc: series }, source })).toBe(
      "auc: gives more points than are read: choose a longer step",
    );
  });

  test("repeats the server's warnings", async () => {
    const result = [{ metric: {}, values: [[TODAY, "0.9"]] }];
    const infos = ["no counter", ..."abcdef"];
    const trick = matrix(result, { warnings: ["a store\nis away"], infos });
    const { evidence, server } = await read({ trick });
    const path = server.url;
    expect(evidence.problems).toEqual([
      { path, problem: "auc: the server warns: a store is away" },
    ]);
    expect(evidence.notes).toHaveLength(6);
    expect(evidence.notes?.[0]).toEqual({ path, problem: "auc: the server notes: no counter" });
    expect(evidence.notes?.[5]?.problem).toBe("auc: the server notes: and 2 more messages");
    expect(evidence.series).toHaveLength(1);
  });

  test("notes values that stand for several evaluations", async () => {
    const weekly = { labels: {}, value: (at: number) => String(Math.floor(at / DAY / 5)) };
    const { evidence } = await read({ queries: { auc: [weekly] } });
    expect(evidence.notes?.map(({ problem }) => problem)).toEqual([
      "auc: 10 points hold 2 values in turn, so that each evaluation counts more than once: write `step` as the time between two evaluations",
    ]);
  });

  test("is asked once, and kept as JSON", async () => {
    const { server, prometheus } = await read();
    const [stored, ...others] = prometheus.stored();
    expect(others).toEqual([]);
    expect(stored).toMatchObject({ name: "evidence/prometheus.json", server: server.url });
    const range = { start: TODAY - 9 * DAY, end: TODAY, step: DAY };
    await prometheus.ask(server.url, { name: "again", query: "auc", range });
    expect(server.asked).toHaveLength(1);
    const { queries } = JSON.parse(stored?.text ?? "");
    expect(queries).toMatchObject([{ name: "auc", query: "auc", ...range }]);
    expect(queries[0].series).toMatchObject([{ labels: AUC.labels, values: { length: 10 } }]);
    expect(queries[0].series[0].values.at(-1)).toEqual([TODAY, String(TODAY / 1e10)]);
  });
});

describe("a server that fails", () => {
  test("with 503 and then answers is read", async () => {
    const trick: PrometheusTrick = ({ before }, response) => {
      if (before > 1) return false;
      response.writeHead(503).end("busy");
      return true;
    };
    expect((await read({ trick })).shown).toMatchObject([["auc", { length: 10 }]]);
  });

  const two = (values: unknown) => matrix([{ metric: {}, values }]);
  const unlike = "does not answer as Prometheus does: ";
  test.each<[string, PrometheusTrick, string]>([
    ["always fails", text("busy", 503), "answers 503"],
    ["asks for a password", text("", 401), "asks for credentials (401): set PROMETHEUS_TOKEN, or"],
    [
      "leads elsewhere",
      text("", 302, { location: "http://127.0.0.1:1/" }),
      "answers 302, a redirect, not followed: check the address",
    ],
    ["is a web page", text("<!doctype html>"), "answers with a web page: check the address"],
    ["answers no JSON", text("{"), `${unlike}no JSON`],
    ["answers nested JSON", text("[".repeat(100_000)), `${unlike}no JSON`],
    ["answers a list", text("[1]"), `${unlike}the answer is not as expected`],
    [
      "answers an error as success",
      text('{"status":"error","error":"x\\ny"}'),
      `${unlike}an error: x y`,
    ],
    [
      "answers a vector",
      text('{"status":"success","data":{"resultType":"vector","result":[]}}'),
      `${unlike}a vector, not a matrix`,
    ],
    [
      "answers numbers",
      two([[TODAY, 0.9]]),
      `${unlike}data.result.0.values.0.1 is not as expected`,
    ],
    [
      "answers words",
      two([[TODAY, "high"]]),
      `${unlike}data.result.0.values.0.1 is not as expected`,
    ],
    [
      "answers no time",
      two([["now", "1"]]),
      `${unlike}data.result.0.values.0.0 is not as expected`,
    ],
    [
      "answers of the future",
      two([[TODAY + DAY, "1"]]),
      `${unlike}it gives a point at ${TODAY + DAY}, which was not asked for`,
    ],
    [
      "answers between the steps",
      two([[TODAY - 1, "1"]]),
      `${unlike}it gives a point at ${TODAY - 1}, which was not asked for`,
    ],
    [
      "answers twice",
      two([
        [TODAY, "1"],
        [TODAY, "1"],
      ]),
      `${unlike}it gives a point at ${TODAY}, which was not asked for`,
    ],
    [
      "gives a series twice",
      matrix([
        { metric: { a: "b" }, values: [] },
        { metric: { a: "b" }, values: [] },
      ]),
      `${unlike}it gives a series twice`,
    ],
  ])("and %s is unknown, in one line", async (_, trick, problem) => {
    expect(await problemOf({ trick })).toContain(problem);
  });

  test("is not asked for what else it holds", async () => {
    const queries = { auc: [AUC], loss: [AUC] };
    const { server } = await read({ trick: text("", 401), queries });
    expect(server.asked).toHaveLength(1);
  });

  test("and is slow, or drips, is given up", async () => {
    const limits = { answerMs: 200 };
    expect(await problemOf({ trick: () => true, limits })).toBe("does not answer in 0.2 s");
    const drip: PrometheusTrick = (_, response) => {
      const timer = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(timer));
      return true;
    };
    expect(await problemOf({ trick: drip, limits })).toBe("does not answer in 0.2 s");
  });

  test("and takes too long in all is given up", async () => {
    const trick: PrometheusTrick = (_, response) => {
      const body = '{"status":"success","data":{"resultType":"matrix","result":[]}}';
      setTimeout(() => response.end(body), 50);
      return true;
    };
    const source = { step: "1s", range: "1d" };
    const limits = { totalMs: 120 };
    expect(await problemOf({ trick, source, limits })).toBe("takes longer than 0.002 min in all");
  });

  test("and sends gigabytes is given up", async () => {
    const chunk = Buffer.alloc(1 << 20, " ");
    let sent = 0;
    const trick: PrometheusTrick = (_, response) => {
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

  test("and cannot be reached is unknown", async () => {
    const server = await fakePrometheus({});
    await server.close();
    const source = { url: server.url };
    const { evidence } = await read({ source, named: server.url });
    expect(evidence.problems).toEqual([
      { path: server.url, problem: "cannot be reached (ECONNREFUSED)" },
    ]);
  });

  test("and is not the one that the environment names is not contacted", async () => {
    const problem = "not contacted because only a file names it: set PROMETHEUS_URL to its address";
    expect(await problemOf({ named: null })).toBe(problem);
    expect(await problemOf({ named: "http://prometheus.test" })).toBe(problem);
    const { server, evidence } = await read({ isOffline: true });
    expect(evidence.problems[0]?.problem).toBe("not contacted because of --offline");
    expect(server.asked).toEqual([]);
  });
});

describe("firing alerts", () => {
  const LAST = TODAY + 8 * 3600;
  const query = (labels: string) => `max_over_time(ALERTS{alertstate="firing"${labels}}[300s])`;
  /** Fires between minutes before now. */
  const firing = (labels: Record<string, string>, ...times: [number, number][]): FakeSeries => ({
    labels,
    value: (at) => {
      const minutes = (LAST - at) / MINUTE;
      return times.some(([from, to]) => minutes <= from && minutes >= to) ? "1" : undefined;
    },
  });

  test("are one each time that they begin", async () => {
    const low = { alertname: "AucLow", severity: "critical", pod: "a" };
    const queries = {
      [query("")]: [
        firing(low, [5000, 4000], [3000, 2999], [10, 0]),
        firing({ ...low, pod: "b" }, [1, 1]),
        firing({ alertname: "Late" }, [1e6, 9000]),
      ],
    };
    const { evidence, server } = await read({ queries, alerts: {} });
    expect(evidence.problems).toEqual([]);
    const minutes = evidence.alerts.map(({ path, time }) => [
      path.replace(server.url, ""),
      (LAST - instant(time) / 1e6) / MINUTE,
    ]);
    // One that fired before is of the beginning of the days that count.
    expect(minutes).toEqual([
      [": Late", 7 * 24 * 60],
      [": AucLow (critical)", 5000],
      [": AucLow (critical)", 3000],
      [": AucLow (critical)", 10],
      [": AucLow (critical)", 1],
    ]);
    expect(server.asked).toHaveLength(1);
  });

  test("count up to the second of the plan", async () => {
    const just = {
      labels: { alertname: "Now" },
      value: (at: number) => (at >= LAST ? "1" : undefined),
    };
    const { evidence } = await read({
      queries: { [query("")]: [just] },
      alerts: {},
      now: NOW + 25_500_000,
    });
    expect(evidence.alerts).toMatchObject([{ time: "2025-08-14T08:00:25+00:00" }]);
  });

  test.each(['model="churn"', ' {model="churn"} '])(
    "are chosen by a matcher: %s",
    async (matcher) => {
      const queries = { [query(',model="churn"')]: [] };
      const { evidence } = await read({ queries, alerts: { matcher } });
      // None is known, unlike where nothing tells.
      expect(evidence).toMatchObject({ alerts: [], alertFiles: 1, problems: [] });
    },
  );

  test("that cannot be read are unknown", async () => {
    const { evidence, server } = await read({ alerts: {}, trick: text("busy", 503) });
    expect(evidence.problems).toEqual([{ path: server.url, problem: "alerts: answers 503" }]);
    expect(evidence).toMatchObject({ alertFiles: 0, newestUnread: NOW });
  });
});
