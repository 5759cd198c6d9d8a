/** What is asked of a batch's results: in which form, and which rows. */
import { z } from "zod";
import { MAX_RESULT_FILTERS, MAX_SWEEP_UNITS } from "./limits.ts";

export const resultFormatSchema = z.enum(["ndjson", "csv", "parquet"]);

const filter = z.string().max(200);

export const resultQuerySchema = z.strictObject({
  format: resultFormatSchema.default("ndjson"),
  state: z.enum(["validated", "failed"]).optional().describe("rows of units in this state only"),
  where: z
    .union([filter, z.array(filter).max(MAX_RESULT_FILTERS)])
    .optional()
    .describe(
      "rows that pass all of these only, each `field:operator:value`: `output.factors.length:gt:0`. Operators: eq, ne, lt, le, gt, ge for numbers; " +
        "eq, ne, has for texts; has for arrays, whose `.length` is a number",
    ),
  after: z.coerce
    .number()
    .int()
    .min(-1)
    .max(MAX_SWEEP_UNITS)
    .optional()
    .describe("rows of units behind this one only; a CSV then has no header, so that it can be appended"),
  limit: z.coerce.number().int().min(1).max(MAX_SWEEP_UNITS).optional().describe("so many rows at most"),
});

export type ResultFormat = z.infer<typeof resultFormatSchema>;
export type ResultQuery = z.infer<typeof resultQuerySchema>;
/** Which rows. */
export interface RowChoice {
  readonly state?: "validated" | "failed" | undefined;
  readonly where?: readonly string[] | undefined;
}
