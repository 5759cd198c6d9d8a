/** A sweep in a JSON file, with what the command line says beside it. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { type SweepSubmission, sweepSubmissionSchema } from "../../protocol/sweep/submission.ts";
import { CliError } from "../cli-error.ts";
import type { SubmitQuery } from "../server-client.ts";

/** Reads the file; what the command line names goes before what the file says. Throws a {@link CliError} that names what is off. */
export function readSweep(file: string, wishes: Partial<SubmitQuery>): SweepSubmission {
  const json = parse(file);
  const parsed = sweepSubmissionSchema.safeParse(typeof json === "object" ? { ...json, ...wishes } : json);
  if (parsed.success) return parsed.data;
  throw new CliError(`${file} is no sweep:\n${z.prettifyError(parsed.error)}`);
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new CliError(`${file} is not JSON: ${error.message}`);
    throw new CliError(`${file}: there is no such file`);
  }
}
