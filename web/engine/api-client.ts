/**
 * Typed calls to the server. A reply is parsed before anybody sees it; whatever is not a reply of
 * ours (silence, a proxy's page, a sign-in of the café's network) counts as no answer. Nothing here
 * throws or rejects.
 */
import { hc } from "hono/client";
import type { z } from "zod";
import {
  type EnrolReply,
  enrolReplySchema,
  type ExchangeReply,
  exchangeReplySchema,
  type ExchangeRequest,
  type HostRecord,
  hostRecordSchema,
  type Kernel,
  kernelSchema,
  PROTOCOL_VERSION,
} from "../../protocol/messages.ts";
import { problemKind, type ProblemKind, problemSchema } from "../../protocol/problem.ts";
import type { AppType } from "../../server/app.ts";
import type { KernelRef } from "./volunteer/state.ts";

export type Reply<T> =
  | { readonly kind: "reply"; readonly value: T }
  /** `fields` are the JSON pointers that the problem names. */
  | { readonly kind: "refused"; readonly problem: ProblemKind; readonly detail: string; readonly fields: readonly string[] }
  | { readonly kind: "no-answer"; readonly retryAfterMs?: number };

export interface Api {
  enrol(): Promise<Reply<EnrolReply>>;
  exchange(hostKey: string, request: ExchangeRequest): Promise<Reply<ExchangeReply>>;
  record(hostKey: string): Promise<Reply<HostRecord>>;
  kernel(kernel: KernelRef): Promise<Reply<Kernel>>;
  /** The bytes of a module or a shader, as they came: the caller checks their digest. */
  module(url: string): Promise<Reply<Uint8Array<ArrayBuffer>>>;
  /** The bytes of a blob, likewise. */
  blob(sha256: string): Promise<Reply<Uint8Array<ArrayBuffer>>>;
}

/** A slow telephone network, with room; a request that takes longer is tried again. */
const REPLY_TIMEOUT_MS = 30_000;

/** The largest blob over a line of one megabit per second, roughly. */
const BLOB_TIMEOUT_MS = 600_000;

/** `origin` is where the server is; `fetcher` is `fetch`, or what stands for it. */
export function createApi(origin: string, fetcher: typeof fetch = fetch): Api {
  const { api } = hc<AppType>(origin, {
    fetch: (input: RequestInfo | URL, init?: RequestInit) => fetcher(input, { ...init, signal: AbortSignal.timeout(REPLY_TIMEOUT_MS) }),
  });
  const bearer = (hostKey: string): { headers: { authorization: string } } => ({ headers: { authorization: `Bearer ${hostKey}` } });
  return {
    enrol: () => read(enrolReplySchema, api.v1.hosts.$post({ json: { protocolVersion: PROTOCOL_VERSION } })),
    exchange: (hostKey, request) => read(exchangeReplySchema, api.v1.exchange.$post({ json: request }, bearer(hostKey))),
    record: (hostKey) => read(hostRecordSchema, api.v1.hosts.me.$get({}, bearer(hostKey))),
    kernel: (kernel) => read(kernelSchema, api.v1.kernels[":id"][":version"].$get({ param: kernel })),
    module: (url) => readBytes(fetcher(new URL(url, origin), { signal: AbortSignal.timeout(REPLY_TIMEOUT_MS) })),
    blob: (sha256) => readBytes(fetcher(new URL(`/api/v1/blobs/${sha256}`, origin), { signal: AbortSignal.timeout(BLOB_TIMEOUT_MS) })),
  };
}

/** What of a response is read: hono's client types its own, and fetch the platform's. */
type Received = Pick<Response, "ok" | "headers" | "json" | "arrayBuffer">;

async function read<T>(schema: z.ZodType<T>, sent: Promise<Received>): Promise<Reply<T>> {
  try {
    const response = await sent;
    if (!response.ok) return await readRefusal(response);
    const parsed = schema.safeParse(await response.json());
    return parsed.success ? { kind: "reply", value: parsed.data } : { kind: "no-answer" };
  } catch {
    return { kind: "no-answer" };
  }
}

async function readBytes(sent: Promise<Received>): Promise<Reply<Uint8Array<ArrayBuffer>>> {
  try {
    const response = await sent;
    if (!response.ok) return await readRefusal(response);
    return { kind: "reply", value: new Uint8Array(await response.arrayBuffer()) };
  } catch {
    return { kind: "no-answer" };
  }
}

async function readRefusal(response: Received): Promise<Reply<never>> {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  const kind = problem.success ? problemKind(problem.data) : undefined;
  if (!problem.success || kind === undefined) return { kind: "no-answer", ...retryAfter(response) };
  const fields = (problem.data.errors ?? []).flatMap(({ field }) => field ?? []);
  return { kind: "refused", problem: kind, detail: problem.data.detail, fields };
}

function retryAfter(response: Received): { retryAfterMs?: number } {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
}
