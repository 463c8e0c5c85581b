/**
 * One column of the tables of `npm run bench -- data-drift`: days whose effects have the autocorrelation
 * that is given. Prints JSON.
 */
import { bundled } from "./bundled.mjs";
import { BINS, histogramMaker } from "./day-histograms.mjs";

const [rho, trials] = process.argv.slice(2).map(Number);

const { assessDataDrift, normalSf, normalQuantile, jensenShannon, psi } = await bundled({
  assessDataDrift: "drift/data/assess-columns.ts",
  normalSf: "stats/normal.ts",
  normalQuantile: "stats/normal.ts",
  jensenShannon: "stats/jensen-shannon.ts",
  psi: "stats/psi.ts",
});
const { make } = histogramMaker({ normalSf, normalQuantile });

/** Of each bin, about the mean of a standard normal column in it. */
const CENTRES = Array.from({ length: BINS }, (_, i) => normalQuantile((i + 0.5) / BINS));

/** Without drift: every setting that the issue of calibration names, one after the other. */
const NULLS = [
  { rows: 1000, tau: 0.1, reference: 8, current: 8 },
  { rows: 30, tau: 0, reference: 30, current: 30 },
  { rows: 30, tau: 0.3, reference: 60, current: 60 },
  { rows: 1000, tau: 0.1, reference: 30, current: 30 },
  { rows: 1000, tau: 0.1, reference: 60, current: 60 },
  { rows: 1_000_000, tau: 0, reference: 60, current: 60 },
  { rows: 1_000_000, tau: 0.1, reference: 60, current: 60 },
  { rows: 1_000_000, tau: 0.3, reference: 180, current: 60 },
  { rows: 10_000, tau: 0.3, reference: 180, current: 8 },
  { rows: 10_000, tau: 0.3, reference: 60, current: 14 },
  { rows: 10_000, tau: 0.3, reference: 180, current: 28, week: true },
  { rows: 1000, tau: 0.1, reference: 60, current: 60, week: true },
  { rows: 10_000, tau: 0.3, reference: 30, current: 30, columns: 20 },
  { rows: 10_000, tau: 0.3, reference: 60, current: 60, columns: 20 },
  { rows: 10_000, tau: 0.3, reference: 180, current: 8, columns: 20 },
  { rows: 10_000, tau: 0.3, reference: 180, current: 28, columns: 20 },
  { rows: 10_000, tau: 0.3, reference: 180, current: 28, columns: 200 },
];

/** With drift of the first column. */
const ALTERNATIVES = [
  { rows: 1000, tau: 0.1, reference: 30, current: 30, shift: 0.1 },
  { rows: 1000, tau: 0.1, reference: 60, current: 60, shift: 0.1 },
  { rows: 100_000, tau: 0.1, reference: 180, current: 28, shift: 0.1 },
  { rows: 100_000, tau: 0.1, reference: 30, current: 30, shift: 0.3 },
  { rows: 100_000, tau: 0.1, reference: 180, current: 8, shift: 0.3 },
  { rows: 100_000, tau: 0.3, reference: 180, current: 28, shift: 0.3 },
  { rows: 30, tau: 0.1, reference: 60, current: 60, shift: 0.3 },
  { rows: 1000, tau: 0.1, reference: 60, current: 60, trend: 0.3 },
  { rows: 1000, tau: 0.1, reference: 180, current: 28, columns: 20, shift: 0.3 },
];

const METHODS = {
  "retrain-plan": null,
  "Evidently's defaults": evidently,
  "KS p < .05": (columns) => columns.some(([p, q]) => kolmogorovP(p, q) < 0.05),
  "χ² p < .05": (columns) => columns.some(([p, q]) => chiSquareP(p, q) < 0.05),
  "PSI > .2": (columns) => columns.some(([p, q]) => psi(p, q) > 0.2),
  "JS > .1": (columns) => columns.some(([p, q]) => jensenShannon(p, q) > 0.1),
};

console.log(
  JSON.stringify({
    methods: Object.keys(METHODS),
    falseAlarms: Object.fromEntries(NULLS.map((setting) => [nameOf(setting), alarms(setting)])),
    power: Object.fromEntries(ALTERNATIVES.map((setting) => [nameOf(setting), alarms(setting)])),
  }),
);

