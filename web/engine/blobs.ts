/**
 * The blobs of units: fetched once, checked by their digest, shared by all units that name them. Nothing is ever
 * computed on bytes that were not checked here, wherever they came from.
 */
import { digestOf } from "../../protocol/digest.ts";
import type { Api } from "./api-client.ts";
import { type BlobCache, memoryBlobCache } from "./store/blob-cache.ts";

export type FetchedBlobs =
  | { readonly kind: "fetched"; readonly blobs: readonly Uint8Array[] }
  /** The server has no such blob, or sends other bytes under its name. */
  | { readonly kind: "unavailable"; readonly message: string }
  | { readonly kind: "aborted" };

type OneBlob = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly message: string } | "no-answer";

/** What is held in memory beside the units that use it: enough that neighbours share their blobs. */
const HELD_BYTES = 134_217_728;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

export class Blobs {
  readonly #api: Pick<Api, "blob">;
  readonly #cache: BlobCache;
  readonly #held = memoryBlobCache(HELD_BYTES);
  /** Fetches under way: two units that start together fetch a blob once. */
  readonly #coming = new Map<string, Promise<OneBlob>>();

  constructor(api: Pick<Api, "blob">, cache: BlobCache) {
    this.#api = api;
    this.#cache = cache;
  }

  /** The blobs of a unit, in the order of its digests. Without a network it waits for one, until the abort. */
  async fetch(digests: readonly string[], signal: AbortSignal): Promise<FetchedBlobs> {
    const blobs: Uint8Array[] = [];
    for (const digest of digests) {
      const one = await this.#untilThere(digest, signal);
      if (one === "aborted") return { kind: "aborted" };
      if ("message" in one) return { kind: "unavailable", message: one.message };
      blobs.push(one.bytes);
    }
    return { kind: "fetched", blobs };
  }

  async #untilThere(digest: string, signal: AbortSignal): Promise<Exclude<OneBlob, "no-answer"> | "aborted"> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      const one = await orAbort(this.#shared(digest), signal);
      if (one !== "no-answer") return one;
      if ((await orAbort(sleep(waitMs), signal)) === "aborted") return "aborted";
    }
  }

  #shared(digest: string): Promise<OneBlob> {
    const coming = this.#coming.get(digest) ?? this.#get(digest).finally(() => this.#coming.delete(digest));
    this.#coming.set(digest, coming);
    return coming;
  }

  async #get(digest: string): Promise<OneBlob> {
    const near = (await this.#held.get(digest)) ?? (await this.#kept(digest));
    if (near !== undefined) return { bytes: near };
    const reply = await this.#api.blob(digest);
    if (reply.kind === "no-answer") return "no-answer";
    if (reply.kind === "refused") return { message: `the blob ${digest} is not to be had: ${reply.detail}` };
    if ((await sha256(reply.value)) !== digest) return { message: `the blob ${digest} came with other bytes than its digest's` };
    await this.#held.put(digest, reply.value);
    // A full disk, or a browser that forbids storage, costs another fetch some day and nothing else.
    await this.#cache.put(digest, reply.value).catch(() => undefined);
    return { bytes: reply.value };
  }

  /** From an earlier life of this device, if it is still what it was. */
  async #kept(digest: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = await this.#cache.get(digest).catch(() => undefined);
    if (bytes === undefined) return undefined;
    if ((await sha256(bytes)) === digest) {
      await this.#held.put(digest, bytes);
      return bytes;
    }
    await this.#cache.drop(digest).catch(() => undefined);
    return undefined;
  }
}

/** The platform's digest leaves the page's thread alone; it is there in secure contexts only. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = crypto as Partial<Crypto>;
  if (subtle === undefined) return digestOf(bytes);
  const hash = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What comes first: the work's end or the abort. The work goes on by itself, for whoever else waits for it. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T | "aborted"> {
  if (signal.aborted) return Promise.resolve("aborted");
  const { promise, resolve } = Promise.withResolvers<"aborted">();
  const end = (): void => resolve("aborted");
  signal.addEventListener("abort", end, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", end));
}
