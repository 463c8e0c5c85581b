import type { Plan } from "../../src/plan/schema.ts";
import { NO_PROVENANCE } from "../../src/provenance/none.ts";
import { configOf, dataSetOf, driftOf, seriesOf } from "../support/values.ts";

/** A plan that has something in every part of a document; `text` stands wherever text from outside may. */
const model = {
  tool: "generator",
  subject: "model" as const,
  suite: null,
  checks: { evaluated: null, overall: null, failed: [] },
};

const AGE = {
  ...{ newest: "2025-08-14T12:00:00Z", days: 0, usual_interval_days: null, max_days: 21 },
  stale: false,
};

export function planOf(text: string): Plan {
  const range = { earliest: "2025-07-09T17:23:44.683880+08:00", latest: "2025-08-14T16:22:59Z" };
  const problems = [{ path: text, problem: text }];
  const samples = { counted: 12_860, undated: 0, unlisted: 0, uncounted_files: 1 };
  const cycle = {
    cycle: 1,
    scheduled_date: "2025-08-21",
    scheduled_at: "2025-08-21T00:00:00+08:00",
    type: "full_retrain" as const,
    type_reason: text,
    period: "2025-W34",
    starts_at: "2025-08-20T00:00:00+08:00",
    ends_at: "2025-08-21T00:00:00+08:00",
    moved: { from: "2025-08-20T00:00:00+08:00", rule: "blackout" as const, by: text },
    estimated_duration_hours: 24,
    data_window_days: 30,
    data_window: { from: "2025-07-22", to: "2025-08-20" },
    training_window: { from: "2025-08-14", to: "2025-08-20" },
    effort: {
      ...{ hours: 24, duration_basis: "history" as const, samples: 9000, extrapolated: true },
      ...{ duration_interval_hours: [20, 28] as [number, number], gpus: 8, gpu_hours: 192 },
      ...{ storage_gb: 50, cost: 480, cost_interval: [400, 560] as [number, number] },
      ...{ cost_basis: "prices" as const, energy_kwh: 134.4, co2_kg: 48 },
    },
    readiness: {
      ...{ status: "short" as const, why: null, known_samples: 100, expected_samples: 9000 },
      ...{ interval: [8000, 10_000] as [number, number], chance_short: 0.999 },
      ...{ need_samples: 100_000, enough_on: "2025-09-30" },
    },
  };
  const training = {
    ...{ date: "2025-08-07", type: "full_retrain" as const },
    ...{ samples: 9000, hours: 25, cost: 150 },
  };
  // Every part of a judged metric: a fall, beyond its floor.
  const judged = driftOf(
    { series: [seriesOf([0.9, 0.91, 0.9, 0.92, 0.91, 0.9, 0.8, 0.81, 0.8, 0.79, 0.8, 0.81])] },
    { metrics: configOf({ metrics: { auc: { floor: 0.85 } } }).metrics },
  );
  return {
    metadata: {
      generated_at: "2025-08-14T08:23:51.328015+00:00",
      cadence: "weekly",
      min_replay_size: 100_000,
      plan_version: "2.0",
      timezone: "Asia/Shanghai",
      tool: { name: "retrain-plan", version: "0.1.0" },
      model: {
        ...{ id: text, name: text, version: text, owner: text },
        ...{ risk_tier: text, intended_use: text },
      },
      config: { path: text, sha256: "0515a10a783dfb45" },
    },
    decision: decisionOf(text),
    changes: {
      status: "changed",
      message: `1 change since the plan ${text}`,
      previous: {
        ...{ path: text, sha256: "0515a10a783dfb45", tool_version: text },
        generated_at: "2025-08-07T08:23:51.328015+00:00",
      },
      groups: [
        {
          ...{ topic: "problems", title: "Problems", left_out: 12 },
          changes: [{ code: "problem-new", tone: "worse", message: text, facts: { path: text } }],
        },
      ],
      dates: { as_planned: 5, come_due: 1, beyond: 1, message: text },
      due: [
        {
          ...{ date: "2025-08-07", type: "full_retrain" },
          ...{ planned: { hours: 24, cost: 140 }, training, message: text },
        },
      ],
    },
    current_state: {
      data_availability: {
        total_size_mb: 0.8,
        file_count: 16,
        date_range: range,
        data_types: { [text]: 9 },
        sufficiency: {
          status: "insufficient",
          least: 12_860,
          most: 13_000,
          minimum: 100_000,
          minimum_by: text,
          window: null,
          open: [{ what: text, samples: 140, do: text }],
          have_bytes: 838_402,
          bytes_per_sample: 1048.576,
        },
        supply: {
          window: { from: "2025-07-16", to: "2025-08-14" },
          samples_in_window: 12_860,
          samples_in_future: 7,
          newest_day: "2025-08-13",
          newest_age_days: 1,
          uncounted_days: [],
          empty_days: ["2025-08-12"],
          usual_daily_samples: 460.5,
          stopped: true,
          minimum_reached_on: null,
        },
        new_since_training: { since: "2025-08-01", samples: 5_980, at_least: true },
        training_set: {
          is_decided: false,
          readings: [{ always: [text], perhaps: [text] }],
          samples: { least: 12_860, most: 13_000 },
          classes: { count: 2, smallest: { label: text, samples: 1_203 }, why: text },
          days: [{ day: "2025-08-13", samples: 12_860 }],
        },
        inventory: {
          datasets: [
            dataSetOf({ name: text, role_by: text, event_time: { ...range, source: text } }),
            dataSetOf({ name: text, here: false, get: text, samples: null }),
          ],
          files: 16,
          bytes: 838_402,
          samples,
          types: [
            { extension: text, files: 9, bytes: 5000, samples: 10_415 },
            { extension: ".parquet", files: 1, bytes: 5000, samples: null },
          ],
          modified: range,
          event_time: { ...range, source: text },
          days: [{ day: "2025-08-13", samples: 12_860 }],
          sources: [
            {
              ...{ name: text, path: text, files: 9, bytes: 5000, samples, modified: range },
              event_time: { ...range, source: text },
            },
            {
              ...{ name: "empty", path: "empty", files: 0, bytes: 0, modified: null },
              samples: { counted: 0, undated: 0, unlisted: 0, uncounted_files: 0 },
              event_time: null,
            },
          ],
          problems,
          notes: [{ path: text, note: text }],
          looked_in: [text],
          not_here: [{ path: text, tool: "dvc", files: 2, bytes: 5000, get: text }],
          differing_files: [text],
          column_changes: [
            { since: { earliest: "2025-08-01", latest: "2025-08-31" }, files: 1, path: text },
          ],
          left_out: [{ kind: text, files: 2 }],
        },
      },
      drift_assessment: {
        validation_trend: "unstable",
        performance_degradation: "unknown",
        data_distribution_shift: "unknown",
        recommendation: "investigate_and_retrain",
        reasons: [{ code: text, severity: "warning", message: text, evidence: [text] }],
        runs_trend: "unstable",
        metrics: judged.metrics.map((metric) => ({
          ...metric,
          ...{ name: text, source: text, model_version: text },
        })),
        metrics_trend: "unknown",
        experiments: [],
        unchosen: [],
        metrics_missing: [text],
        notes: [{ path: text, problem: text }],
        rules: judged.rules,
        newest_run_read: true,
        runs: [
          {
            ...{ path: text, status: text, passed: false, model_version: text },
            ...{ time: "2025-08-13T12:00:00+08:00", time_source: "run" as const, ...model },
          },
          {
            ...{ path: "b.json", status: "PASS", passed: true, model_version: null },
            ...{ time: "2025-08-14T12:00:00Z", time_source: "modified" as const, ...model },
          },
        ],
        alerts: { recent: [], files: 0, days: 7, limit: 5 },
        evaluation_age: judged.evaluation_age,
        runs_age: judged.evaluation_age,
        failed_evaluations: [
          {
            ...{ path: text, problem: text, time: "2025-08-14T12:00:00Z" },
            ...{ time_source: "run", source: text },
          },
        ],
        shift_reports: [
          {
            ...{ path: text, tool: text, suite: text, why: "reported", failed: "yes" },
            ...{ time: "2025-08-14T12:00:00Z", time_source: "run", age: AGE },
            checks: { evaluated: 3, overall: null, failed: [] },
          },
        ],
        quality_reports: [],
        problems,
      },
      training_requirements: {
        min_samples: 100_000,
        min_data_size_mb: 100,
        estimated_training_time_hours: 8,
        compute_requirements: text,
        assumed: { training_time: true, compute: true, storage: true },
        storage_requirements_gb: 50,
        prerequisites: [text, text],
      },
      training_history: {
        ...{ files: [text], runs: 3, problems },
        by_type: [
          {
            ...{ type: "full_retrain", runs: 3, gpus: 8, storage_gb: 50, cost: null },
            hours: { intercept: 1, slope: 0.0003, runs: 3, samples: [8000, 9000] },
          },
          {
            ...{ type: "incremental", runs: 1, gpus: null, storage_gb: null },
            ...{ hours: null, cost: null },
          },
        ],
      },
      trainings: [training],
      last_training: {
        ...training,
        model_version: text,
        metrics: [
          {
            ...{ name: text, source: text },
            before: { time: "2025-08-06T12:00:00Z", value: 0.9, model_version: text },
            after: { time: "2025-08-08T12:00:00Z", value: 0.92, model_version: text },
          },
        ],
      },
    },
    recommendations: [text],
    schedule_covers: {
      ...{ cycles: 1, horizon: "6mo", from: "2025-08-21", to: "2025-08-21", full_every: 4 },
      ...{ full_every_by: "default", loss_per_incremental: null, last_full: null },
      ...{ anchor: text, lead_time: "P1D", blackout_rule: "after" },
    },
    policy: policyOf(text),
    schedule: [cycle],
    schedule_left_out: [
      { due_at: "2025-08-28T00:00:00+08:00", period: "2025-W35", rule: "blackout", by: text },
    ],
    schedule_totals: {
      ...{ cycles: 1, hours: 24, gpu_hours: 192, cost: 480, cost_interval: [400, 560] },
      ...{ currency: text, cost_unknown: null, energy_kwh: 134.4, co2_kg: 48 },
    },
    checklist: [
      { item: text, done: true, evidence: text },
      { item: "item", done: false, evidence: text },
    ],
    standard: {
      success_criteria: false,
      risks: false,
      implementation_steps: false,
      emergency_procedures: false,
    },
    success_criteria: [text],
    risks: [text],
    implementation_steps: [{ title: text, steps: [text, text] }],
    emergency_procedures: [{ event: text, response: text }],
    provenance: {
      git: { commit: text, clean: false, changed_files: 2, unknown: null },
      data: {
        ...{ identity: "content", sha256: SHA, problem: null, files: 16, bytes: 838_402 },
        sources: [
          { path: text, include: [text], exclude: [text], files: 9, bytes: 5000, sha256: SHA },
        ],
        file_list: [{ path: text, bytes: 5000, sha256: SHA, modified_ms: null }],
      },
      dvc: [{ file: text, path: text, algorithm: text, hash: text, bytes: 5, files: 1 }],
      dvc_problems: problems,
      evidence: [
        { path: text, sha256: SHA, problem: null },
        { path: text, sha256: null, problem: text },
      ],
    },
    review: reviewOf(text),
    findings: [
      {
        ...{ id: "F1", code: "files-uncounted", topic: "data", severity: "warning" },
        ...{ unknown: text, urges: false, message: text, recommendations: [text] },
        ...{ risk: text, evidence: [text], facts: { files: 1, first: text, problem: text } },
      },
    ],
  };
}

