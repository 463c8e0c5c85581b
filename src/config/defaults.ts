import type { Cadence } from "./choices.ts";
import type { ChecklistConfig, Config } from "./schema.ts";

interface CadenceDefaults {
  readonly trainingHours: number;
  readonly dataWindowDays: number;
  readonly prerequisites: readonly string[];
}

const WEEKLY: CadenceDefaults = {
  trainingHours: 8,
  dataWindowDays: 30,
  prerequisites: [
    "Data quality monitoring",
    "Model performance tracking",
    "Automated validation suite",
    "Blue-green deployment",
  ],
};

/** Defaults that depend on the cadence, as the generator had them; it knew no biweekly. */
export const BY_CADENCE: Record<Cadence, CadenceDefaults> = {
  daily: {
    trainingHours: 2,
    dataWindowDays: 7,
    prerequisites: [
      "Automated data validation pipeline",
      "Fast training configuration (under 2 hours)",
      "Automated model validation",
      "Automated deployment pipeline",
    ],
  },
  weekly: WEEKLY,
  biweekly: WEEKLY,
  monthly: {
    trainingHours: 24,
    dataWindowDays: 90,
    prerequisites: [
      "Comprehensive data review",
      "Model architecture evaluation",
      "Performance benchmarking",
      "Manual validation review",
    ],
  },
};

/** The hours of a retraining if they are neither configured nor learned, as the generator had them. */
export const DEFAULT_HOURS = { full_retrain: 24, incremental: 8 } as const;

/** Compute and storage of a training that are neither stated nor learned, as the generator had them. */
export const DEFAULT_GPUS = 8;
export const DEFAULT_STORAGE_GB = 50;

/** Only what this program can see for itself has evidence by default; the rest stays open. */
export const CHECKLIST: readonly ChecklistConfig[] = [
  { item: "Data files readable", evidence: { kind: "data_readable" } },
  { item: "Data quality validation completed", evidence: { kind: "data_quality" } },
  { item: "Feature engineering pipeline validated" },
  { item: "Training infrastructure provisioned" },
  { item: "Model validation suite prepared", evidence: { kind: "validation" } },
  { item: "Deployment pipeline tested" },
  { item: "Rollback procedures verified" },
  { item: "Monitoring and alerting configured" },
  { item: "Stakeholder notifications prepared" },
];

export const SUCCESS_CRITERIA: readonly string[] = [
  "Model validation pass rate ≥ 95%",
  "Performance improvement over baseline ≥ 2%",
  "No critical alerts during 48h monitoring",
  "Successful A/B test with statistical significance",
  "Successful deployment to canary environment",
];

/** Risks of any retraining; those that a finding supports are named before them. */
export const RISKS: readonly string[] = [
  "Training job failure due to infrastructure issues",
  "Data pipeline failures during training window",
  "Model performance regression",
  "Deployment pipeline failures",
  "Extended downtime during deployment",
];

export const IMPLEMENTATION_STEPS: NonNullable<Config["implementation_steps"]> = [
  {
    title: "Pre-Training Phase",
    steps: [
      "Validate data quality and completeness",
      "Check feature engineering pipeline",
      "Provision training infrastructure",
      "Set up monitoring and alerting",
    ],
  },
  {
    title: "Training Phase",
    steps: [
      "Execute training job with checkpointing",
      "Monitor training metrics in real-time",
      "Validate intermediate checkpoints",
      "Generate training artifacts and logs",
    ],
  },
  {
    title: "Post-Training Phase",
    steps: [
      "Run comprehensive validation suite",
      "Execute A/B testing framework",
      "Generate model performance reports",
      "Deploy to staging environment",
    ],
  },
  {
    title: "Deployment Phase",
    steps: [
      "Execute blue-green deployment",
      "Monitor canary deployment metrics",
      "Gradually increase traffic allocation",
      "Monitor for performance regressions",
    ],
  },
  {
    title: "Post-Deployment Phase",
    steps: [
      "Monitor model performance for 48 hours",
      "Generate deployment report",
      "Update model documentation",
      "Schedule next retraining cycle",
    ],
  },
];

export const EMERGENCY_PROCEDURES: NonNullable<Config["emergency_procedures"]> = [
  { event: "Training Failure", response: "Restore from last checkpoint, investigate root cause" },
  {
    event: "Performance Regression",
    response: "Immediate rollback to previous model version",
  },
  { event: "Data Pipeline Failure", response: "Pause retraining, validate data integrity" },
  { event: "Deployment Issues", response: "Execute rollback procedure, investigate offline" },
];
