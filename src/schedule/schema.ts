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

const day = z.iso.date();

export const supplySchema = z.object({
  window: z
    .object({ from: day, to: day })
    .describe("The data window of a retraining today; both days belong to it."),
  samples_in_window: z.int(),
  samples_in_future: z.int().describe("Dated after today."),
  newest_day: day.nullable(),
  newest_age_days: z.int().nullable(),
  empty_days: z.array(day).describe("Days of the window without a sample, since the first one."),
  usual_daily_samples: z
    .number()
    .nullable()
    .describe("Median of the last 28 full days; null before there is one."),
  minimum_reached_on: day
    .nullable()
    .describe("When the window will hold the minimum at that rate; null where it never will."),
});

export const sufficiencySchema = z.object({
  status: z.enum(["sufficient", "insufficient", "unknown"]),
  basis: z
    .enum(["samples", "size"])
    .describe("Counted samples, or size where some files could not be counted."),
  estimate: z.boolean(),
  have_samples: z.int().describe("In the data window, or of unknown day."),
  window: z
    .object({ from: day, to: day })
    .nullable()
    .describe("The data window whose samples count; null where no sample's day is known."),
  undated_samples: z.int().describe("Of these, those of unknown day."),
  need_samples: z.int(),
  uncounted_files: z.int(),
  have_bytes: z.int(),
  need_bytes: z.number(),
});

/** One planned retraining. */
export type Cycle = z.output<typeof cycleSchema>;
export type Requirements = z.output<typeof requirementsSchema>;
/** How the data comes in, where its days are known. */
export type Supply = z.output<typeof supplySchema>;
/** Whether there is enough data for a retraining. */
export type Sufficiency = z.output<typeof sufficiencySchema>;