const SHA = "5f".repeat(32);

/** A decision with something in every part. */
function decisionOf(text: string): Plan["decision"] {
  const ground = { finding: "F1", text, value: 1, limit: 2 };
  return {
    ...{ action: "retrain_early", title: text, headline: text, when: text, why: text },
    ...{ data: [text, text], on: "2025-08-16", until: "2025-08-18", earliest: "2025-08-16" },
    calendar: "2025-08-21",
    tiles: [
      { label: text, value: text, tone: "bad", notes: [text, text] },
      { label: text, value: text, tone: "plain", notes: [] },
    ],
    because: [ground],
    held_back_by: [
      { ...ground, by: "data", until: "2025-08-16" },
      { ...ground, by: "blackout", until: null, finding: null },
    ],
    ask: [
      { do: text, owner: text, by: "2025-08-16" },
      { do: text, owner: null, by: null },
    ],
    assumed: [{ what: text, value: text, key: "schedule.cadence" }],
    not_known: [{ what: text, finding: "F1" }],
  };
}

/** What reviewers need, with something in every part. */
function reviewOf(text: string): Plan["review"] {
  const evidence = [
    { path: text, sha256: SHA },
    { path: text, sha256: null },
  ];
  const metric = { ...{ metric: text, source: text }, evidence };
  const at_least = "at_least" as const;
  const bare = { name: "alerts", source: null, unit: null, evidence: [] };
  return {
    change: { full_retrains: 1, incrementals: 3, may_change: [text], stays: [text, text] },
    thresholds: [
      {
        ...{ name: text, source: text, value: 5000, comparison: at_least, limit: 9000 },
        ...{ unit: "bytes", status: "crossed", unknown: null, evidence },
      },
      { ...bare, value: null, comparison: "at_most", limit: 5, status: "unknown", unknown: text },
    ],
    acceptance: [
      {
        ...metric,
        ...{ comparison: at_least, required: 0.8613, basis: text, unknown: text },
        champion: {
          ...{ value: 0.87, interval: [0.86, 0.88], time: "2025-08-13T00:00:00Z" },
          model_version: text,
        },
        champion_meets: true,
      },
      {
        ...metric,
        ...{ comparison: null, required: null, basis: text, unknown: null },
        ...{ champion: null, champion_meets: null },
      },
    ],
    risks: [
      {
        ...{ risk: text, finding: "insufficient-data", likelihood: 3, impact: 2, score: 6 },
        ...{ owner: text, mitigation: [text, text, text, text], mitigation_by: "findings" },
        evidence,
      },
      {
        ...{ risk: text, finding: null, likelihood: null, impact: null, score: null },
        ...{ owner: text, mitigation: [text], mitigation_by: "configuration", evidence: [] },
      },
    ],
    rollback: [
      {
        ...{ metric: text, source: text, comparison: "below", limit: 0.82, within: text },
        ...{ action: text, now: 0.8, met_now: true, unknown: text },
      },
      {
        ...{ metric: null, source: null, comparison: "above", limit: 5, within: null },
        ...{ action: null, now: null, met_now: null, unknown: null },
      },
    ],
    roles: [{ role: text, name: text, contact: text }],
    incident_contacts: [{ name: text, contact: text, when: text }],
    impact_assessment: [
      { key: "benefits", question: text, answer: text },
      { key: "harms", question: "Who may be harmed?", answer: null },
    ],
    impact_stated: true,
    independent_validation: { by: text, on: "2025-06-30", report: text, evidence },
    approvers: [text],
    not_stated: [{ what: text, key: text }],
    problems: [text],
  };
}

