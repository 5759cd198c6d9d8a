/**
 * What becomes of a request. A reply is parsed before anybody sees it; whatever is not a reply of ours
 * (silence, a proxy's page, a sign-in of the café's network) counts as no answer.
 */
import type { z } from "zod";
import { problemKind, type ProblemHints, type ProblemKind, problemSchema } from "../../protocol/problem.ts";

export interface Refused {
  readonly kind: "refused";
  readonly problem: ProblemKind;
  readonly detail: string;
  /** The JSON pointers that the problem names. */
  readonly fields: readonly string[];
  readonly retryAfterMs?: number;
  readonly hints: ProblemHints;
}

export interface NoAnswer {
  readonly kind: "no-answer";
  readonly retryAfterMs?: number;
}

export type Reply<T> = { readonly kind: "reply"; readonly value: T } | Refused | NoAnswer;

/** What of a response is read: hono's client types its own, and fetch the platform's. */
export type Received = Pick<Response, "ok" | "status" | "headers" | "json" | "arrayBuffer">;

/** Reads a JSON reply. Never rejects. */
export async function read<T>(schema: z.ZodType<T>, sent: Promise<Received>): Promise<Reply<T>> {
  return readAs(sent, async (response) => {
    const parsed = schema.safeParse(await response.json());
    return parsed.success ? { kind: "reply", value: parsed.data } : { kind: "no-answer" };
  });
}

/** Reads a reply's bytes. Never rejects. */
export async function readBytes(sent: Promise<Received>): Promise<Reply<Uint8Array<ArrayBuffer>>> {
  return readAs(sent, async (response) => ({ kind: "reply", value: new Uint8Array(await response.arrayBuffer()) }));
}

/** Reads a reply that says nothing but that it was done. Never rejects. */
export async function readDone(sent: Promise<Received>): Promise<Reply<null>> {
  return readAs(sent, async ({ status }) => (status === 204 ? { kind: "reply", value: null } : { kind: "no-answer" }));
}

async function readAs<T>(sent: Promise<Received>, take: (response: Received) => Promise<Reply<T>>): Promise<Reply<T>> {
  try {
    const response = await sent;
    return await (response.ok ? take(response) : readRefusal(response));
  } catch {
    return { kind: "no-answer" };
  }
}

async function readRefusal(response: Received): Promise<Reply<never>> {
  const parsed = problemSchema.safeParse(await response.json().catch(() => undefined));
  const problem = parsed.success ? problemKind(parsed.data) : undefined;
  if (!parsed.success || problem === undefined) return { kind: "no-answer", ...retryAfter(response) };
  const { detail, errors = [], serverTime, lastNonce, retryAfterSeconds, challenge, workBits } = parsed.data;
  const fields = errors.flatMap(({ field }) => field ?? []);
  const hints = { serverTime, lastNonce, retryAfterSeconds, challenge, workBits };
  return { kind: "refused", problem, detail, fields, ...retryAfter(response, retryAfterSeconds), hints };
}

function retryAfter({ headers }: Received, told?: number): { retryAfterMs?: number } {
  const seconds = told ?? Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
}
