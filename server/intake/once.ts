/**
 * Submissions that are made once however often they are sent. A request is known by a key that its client chose, and
 * by the SHA-256 of all that makes it this one, which is known when its last byte has passed. Of equal requests the
 * first that comes to its end is the one; nothing is remembered of one that breaks off. Rule Q9 of `docs/spec.md`.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { digestOf } from "../../protocol/digest.ts";
import { MAX_BATCH_BODY_BYTES } from "../../protocol/limits.ts";
import type { BatchStatus } from "../../protocol/messages.ts";
import { hintedProblem, ProblemError } from "../../protocol/problem.ts";
import type { ResearcherId } from "../../protocol/ids.ts";
import { cellOf, registryOf } from "../cells.ts";
import { orThrow } from "../cell/refusal.ts";
import type { Env } from "../env.ts";
import type { OnceOnly } from "../registry/batch-list.ts";
import { tooLarge } from "./bytes.ts";

export interface Once {
  readonly owner: ResearcherId | null;
  readonly key: string;
  /** The request, whose body is hashed as it is read. */
  readonly request: Request;
  /** What the request is known by, once its body was read to its end. */
  readonly seen: () => OnceOnly;
}

const KEY = /^[\x21-\x7e]{1,200}$/;

/** The request with its idempotency key; undefined when it names none. Throws a `ProblemError` for a key that cannot be one. */
export function onceOf(owner: ResearcherId | null, request: Request): Once | undefined {
  const key = request.headers.get("idempotency-key");
  if (key === null) return undefined;
  if (!KEY.test(key)) {
    throw new ProblemError("invalid-request", "The idempotency key is not one", [
      { field: "idempotency-key", value: key, expected: "1 to 200 visible ASCII characters, new for each batch" },
    ]);
  }
  const hash = sha256.create();
  const { pathname, search } = new URL(request.url);
  const head = [request.method, pathname, search, request.headers.get("content-type")];
  const hashed = request.body?.pipeThrough(hashing(hash));
  const seen = (): OnceOnly => {
    const body = bytesToHex(hash.clone().digest());
    return { owner, key, request: digestOf(new TextEncoder().encode(JSON.stringify([...head, body]))) };
  };
  return { owner, key, request: hashed === undefined ? request : withBody(request, hashed), seen };
}

const withBody = (request: Request, body: ReadableStream<Uint8Array>): Request => new Request(request, { method: request.method, body });

function hashing(hash: ReturnType<typeof sha256.create>): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
}

/**
 * What a request led to before; undefined for one that is new. Its body is read for that, and stored nowhere. Throws
 * `idempotency-conflict` where its key was another request's.
 */
export async function madeBefore(env: Env, once: Once | undefined): Promise<BatchStatus | undefined> {
  if (once === undefined || !(await registryOf(env).isKnownRequest(once.owner, once.key))) return undefined;
  let bytes = 0;
  for await (const chunk of once.request.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BATCH_BODY_BYTES) throw tooLarge();
  }
  const seen = once.seen();
  const before = await registryOf(env).listingBefore(seen);
  if (before?.kind === "same") return batchOfRequest(env, seen, before.batch);
  if (before?.kind === "conflict") throw conflict(once.key);
  throw tryAgain();
}

/** The batch of a request that was made before. One that a crash has kept from being opened, with all its rows in, is opened now. */
export async function batchOfRequest(env: Env, once: OnceOnly, batch: BatchStatus["batchId"]): Promise<BatchStatus> {
  const opened = await cellOf(env).openBatch(batch);
  if (opened.ok || opened.kind !== "unknown-batch") return orThrow(opened);
  await registryOf(env).forgetListing(once, batch);
  throw tryAgain();
}

export const conflict = (key: string): ProblemError =>
  new ProblemError("idempotency-conflict", "Another request was made with this idempotency key: another file, or other limits", [
    { field: "idempotency-key", value: key, expected: "a new key for a new batch" },
  ]);

const tryAgain = (): ProblemError =>
  hintedProblem("unavailable", "The batch of this request was lost before it was opened; send the request again", { retryAfterSeconds: 1 });
