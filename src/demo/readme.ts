/** The README.md of the example project. */
export const DEMO_README = `# A churn model, as of 14 August 2025

An invented company sells a program for notes; its model tells which accounts will leave. All of it
is generated. Each row under data/ is one observation of an account: one sample.

- \`data/events/\` the web, one CSV a day. **2025-08-03.csv is cut off inside a quoted field, on
  purpose**: its samples can't be counted, and the plan says so.
- \`data/accounts/\` nightly snapshots, Parquet; \`data/sessions/\` the desktop app, Arrow IPC
- \`data/usage/\` the phone app, JSON Lines, the older week in .gz; \`data/tickets/\` a JSON array
- \`artifacts/3.1.0/\`, \`artifacts/3.2.0/\` weekly validations of two versions: the last one fails
- \`artifacts/audit/\` alerts: a new offer brought customers whom the model has never seen
- \`artifacts/training_history.csv\` eight trainings: duration, machines, cost
- \`retrain-plan.yaml\` whose model it is, and what the plan may assume

Now: \`retrain-plan generate --now 2025-08-14T08:00:00Z\`
`;
