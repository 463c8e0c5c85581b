/** The README.md of the example project. */
export const DEMO_README = `# A churn model, as of 14 August 2025

An invented company sells a program for notes; its model tells which accounts will leave. All of it
is generated. What the model trains on lies in data/training, the rest is raw.

- \`data/training/\` a row an account and day, one CSV a day. **2025-08-03.csv is cut off inside a quoted field, on
  purpose**: its samples can't be counted, and the plan says so.
- \`data/raw/accounts/\` nightly snapshots, Parquet; \`data/raw/sessions/\` the desktop app, Arrow IPC
- \`data/raw/usage/\` the phone app, JSON Lines, the older week in .gz; \`data/raw/tickets/\` a JSON array
- \`artifacts/3.1.0/\`, \`artifacts/3.2.0/\` weekly validations of two versions: the last one fails
- \`artifacts/audit/\` alerts: a new offer brought customers whom the model has never seen
- \`artifacts/training_history.csv\` eight trainings: duration, machines, cost
- \`retrain-plan.yaml\` whose model it is, and what the plan may assume

Now: \`retrain-plan generate --now 2025-08-14T08:00:00Z\`
`;
