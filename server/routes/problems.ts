/** Every failure leaves the server as problem details (RFC 9457). */
import type { Context, ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import { problemSchema, type ProblemDetail, ProblemError, type ProblemHints, type ProblemKind, toProblem } from "../../protocol/problem.ts";

/** The OpenAPI declaration of a refusal. */
export const problemResponse = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problemSchema } },
});

interface MoreToTell {
  readonly errors?: readonly ProblemDetail[];
  readonly errorCount?: number;
  readonly hints?: ProblemHints;
}

export function answerProblem(context: Context, kind: ProblemKind, detail: string, { errors, errorCount, hints }: MoreToTell = {}) {
  const problem = toProblem(kind, detail, errors, errorCount, hints);
  const retryAfter = hints?.retryAfterSeconds;
  return context.json(problem, problem.status as ContentfulStatusCode, {
    "content-type": "application/problem+json",
    ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
  });
}

export const onError: ErrorHandler = (error, context) => {
  if (error instanceof ProblemError) return answerProblem(context, error.kind, error.message, error);
  // Hono's own refusals: malformed JSON and the like.
  if (error instanceof HTTPException && error.status < 500) {
    return answerProblem(context, error.status === 415 ? "unsupported-format" : "invalid-request", error.message);
  }
  console.error(error);
  return answerProblem(context, "internal", "Nothing of this request was kept. Trying again may help.");
};

export const notFound: NotFoundHandler = (context) =>
  answerProblem(context, "not-found", `There is nothing at ${new URL(context.req.url).pathname}`);

type Parsed = { success: true } | { success: false; error: z.ZodError; target: string };

/** What a route does with a request that does not fit its schema: names every field that is off. */
export function onInvalid(parsed: Parsed, context: Context) {
  if (parsed.success) return undefined;
  const { issues } = parsed.error;
  const version = issues.find((issue) => issue.path[0] === "protocolVersion");
  const kind: ProblemKind = version === undefined ? "invalid-request" : "unknown-protocol-version";
  const errors = (version === undefined ? issues : [version]).map((issue): ProblemDetail => ({
    field: parsed.target === "json" ? `/${issue.path.join("/")}` : issue.path.join("."),
    expected: issue.message.replace(/^(Invalid input|Too big|Too small): expected /, ""),
  }));
  return answerProblem(context, kind, errors.map(({ field, expected }) => `${field}: expected ${expected}`).join("; "), { errors });
}
