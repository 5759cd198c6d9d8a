/** Refusals: RFC 9457 problem details, each kind enumerated once for both sides. */
import { z } from "zod";

/** Every reason for which a request is refused, with its HTTP status and its title. */
export const PROBLEMS = {
  "invalid-request": [400, "The request does not have the form that was agreed"],
  "invalid-rows": [422, "The batch has rows that do not fit the kernel's input"],
  "empty-batch": [422, "The batch has no rows"],
  "unreadable-file": [422, "The file is not text in columns"],
  "invalid-policy": [422, "The batch's limits contradict each other, or its assurance is not to be had"],
  "unknown-protocol-version": [400, "This server speaks another protocol version"],
  "missing-key": [401, "This needs a key"],
  "wrong-key": [403, "This key does not open this"],
  "unknown-host": [401, "This host is not enrolled here"],
  "not-found": [404, "There is nothing under this address"],
  "unknown-kernel": [404, "No such kernel"],
  "invalid-kernel": [422, "This is no kernel that volunteers could run"],
  "kernel-conflict": [409, "A kernel's version never changes"],
  "unknown-batch": [404, "No such batch"],
  "unknown-lease": [404, "No such lease"],
  "foreign-lease": [403, "This lease belongs to another host"],
  "expired-lease": [410, "This lease has expired"],
  "unit-outside-lease": [422, "This unit is not covered by the lease"],
  "digest-mismatch": [422, "The digest does not match its output"],
  "invalid-output": [422, "The output does not have the kernel's layout"],
  "unknown-blob": [404, "No such blob"],
  "blob-mismatch": [422, "The bytes do not have the digest they were sent under"],
  "conflicting-result": [409, "Another outcome of this unit was already stored for this host"],
  "body-too-large": [413, "The body is larger than allowed"],
  "unsupported-format": [415, "This content type is not understood here"],
  unavailable: [503, "The server cannot do this just now"],
  internal: [500, "The server failed; the fault is ours"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemKind = keyof typeof PROBLEMS;

/** Prefix of the `type` member; the documentation page of that name explains the kind. */
export const PROBLEM_TYPE_PREFIX = "/api/docs/problems#";

const detailSchema = z.object({
  /** JSON pointer into the body, or the name of a parameter, or a column. */
  field: z.string().optional(),
  /** Line of the uploaded file, counted from 1. */
  line: z.number().int().optional(),
  value: z.string().optional(),
  expected: z.string(),
});

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z.array(detailSchema).optional(),
    /** How many errors there are when `errors` lists only the first of them. */
    errorCount: z.number().int().optional(),
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof problemSchema>;
export type ProblemDetail = z.infer<typeof detailSchema>;

/** A refusal on its way to the caller. Thrown at the boundary, never inside the rules. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly kind: ProblemKind;
  readonly errors: readonly ProblemDetail[];
  readonly errorCount: number;

  constructor(kind: ProblemKind, detail: string, errors: readonly ProblemDetail[] = [], errorCount = errors.length) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
    this.errorCount = errorCount;
  }
}

/** The body of the answer for a refusal. */
export function toProblem(kind: ProblemKind, detail: string, errors: readonly ProblemDetail[] = [], errorCount = errors.length): Problem {
  const [status, title] = PROBLEMS[kind];
  const body: Problem = { type: PROBLEM_TYPE_PREFIX + kind, title, status, detail };
  if (errors.length === 0) return body;
  return { ...body, errors: [...errors], errorCount };
}

/** The kind of a problem received from a server, or undefined when it is not one of ours. */
export function problemKind(problem: Problem): ProblemKind | undefined {
  if (!problem.type.startsWith(PROBLEM_TYPE_PREFIX)) return undefined;
  const kind = problem.type.slice(PROBLEM_TYPE_PREFIX.length);
  return kind in PROBLEMS ? (kind as ProblemKind) : undefined;
}
