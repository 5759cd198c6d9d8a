/** What becomes of a request of this page: done, refused with everything that is wrong, or not answered at all. */
import { type ProblemDetail, problemKind, type ProblemKind, problemSchema } from "../../../protocol/problem.ts";

export interface Refused {
  readonly kind: "refused";
  readonly problem: ProblemKind;
  readonly detail: string;
  readonly errors: readonly ProblemDetail[];
  /** How many there are where `errors` holds only the first of them. */
  readonly errorCount: number;
}

/** Silence, or a reply that is none of ours. */
export interface NoAnswer {
  readonly kind: "no-answer";
}

export interface Done<T> {
  readonly kind: "done";
  readonly value: T;
}

export type Failure = Refused | NoAnswer;
export type Answer<T> = Done<T> | Failure;

/** What is read of a response: hono's client types its own, and fetch the platform's. */
export type Received = Pick<Response, "ok" | "json" | "blob" | "body">;

/** Takes what was asked for out of a good response. Never rejects: a `take` that throws has found something else. */
export async function answerOf<T>(sent: Promise<Received>, take: (response: Received) => Promise<T>): Promise<Answer<T>> {
  try {
    const response = await sent;
    return response.ok ? { kind: "done", value: await take(response) } : refusalOf(await response.json());
  } catch {
    return { kind: "no-answer" };
  }
}

function refusalOf(body: unknown): Failure {
  const problem = problemSchema.parse(body);
  const kind = problemKind(problem);
  if (kind === undefined) return { kind: "no-answer" };
  const { detail, errors = [], errorCount = errors.length } = problem;
  return { kind: "refused", problem: kind, detail, errors, errorCount };
}