function nameOf({ rows, tau, reference, current, columns = 1, week, shift, trend }) {
  return [
    `${reference} + ${current} days`,
    `${rows.toLocaleString("en")} rows`,
    `τ ${tau}`,
    ...(columns > 1 ? [`${columns} columns`] : []),
    ...(week ? ["weekly pattern"] : []),
    ...(shift ? [`shift ${shift} σ`] : []),
    ...(trend ? [`trend ${trend} σ`] : []),
  ].join(", ");
}

/** The share of trials with an alarm of each method; null of one that judges none. */
function alarms(given) {
  const setting = { rho, week: false, columns: 1, ...given };
  const isDrifting = (setting.shift ?? setting.trend ?? 0) > 0;
  // Of many columns a trial takes a hundred times as long.
  const count = setting.columns > 100 ? Math.ceil(trials / 4) : trials;
  const found = Object.keys(METHODS).map(() => 0);
  let judged = 0;
  for (let trial = 0; trial < count; trial++) {
    const [reference, current] = make(setting, trial * 7919 + setting.current);
    const drift = assessDataDrift(reference, current, {
      rate: 0.05,
      minEffect: 0,
      minNullChange: 0,
    });
    if (drift.status === "judged") judged++;
    // With drift the column that has it counts, else any.
    if (isDrifting ? drift.drifted.includes("c0") : drift.drifted.length > 0) found[0]++;
    const columns = reference.columns.map((column, c) => [
      total(column.counts),
      total(current.columns[c].counts),
    ]);
    Object.values(METHODS).forEach((method, m) => {
      if (method?.(isDrifting ? columns.slice(0, 1) : columns)) found[m]++;
    });
  }
  return found.map((n, m) => (m === 0 && judged === 0 ? null : n / count));
}

function total(counts) {
  const sums = new Array(BINS).fill(0);
  for (const day of counts) for (let b = 0; b < BINS; b++) sums[b] += day[b];
  return sums;
}

function sum(values) {
  return values.reduce((a, b) => a + b, 0);
}

/** Up to 1,000 rows of reference KS at .05, else Wasserstein's distance over the deviation at .1. */
function evidently(columns) {
  return columns.some(([p, q]) =>
    sum(p) <= 1000 ? kolmogorovP(p, q) < 0.05 : wasserstein(p, q) / deviation(p) > 0.1,
  );
}

/** Of rows in bins, which makes it a little conservative: the asymptotic law of Kolmogorov. */
function kolmogorovP(p, q) {
  const [n, m] = [sum(p), sum(q)];
  let [a, b, largest] = [0, 0, 0];
  for (let i = 0; i < BINS; i++) {
    a += p[i] / n;
    b += q[i] / m;
    largest = Math.max(largest, Math.abs(a - b));
  }
  const z = largest * Math.sqrt((n * m) / (n + m));
  if (z < 0.2) return 1;
  let tail = 0;
  for (let k = 1; k <= 100; k++) tail += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * z * z);
  return Math.min(1, Math.max(0, tail));
}

/** Pearson's, its tail by Wilson and Hilferty (1931). */
function chiSquareP(p, q) {
  const [n, m] = [sum(p), sum(q)];
  let [statistic, freedom] = [0, -1];
  for (let i = 0; i < BINS; i++) {
    const both = p[i] + q[i];
    if (both === 0) continue;
    freedom++;
    statistic += (p[i] * m - q[i] * n) ** 2 / (both * n * m);
  }
  const scale = 2 / (9 * freedom);
  return normalSf((Math.cbrt(statistic / freedom) - (1 - scale)) / Math.sqrt(scale));
}

/** Between the centres of the bins. */
function wasserstein(p, q) {
  const [n, m] = [sum(p), sum(q)];
  let [difference, distance] = [0, 0];
  for (let i = 0; i < BINS - 1; i++) {
    difference += p[i] / n - q[i] / m;
    distance += Math.abs(difference) * (CENTRES[i + 1] - CENTRES[i]);
  }
  return distance;
}

function deviation(p) {
  const n = sum(p);
  const mean = sum(p.map((count, i) => (count * CENTRES[i]) / n));
  return Math.sqrt(sum(p.map((count, i) => (count * (CENTRES[i] - mean) ** 2) / n)));
}
