import { z } from "zod";

const WORDS = "a number of GPUs, such as 8, or with their kind, such as 8x A100";

/** The GPUs of a training: their number, alone or before their kind: `8`, `8x A100 80 GB`. */
export const gpusSchema = z.union([
  z.number().min(0, WORDS),
  z.string().regex(/^\d{1,6}x \S.*$/, WORDS),
]);