/** The same without anything that a plan may lack. */
export function barePlan(): Plan {
  const plan = planOf("text");
  const { data_availability: data, drift_assessment: drift } = plan.current_state;
  return {
    ...plan,
    metadata: {
      ...plan.metadata,
      model: {
        ...{ id: null, name: null, version: null, owner: null },
        ...{ risk_tier: null, intended_use: null },
      },
      config: null,
    },
    decision: {
      ...plan.decision,
      ...{ on: null, until: null, earliest: null, calendar: null, data: [], tiles: [] },
      ...{ because: [], held_back_by: [], ask: [], assumed: [], not_known: [] },
    },
    changes: null,
    current_state: {
      ...plan.current_state,
      training_history: { files: [], runs: 0, problems: [], by_type: [] },
      data_availability: {
        ...data,
        date_range: null,
        sufficiency: { ...data.sufficiency, minimum: null, minimum_by: null, open: [] },
        training_set: { ...data.training_set, readings: [], days: [] },
        supply: null,
        new_since_training: null,
        inventory: {
          ...data.inventory,
          ...{
            types: [],
            sources: [],
            datasets: [],
            problems: [],
            notes: [],
            differing_files: [],
            left_out: [],
            event_time: null,
            days: [],
          },
          samples: { counted: 0, undated: 0, unlisted: 0, uncounted_files: 0 },
        },
      },
      drift_assessment: { ...drift, runs: [], problems: [] },
    },
    recommendations: [],
    schedule: [],
    schedule_covers: {
      cycles: 0,
      horizon: "6mo",
      from: null,
      to: null,
      full_every: 1,
      full_every_by: "configured",
      last_full: null,
      loss_per_incremental: null,
      anchor: null,
      lead_time: null,
      blackout_rule: "after",
    },
    schedule_left_out: [],
    findings: [],
    provenance: NO_PROVENANCE,
    review: {
      ...plan.review,
      ...{ change: { full_retrains: 0, incrementals: 0, may_change: [], stays: [] } },
      ...{ thresholds: [], acceptance: [], risks: plan.review.risks.slice(1), rollback: [] },
      ...{ roles: [], incident_contacts: [], impact_stated: false, approvers: [], problems: [] },
      independent_validation: null,
    },
  };
}

