/**
 * A sweep describes a batch by a rule instead of by its rows: each input field takes one value, those of a list, those
 * of a range, or a random draw. The batch is the Cartesian product of lists and ranges in the order in which the fields
 * are declared, the last one changing fastest; where a field is drawn, each combination is there `count` times.
 */
import { z } from "zod";
import { MAX_SWEEP_UNITS } from "../limits.ts";

const scalar = z.union([z.number(), z.string()]);
const fieldValue = z.union([scalar, z.array(scalar)]);

/** How one field takes its values. Whole numbers past 2^53 are written as strings. */
export const axisSchema = z.union([
  z.strictObject({ value: fieldValue }),
  z.strictObject({ list: z.array(fieldValue).min(1) }),
  z.strictObject({
    from: scalar,
    /** The last value, where steps lead there; else the last step before it. */
    to: scalar,
    /** 1 when absent; negative to count down. Decimal fractions are exact. */
    step: scalar.optional(),
  }),
  z.strictObject({
    random: z.strictObject({
      /** The same seed draws the same values again. */
      seed: z.union([z.number(), z.string().max(100)]),
      from: scalar,
      to: scalar,
    }),
  }),
]);

export const sweepSchema = z
  .strictObject({
    fields: z.record(z.string(), axisSchema),
    /** Draws for each combination: where a field is random, and only there. */
    count: z.number().int().min(1).max(MAX_SWEEP_UNITS).optional(),
  })
  .meta({ id: "Sweep" });

export type AxisRule = z.infer<typeof axisSchema>;
export type Sweep = z.infer<typeof sweepSchema>;
