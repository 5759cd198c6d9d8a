/** Refusals: RFC 9457 problem details, each kind enumerated once for both sides. */
import { z } from "zod";

/** Every reason for which a request is refused, with its HTTP status and its title. */
export const PROBLEMS = {
  "invalid-request": [400, "The request does not have the form that was agreed"],
  "invalid-rows": [422, "The batch has rows that do not fit the kernel's input"],
  "invalid-sweep": [422, "The sweep does not fit the kernel's input"],
  "empty-batch": [422, "The batch has no rows"],
  "unreadable-file": [422, "The file is not text in columns"],
  "invalid-policy": [422, "The batch's limits contradict each other, or its assurance is not to be had"],
  "unknown-protocol-version": [400, "This server speaks another protocol version"],
  "missing-key": [401, "This needs a key"],
  "wrong-key": [403, "This key does not open this"],
  "revoked-key": [401, "This key was revoked or replaced"],
  "expired-key": [401, "This key has expired"],
  "missing-scope": [403, "This key is not for this"],
  "operator-only": [403, "Only the operator of this deployment may do this"],
  "quota-exceeded": [429, "More than this key may use"],
  "unknown-host": [401, "This host is not enrolled here"],
  "erased-host": [410, "This host was erased; a new key makes a new host"],
  "missing-signature": [401, "This request has to be signed by the host's key"],
  "bad-signature": [401, "The signature does not fit the request"],
  "clock-difference": [401, "The signature's time is too far from the server's"],
  "replayed-request": [409, "A later request of this host was taken already"],
  "expired-session": [401, "The session has ended"],
  "foreign-session": [403, "The session belongs to another key"],
  "work-proof-required": [428, "Too many enrol just now: show a little work first"],
  "too-many-requests": [429, "Too many requests"],
  "not-found": [404, "There is nothing under this address"],
  "unknown-kernel": [404, "No such kernel"],
  "invalid-kernel": [422, "This is no kernel that volunteers could run"],
  "kernel-conflict": [409, "A kernel's version never changes"],
  "unknown-link-code": [404, "This code opens nothing"],
  "too-many-hosts": [422, "This volunteer has as many hosts as one may have"],
  "no-such-host": [404, "No such host"],
  "unknown-key": [404, "No such key"],
  "unknown-researcher": [404, "No such researcher"],
  "unknown-project": [404, "No such project"],
  "foreign-project": [403, "This project belongs to somebody else"],
  "project-required": [422, "A batch belongs to a project"],
  "foreign-batch": [403, "This batch belongs to somebody else"],
  "foreign-kernel": [403, "This kernel belongs to somebody else"],
  "wrong-state": [409, "This batch is in no state for that"],
  "idempotency-conflict": [409, "This idempotency key was used for another request"],
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

/** What is wrong in one place. */
export const problemDetailSchema = z.object({
  /** JSON pointer into the body, or the name of a parameter, or a column. */
  field: z.string().optional(),
  /** Line of the uploaded file, counted from 1. */
  line: z.number().int().optional(),
  value: z.string().optional(),
  expected: z.string(),
});

/** What a client needs to do better at once, without reading prose. */
const hintsSchema = z.object({
  /** Of `clock-difference`: milliseconds since 1970 by the server's clock. */
  serverTime: z.number().int().optional(),
  /** Of `replayed-request`: the next nonce has to be larger than this. */
  lastNonce: z.number().int().optional(),
  /** Of `too-many-requests`: seconds after which trying again makes sense, as in the header `retry-after`. */
  retryAfterSeconds: z.number().int().optional(),
  /** Of `quota-exceeded`: what is left of the quota, and when it is more, in milliseconds since 1970; absent where nothing but use ends it. */
  left: z.number().int().optional(),
  moreAt: z.number().int().optional(),
  /** Of `work-proof-required`: see `protocol/identity/work-proof.ts`. */
  challenge: z.string().optional(),
  workBits: z.number().int().optional(),
});

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z.array(problemDetailSchema).optional(),
    /** How many errors there are when `errors` lists only the first of them. */
    errorCount: z.number().int().optional(),
    ...hintsSchema.shape,
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof problemSchema>;
export type ProblemDetail = z.infer<typeof problemDetailSchema>;
export type ProblemHints = z.infer<typeof hintsSchema>;

/** A refusal on its way to the caller. Thrown at the boundary, never inside the rules. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly kind: ProblemKind;
  readonly errors: readonly ProblemDetail[];
  readonly errorCount: number;
  readonly hints: ProblemHints;

  constructor(
    kind: ProblemKind,
    detail: string,
    errors: readonly ProblemDetail[] = [],
    errorCount = errors.length,
    hints: ProblemHints = {},
  ) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
    this.errorCount = errorCount;
    this.hints = hints;
  }
}

/** A refusal that tells the client what it needs to do better at once. */
export const hintedProblem = (kind: ProblemKind, detail: string, hints: ProblemHints): ProblemError =>
  new ProblemError(kind, detail, [], 0, hints);

/** The body of the answer for a refusal. */
export function toProblem(
  kind: ProblemKind,
  detail: string,
  errors: readonly ProblemDetail[] = [],
  errorCount = errors.length,
  hints: ProblemHints = {},
): Problem {
  const [status, title] = PROBLEMS[kind];
  const body: Problem = { type: PROBLEM_TYPE_PREFIX + kind, title, status, detail, ...hints };
  if (errors.length === 0) return body;
  return { ...body, errors: [...errors], errorCount };
}

/** The kind of a problem received from a server, or undefined when it is not one of ours. */
export function problemKind(problem: Problem): ProblemKind | undefined {
  if (!problem.type.startsWith(PROBLEM_TYPE_PREFIX)) return undefined;
  const kind = problem.type.slice(PROBLEM_TYPE_PREFIX.length);
  return kind in PROBLEMS ? (kind as ProblemKind) : undefined;
}
