/** A sweep as it is handed in: the rule, and what a submission of a file says in its query. */
import type { z } from "zod";
import { submitQuerySchema } from "../messages.ts";
import { sweepSchema } from "./sweep.ts";

export const sweepSubmissionSchema = submitQuerySchema.extend(sweepSchema.shape).meta({ id: "SweepSubmission" });

export type SweepSubmission = z.infer<typeof sweepSubmissionSchema>;
