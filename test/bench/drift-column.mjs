/**
 * What each method says of simulated series whose noise has one autocorrelation, by setting, as JSON:
 * `node test/bench/drift-column.mjs PHI SERIES`. See drift.mjs.
 */
import { bundled } from "./bundled.mjs";
import { autoregressive, randomNormal, randomUniform } from "./noise.mjs";

const [PHI, SERIES] = process.argv.slice(2).map(Number);
const SEED = 20250815 + 1000 * PHI;
const LENGTHS = [8, 12, 26, 52];
const SIZES = [0.5, 1, 2];
const DAY = 86_400e6;
const NOW = Date.UTC(2025, 7, 14) * 1000;
/** A metric such as an accuracy of 90 %, with a scatter of three points: a change of ½ σ is 1.7 % of it. */
const LEVEL = 0.9;
const SIGMA = 0.03;
/** In units of σ: what the days of the week add. */
const WEEK = [0.8, 0.5, 0, -0.2, -0.4, 0.3, -1];

const methods = methodsOf(await load());
const judges = Object.values(methods);
process.stdout.write(
  JSON.stringify({
    methods: Object.keys(methods),
    falseAlarms: falseAlarms(),
    outliers: outliers(),
    power: power(),
    delay: delay(),
  }),
);

/** By setting, the share of series without drift that each method calls drifting, either way. */
function falseAlarms() {
  const rows = {};
  let seed = SEED;
  for (const [every, lengths, make] of [
    ["weeks", LENGTHS, weekly],
    ["days", [21, 56, 180], daily],
  ]) {
    for (const season of [false, true]) {
      for (const n of lengths) {
        const normal = randomNormal(randomUniform(seed++));
        rows[`${n} ${every}${season ? ", season" : ""}`] = shares(
          () => make(n, normal, season),
          (said) => said !== 0,
        );
      }
    }
  }
  return rows;
}

/**
 * The share of series whose newest value is called far outside the others: without a change, and where it
 * alone is worse by so many σ.
 */
function outliers() {
  const rows = {};
  let seed = SEED + 300;
  for (const [every, lengths, make] of [
    ["weeks", LENGTHS, weekly],
    ["days", [8, 15, 21, 56, 180], daily],
  ]) {
    for (const n of lengths) {
      for (const season of [false, true]) {
        const normal = randomNormal(randomUniform(seed++));
        const kind = `${n} ${every}${season ? ", season" : ""}`;
        rows[kind] = share(() => make(n, normal, season));
        for (const size of [5, 10, 30]) {
          const normal = randomNormal(randomUniform(seed++));
          rows[`${kind}, the newest ${size} σ worse`] = share(() => {
            const { values, times } = make(n, normal, season);
            return { values: values.with(-1, values.at(-1) - size * SIGMA), times };
          });
        }
      }
    }
  }
  return rows;

  function share(make) {
    let found = 0;
    for (let i = 0; i < SERIES; i++) {
      const { values, times } = make();
      if (methods["retrain-plan"].ruleOf(values, times) === "newest-outlier") found++;
    }
    return [found / SERIES];
  }
}

/** By setting, the share of series that each method calls worse at the last point; their second half is. */
function power() {
  const rows = {};
  let seed = SEED + 100;
  for (const [shape, size] of changes()) {
    for (const n of LENGTHS) {
      const normal = randomNormal(randomUniform(seed++));
      rows[`${shape} of ${size} σ, ${n} weeks`] = shares(
        () => weekly(n, normal, false, drift(shape, size, n, n / 2)),
        (said) => said < 0,
      );
    }
  }
  return rows;
}

function shares(make, counts) {
  const found = judges.map(() => 0);
  for (let i = 0; i < SERIES; i++) {
    const { values, times } = make();
    judges.forEach((judge, k) => {
      if (counts(judge(values, times))) found[k]++;
    });
  }
  return found.map((count) => count / SERIES);
}

/**
 * Looked at every second week from the eighth to the 52nd, as a cron job does, a change after the 26th. Of
 * the series without a false alarm before it: the share found, and after how many weeks in the median.
 */
function delay() {
  const rows = {};
  let seed = SEED + 200;
  for (const [shape, size] of [["none", 0], ...changes()]) {
    const normal = randomNormal(randomUniform(seed++));
    const alarms = judges.map(() => []);
    for (let i = 0; i < SERIES; i++) {
      const { values, times } = weekly(52, normal, false, drift(shape, size, 52, 26));
      judges.forEach((judge, k) => {
        alarms[k].push(firstAlarm(judge, values, times));
      });
    }
    rows[shape === "none" ? "no change" : `${shape} of ${size} σ`] = alarms.map(foundLater);
  }
  return rows;
}

/** After how many weeks the series is called worse first; Infinity where never. */
function firstAlarm(judge, values, times) {
  for (let n = 8; n <= values.length; n += 2) {
    if (judge(values.slice(0, n), times.slice(0, n)) < 0) return n;
  }
  return Number.POSITIVE_INFINITY;
}

