import { z } from "zod";

export const cycleSchema = z.object({
  cycle: z.int().min(1),
  scheduled_date: z.iso.date().describe("In the plan's zone."),
  scheduled_at: z.iso.datetime({ offset: true }),
  type: z.enum(["full_retrain", "incremental"]),
  estimated_duration_hours: z.number(),
  data_window_days: z.int(),
  data_window: z
    .object({ from: z.iso.date(), to: z.iso.date() })
    .describe("The days whose samples the cycle trains on; `to` is the day before it."),
});

export const requirementsSchema = z.object({
  min_samples: z.int(),
  min_data_size_mb: z.number().describe("MB of 1024² bytes."),
  estimated_training_time_hours: z.number(),
  compute_requirements: z.string(),
  storage_requirements_gb: z.number(),
  prerequisites: z.array(z.string()),
});

export const sufficiencySchema = z.object({
  status: z.enum(["sufficient", "insufficient", "unknown"]),
  basis: z
    .enum(["samples", "size"])
    .describe("Counted samples, or size where some files could not be counted."),
  estimate: z.boolean(),
  have_samples: z.int(),
  need_samples: z.int(),
  uncounted_files: z.int(),
  have_bytes: z.int(),
  need_bytes: z.number(),
});

/** One planned retraining. */
export type Cycle = z.output<typeof cycleSchema>;
export type Requirements = z.output<typeof requirementsSchema>;
/** Whether there is enough data for a retraining. */
export type Sufficiency = z.output<typeof sufficiencySchema>;
