import { DEFAULT_FULL_EVERY } from "./choices.ts";
import {
  BY_CADENCE,
  CHECKLIST,
  DEFAULT_HOURS,
  DEFAULT_STORAGE_GB,
  EMERGENCY_PROCEDURES,
  IMPLEMENTATION_STEPS,
  RISKS,
  SUCCESS_CRITERIA,
} from "./defaults.ts";
import { type ConfigInput, configSchema } from "./schema.ts";

/** The defaults, for those keys that have one. */
export function plainDefaults(): ConfigInput {
  // Nothing that is said of a model or of a metric has a default.
  const { model, metrics, ...config } = configSchema.parse({});
  return {
    ...config,
    sources: [{ path: "data", sample: "row" }],
    checklist: [...CHECKLIST],
    review: { ...config.review, acceptance: [...SUCCESS_CRITERIA], risks: [...RISKS] },
    implementation_steps: IMPLEMENTATION_STEPS,
    emergency_procedures: EMERGENCY_PROCEDURES,
  };
}

/** For keys without a default, or whose default depends on another key. */
export const EXAMPLES: ConfigInput = {
  model: {
    id: "MDL-0042",
    name: "churn-classifier",
    version: "3.2.0",
    owner: "Growth ML",
    risk_tier: "tier 2",
    intended_use: "ranks accounts for a call by the retention team",
  },
  sources: [
    {
      path: "data",
      table: "lake.churn.events",
      sql: "select * from lake.churn.events where country = 'DE'",
      engine: "trino",
      name: "training data",
      role: "training",
      include: ["**/*.csv"],
      exclude: ["archive/**"],
      time_column: "event_time",
      time_format: "%d/%m/%Y %H:%M",
      label: "churned",
      delimiter: ",",
      format: "csv",
      quote: '"',
      escape: "\\",
      comment: "#",
      header: true,
      skip_rows: 2,
      encoding: "utf-8",
      records: "result.data",
      orient: "list",
    },
  ],
  engines: {
    trino: {
      url: "https://trino.example.com",
      catalog: "lake",
      schema: "churn",
      user: "retrain-plan",
    },
    s3: { endpoint: "https://s3.example.com", region: "eu-central-1" },
  },
  validation: {
    alerts: [
      { tool: "prometheus", url: "https://prometheus.example.com", matcher: 'model="churn"' },
    ],
    alert_rollback: { within: "48 hours", action: "Serve the former version" },
    max_age_days: 30,
    sources: [
      {
        tool: "table",
        path: "logs/metrics.csv",
        url: "https://mlflow.example.com",
        experiment: "churn",
        metrics: ["val_*"],
        step: "1d",
        range: "180d",
        model: "churn-classifier",
        alias: "champion",
        run_name: "weekly-evaluation*",
        history: true,
        columns: {
          time: "date",
          metric: "metric",
          value: "value",
          model: "model",
          model_version: "version",
          samples: "rows",
        },
      },
      {
        tool: "prometheus",
        url: "https://prometheus.example.com",
        metrics: { auc: 'avg_over_time(model_auc{model="churn"}[1d])' },
      },
    ],
  },
  metrics: {
    auc: {
      direction: "higher",
      primary: true,
      floor: 0.85,
      max_drop: 0.05,
      min_change: 0.02,
      acceptance: { max_loss: 0.01 },
      rollback: { within: "48 hours", action: "Serve the former version" },
      loss_cost_per_day: 1500,
    },
    auc_2024: { old_data: true },
    log_loss: { ceiling: 0.4 },
    cost_per_case: { direction: "lower" },
    batch_size: { ignore: true },
  },
  drift: {
    reference_points: 8,
    window_days: 365,
    data: {
      reference: { from: "2025-01-01", to: "2025-06-30" },
      importance: "models/feature_importance.csv",
      exclude: ["customer_name"],
    },
  },
  requirements: {
    minimum_replay_size: 50_000,
    gpus: "8x A100",
    storage_gb: DEFAULT_STORAGE_GB,
    history: {
      path: "artifacts/training_history.csv",
      model: "churn-training",
      columns: {
        date: "date",
        type: "type",
        samples: "samples",
        hours: "hours",
        gpus: "gpus",
        storage_gb: "storage_gb",
        cost: "cost",
      },
    },
    prices: { currency: "EUR", gpu_hour: 2.5, storage_gb_month: 0.02, storage_months: 1 },
    energy: { kwh_per_gpu_hour: 0.7, gco2_per_gpu_hour: 250 },
  },
  output: { formats: ["md", "html", "json"], keep: 52 },
  gate: {
    warn_on: ["max_gap_days", "metric log_loss"],
    rules: {
      min_samples: 500_000,
      min_per_class: 1_000,
      max_age_days: 3,
      max_evaluation_age_days: 14,
      max_gap_days: 2,
      max_unreadable: 0,
      recommendation_at_most: "investigate_and_retrain",
      schema_unchanged: true,
      drifted_columns: 2,
      column: { amount: { max_js: 0.2 } },
    },
  },
  review: {
    change: { may_change: ["weights", "decision threshold"], stays: ["features", "intended use"] },
    risks: [
      { finding: "insufficient-data", owner: "Data team", mitigation: "Widen the data window" },
      { risk: "Release freeze in December", owner: "Operations" },
    ],
    roles: [{ role: "Model owner", name: "M. Okafor", contact: "okafor@example.org" }],
    incident_contacts: [{ name: "ML on call", contact: "+49 30 1234567", when: "day and night" }],
    impact_assessment: {
      comparison: "Same features and use; newer customers",
      benefits: "Fewer calls to customers who stay anyway",
      harms: "New customers may be ranked wrongly",
      assurance: "Nothing is served that fails its acceptance criteria",
      together: "One change at a time",
    },
    independent_validation: { by: "Model risk", on: "2025-06-30", report: "docs/validation.pdf" },
    approvers: ["Model owner", "Independent validator"],
  },
  policy: {
    retraining_cost: 400,
    present_cadence_days: 7,
  },
  schedule: {
    anchor: { weekday: "tuesday", date: "2025-01-07", time: "06:00" },
    lead_time: "P2D",
    blackouts: ["2025-10-03", { from: "2025-12-20", to: "2026-01-02", reason: "change freeze" }],
    calendars: ["holidays.ics"],
    cycles: 6,
    horizon: "6mo",
    full_every: DEFAULT_FULL_EVERY,
    full_hours: DEFAULT_HOURS.full_retrain,
    incremental_hours: DEFAULT_HOURS.incremental,
    data_window_days: BY_CADENCE.weekly.dataWindowDays,
    incremental_window_days: 7,
  },
};