function foundLater(alarms) {
  const quiet = alarms.filter((n) => n > 26);
  const found = quiet.filter(Number.isFinite).sort((a, b) => a - b);
  const middle = found[found.length >> 1];
  return {
    share: found.length / quiet.length,
    weeks: middle === undefined ? null : middle - 26,
  };
}

function changes() {
  return ["step", "slope"].flatMap((shape) => SIZES.map((size) => [shape, size]));
}

/** Each says of values, the higher the better, whether it takes them for drifting: -1 down, 1 up, 0 not. */
function methodsOf(stats) {
  const { assessDrift, configSchema, UTC, adwin, pageHinkley, mannKendall, hamedRao, theilSen } =
    stats;
  const config = configSchema.parse({}).drift;
  const rules = {
    ...{ now: NOW, zone: UTC, alertDays: 7, alertLimit: 5, cadenceDays: 7, maxAgeDays: null },
    ...{ config, metrics: {}, champion: null },
  };
  const assess = (values, times) => {
    const points = values.map((value, i) => ({
      ...{ at: times[i], timeSource: "run", value, modelVersion: null, samples: null },
      ...{ deviation: null, path: "a" },
    }));
    const series = [{ metric: "accuracy", source: "bench", champion: null, points }];
    const evidence = { series, runs: [], alerts: [], problems: [], newestUnread: null };
    return assessDrift(evidence, rules);
  };
  const verdict = (values, times) =>
    ({ degrading: -1, unstable: -1, improving: 1 })[assess(values, times).validation_trend] ?? 0;
  verdict.ruleOf = (values, times) => assess(values, times).metrics[0].rule;
  const trend = (values) => {
    const index = values.map((_, i) => i);
    const correction = hamedRao(values, theilSen(index, values, 0.95).slope);
    const { p, tau } = mannKendall(values, Math.max(1, correction));
    return p <= 0.05 ? Math.sign(tau) : 0;
  };
  const alarm = (detect) => (values) => (detect(standard(values)).length === 0 ? 0 : -1);
  return {
    "retrain-plan": verdict,
    "Hamed-Rao": trend,
    ADWIN: alarm((values) => adwin(values)),
    "Page-Hinkley": alarm((values) => pageHinkley(values)),
    "Page-Hinkley, ½ and 5": alarm((values) =>
      pageHinkley(values, { minValues: 8, delta: 0.5, lambda: 5, alpha: 1 }),
    ),
    "last three": (values) => (lastThreeFail(values) ? -1 : 0),
  };
}

/** By the first quarter, as a user of River would have to: its thresholds are of fixed size. */
function standard(values) {
  const first = values.slice(0, Math.max(4, Math.floor(values.length / 4)));
  const mean = first.reduce((a, b) => a + b) / first.length;
  const squares = first.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return values.map((x) => (x - mean) / Math.sqrt(squares / (first.length - 1)));
}

/** The generator's rule. Its threshold is known, not estimated: one validation in twenty fails by chance. */
function lastThreeFail(values) {
  const floor = LEVEL - 1.645 * SIGMA;
  return values.slice(-3).filter((value) => value < floor).length >= 2;
}

/** In units of σ, of a point. A slope reaches its size at the end. */
function drift(shape, size, n, from) {
  return (i) => {
    if (i < from || shape === "none") return 0;
    return shape === "step" ? -size : (-size * (i - from + 1)) / (n - from);
  };
}

/** About a week apart: the day of the week wanders, so that its season is more noise. */
function weekly(n, normal, season, change = () => 0) {
  const noise = autoregressive(n, PHI, normal);
  const days = noise.map((_, i) => i * 7 + Math.min(3, Math.max(-3, Math.round(normal()))));
  return seriesOf(noise, days, season, change);
}

function daily(n, normal, season) {
  const noise = autoregressive(n, PHI, normal);
  const days = noise.map((_, i) => i);
  return seriesOf(noise, days, season, () => 0);
}

function seriesOf(noise, days, season, change) {
  const last = days.at(-1);
  const values = noise.map((value, i) => {
    const weekday = ((days[i] % 7) + 7) % 7;
    return LEVEL + SIGMA * (value + change(i) + (season ? WEEK[weekday] : 0));
  });
  return { values, times: days.map((day) => NOW - (last - day) * DAY) };
}

/** What is judged with; the program does not export all of it. */
function load() {
  return bundled({
    assessDrift: "drift/assess.ts",
    configSchema: "config/schema.ts",
    UTC: "time/instant.ts",
    adwin: "../test/bench/adwin.ts",
    pageHinkley: "../test/bench/page-hinkley.ts",
    mannKendall: "stats/mann-kendall.ts",
    hamedRao: "stats/hamed-rao.ts",
    theilSen: "stats/theil-sen.ts",
  });
}
