/** Refusals as values: an error's own properties do not survive a call between a Worker and a Durable Object. */
import { type ProblemDetail, ProblemError, type ProblemHints, type ProblemKind } from "../../protocol/problem.ts";

export type Refusable<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly kind: ProblemKind;
      readonly detail: string;
      readonly errors: ProblemDetail[];
      readonly hints: ProblemHints;
    };

/** Runs the steps; a `ProblemError` they throw becomes a value, anything else stays thrown. */
export function refusable<T>(steps: () => T): Refusable<T> {
  try {
    return { ok: true, value: steps() };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { ok: false, kind: error.kind, detail: error.message, errors: [...error.errors], hints: error.hints };
  }
}

/** The value, or the refusal thrown again on the caller's side. */
export function orThrow<T>(answer: Refusable<T>): T {
  if (answer.ok) return answer.value;
  throw new ProblemError(answer.kind, answer.detail, answer.errors, answer.errors.length, answer.hints);
}
