/** What a check of a batch's file tells: one line of JSON for each problem, and one at the end. */
import { z } from "zod";
import { problemDetailSchema } from "./problem.ts";

/** The last line. Without it, the check did not come to its end. */
const summarySchema = z.object({
  /** Rows that were read, good or bad. */
  rows: z.number().int(),
  /** Problems found; the first of them are told, up to the limit in `limits.ts`. */
  problems: z.number().int(),
  /** Whether the file was read to its end: not, when it cannot be read past some line. */
  complete: z.boolean(),
});

export const fileCheckLineSchema = z.union([summarySchema, problemDetailSchema]).meta({ id: "FileCheckLine" });

export type FileCheckLine = z.infer<typeof fileCheckLineSchema>;
export type FileCheckSummary = z.infer<typeof summarySchema>;
