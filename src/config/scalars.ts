import { z } from "zod";

/** The plain values of which every section is made. */
export const text = z.string().trim().min(1);
export const count = z.int().min(1);
export const amount = z.number().positive();
export const price = z.number().min(0);
export const day = z.iso.date().describe("A date: 2025-08-31.");
