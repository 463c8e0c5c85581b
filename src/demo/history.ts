import type { DemoFile } from "./file.ts";

/** Eight trainings of the past, `artifacts/training_history.csv`; cost in euros. */
export function historyFile(): DemoFile {
  return {
    path: "artifacts/training_history.csv",
    content: `date,type,samples,hours,gpus,storage_gb,cost
2025-01-28,full_retrain,17120,5.4,2,38,61.20
2025-02-18,incremental,4260,1.6,1,12,9.10
2025-03-11,incremental,4410,1.7,1,12,9.60
2025-04-01,incremental,4380,1.6,1,13,9.20
2025-04-22,full_retrain,19240,6.1,2,41,69.30
2025-05-13,incremental,4720,1.8,1,13,10.20
2025-06-03,incremental,4690,1.8,1,14,10.30
2025-06-24,full_retrain,21380,6.8,2,44,77.10
`,
    modified: "2025-06-24T13:48:00Z",
  };
}
