import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { freePort } from "./cluster.mjs";

/** Days of the evaluations that are filled in, the last of them 14 Aug 2025, 00:00 UTC. */
const DAYS = 60;
const LAST_S = Date.UTC(2025, 7, 14) / 1000;

/**
 * Downloads Prometheus from Debian, and unpacks it without installing it, unless it is there.
 *
 * @param {string} folder absolute; about 200 MB
 * @returns {string} the folder of its programs
 */
export function installPrometheus(folder) {
  const place = join(folder, "prometheus-debian");
  const programs = join(place, "usr/bin");
  if (existsSync(programs)) return programs;
  const part = join(folder, "prometheus-part");
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  run("apt-get", ["download", "-q", "prometheus"], part);
  const archive = readdirSync(part).find((name) => name.endsWith(".deb"));
  if (archive === undefined) throw new Error("apt-get download gave no package");
  run("dpkg", ["-x", archive, join(part, "unpacked")], part);
  renameSync(join(part, "unpacked"), place);
  rmSync(part, { recursive: true });
  return programs;
}

/**
 * Starts Prometheus on loopback, with 60 days that are filled in from a file, a target that it scrapes every second,
 * and a rule that fires on it; waits until all of it can be read.
 *
 * @param {string} programs
 * @param {string} home
 * @returns {Promise<{ url: string, file: string, from: number, pid: number, end: () => Promise<void> }>} `file` was
 * filled in; `from` is when the target was first scraped, in seconds
 */
export async function startPrometheus(programs, home) {
  mkdirSync(home, { recursive: true });
  const file = join(home, "filled.om");
  const data = join(home, "data");
  writeFileSync(file, filledIn());
  run(
    join(programs, "promtool"),
    ["tsdb", "create-blocks-from", "openmetrics", "-q", file, data],
    home,
  );
  const target = await startTarget();
  const port = await freePort();
  writeFileSync(join(home, "rules.yml"), JSON.stringify(RULES));
  writeFileSync(join(home, "prometheus.yml"), JSON.stringify(configure(target.port)));
  const log = openSync(join(home, "log.txt"), "a");
  const words = [
    `--config.file=${join(home, "prometheus.yml")}`,
    `--storage.tsdb.path=${data}`,
    "--storage.tsdb.retention.time=20y",
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const options = { cwd: home, stdio: ["ignore", log, log] };
  const server = spawn(join(programs, "prometheus"), words, options);
  const url = `http://127.0.0.1:${port}`;
  const end = async () => {
    target.close();
    await endProcess(server);
  };
  try {
    await untilFiring(url);
  } catch (error) {
    await end();
    throw error;
  }
  return { url, file, from: target.from, pid: server.pid, end };
}

/** Gauges of two regions, a value that is not a number, and a week without any. */
function filledIn() {
  const lines = ["# TYPE model_auc gauge"];
  for (const [region, base] of [
    ["north", 0.9],
    ["south", 0.85],
  ]) {
    for (let day = DAYS - 1; day >= 0; day--) {
      if (day >= 20 && day < 27) continue;
      // A made-up noise, the same each time.
      const noise = ((day * 7919) % 13) / 1000;
      const value = day === 30 ? "NaN" : (base - noise - (day < 10 ? 0.04 : 0)).toFixed(4);
      const labels = `{model="churn",version="3",region="${region}"}`;
      lines.push(`model_auc${labels} ${value} ${LAST_S - day * 86_400}`);
    }
  }
  return [...lines, "# EOF", ""].join("\n");
}

/**
 * A target on loopback: `live_auc` falls after five seconds, `live_gone` is there for ten, `live_pods` is measured by
 * two pods.
 */
async function startTarget() {
  const state = { from: 0 };
  const server = createServer((_request, response) => {
    state.from ||= Math.floor(Date.now() / 1000);
    const seconds = Date.now() / 1000 - state.from;
    const lines = [
      `live_auc{model="churn",version="3"} ${seconds < 5 ? 0.9 : 0.7}`,
      "live_nan NaN",
      'live_pods{pod="a"} 0.9',
      'live_pods{pod="b"} 0.8',
      ...(seconds < 10 ? ["live_gone 0.5"] : []),
    ];
    response.end(`${lines.join("\n")}\n`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    port: server.address().port,
    close,
    get from() {
      return state.from;
    },
  };
}

const RULES = {
  groups: [
    {
      name: "models",
      rules: [
        { alert: "ModelAucLow", expr: "live_auc < 0.8", labels: { severity: "critical" } },
        { alert: "NeverFires", expr: "live_auc < 0" },
      ],
    },
  ],
};

function configure(port) {
  return {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["rules.yml"],
    scrape_configs: [{ job_name: "model", static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
  };
}

/** Waits until the rule fires, and the series that ends has ended. */
async function untilFiring(url) {
  const query = 'ALERTS{alertstate="firing"} unless on() live_gone';
  for (let attempt = 0; ; attempt++) {
    if (attempt === 120) throw new Error(`Prometheus at ${url} does not fire: see its log.txt`);
    try {
      const place = `${url}/api/v1/query?query=${encodeURIComponent(query)}`;
      const answer = await fetch(place, { signal: AbortSignal.timeout(5000) });
      if ((await answer.json()).data.result.length > 0) return;
    } catch {
      // It has not started yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Ends it by its id, and waits until it has ended. */
async function endProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(timer);
}

/** @param {string} command @param {string[]} words @param {string} cwd */
function run(command, words, cwd) {
  const { status, error } = spawnSync(command, words, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0)
    throw new Error(`${command} ${words[0]}: ${error?.message ?? `status ${status}`}`);
}
