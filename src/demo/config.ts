/** The `retrain-plan.yaml` of the example project. */
export const DEMO_CONFIG = `# What retrain-plan cannot find out for itself. Every key is optional: \`retrain-plan schema\`.
model:
  name: churn-classifier
  version: "3.2.0"
  owner: Growth ML

timezone: Europe/Berlin

requirements:
  minimum_replay_size: 5000

gate: { fail_on: [insufficient-data, degradation] }

checklist:
  - item: Data quality validation completed
    evidence: { kind: data_quality }
  - item: Model validation suite passed
    evidence: { kind: validation }
  - item: Rollback procedures verified
    evidence: { kind: file, path: docs/rollback-drill.md, max_age_days: 90 }
  - item: Deployment pipeline tested
    evidence: { kind: attestation, by: M. Okafor, on: 2025-08-01, until: 2025-10-31 }
  - item: Stakeholder notifications prepared
`;