/** A decision with something in every part. */
function policyOf(text: string): Plan["policy"] {
  return {
    status: "supported",
    asks_for: [text],
    metric: { name: text, source: text },
    costs: { retraining: 400, loss_per_day: 1500 },
    ...{ present_days: 7, present_by: "versions" },
    aging: {
      ...{ shape: "linear", slope_per_day: 0.0014, slope_error: 0.0001, fitted_per_day: 0.0014 },
      ...{ ceiling: null, scale_days: null, versions: 8, points: 48, step_days: 7 },
      left_out: { versionless: 0, not_finite: 0, immature: 0 },
    },
    best: {
      ...{ period_days: 19.5, cost_per_day: 41 },
      ...{ band_days: { from: 12.5, to: 30.4 }, interval_days: { from: 17, to: null } },
    },
    sensitivity: [{ cost_ratio: 0.5, period_days: 13.8, cost_per_day: 29 }],
    trigger: {
      ...{ due: "excess", held_back_by: ["cool_down"], retrain_now: false, model_version: text },
      ...{ age_days: 35, excess: 4, excess_cost: 900, threshold_cost: 800 },
    },
    comparison: {
      ...{ paths: 200, days: 364 },
      rows: [
        { way: "this_plan", mean: 3, low: 2, high: 4, chance_plan_is_cheaper: null },
        { way: "never", mean: 9, low: 8, high: 12, chance_plan_is_cheaper: 0.98 },
      ],
    },
  };
}
