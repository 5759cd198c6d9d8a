import { describe, expect, test, vi } from "vitest";
import { digestOf } from "../../protocol/digest.ts";
import { Blobs } from "./blobs.ts";
import type { Reply } from "./reply.ts";
import { type BlobCache, memoryBlobCache } from "./store/blob-cache.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const ONE = Uint8Array.of(1, 2, 3);
const TWO = Uint8Array.of(4, 5);
const LIVE = new AbortController().signal;

/** A server with these answers, one a request; the last one stays. */
function server(...answers: (() => Reply<Bytes>)[]) {
  const blob = vi.fn<(digest: string) => Promise<Reply<Bytes>>>(async () => {
    const next = answers.length > 1 ? answers.shift() : answers[0];
    return next?.() ?? { kind: "no-answer" };
  });
  return { blob };
}

const sends = (bytes: Bytes) => (): Reply<Bytes> => ({ kind: "reply", value: bytes });
const refuses = (): Reply<Bytes> => ({ kind: "refused", problem: "unknown-blob", detail: "not here", fields: [], hints: {} });
const silent = (): Reply<Bytes> => ({ kind: "no-answer" });

describe("blobs", () => {
  test("H11 come checked and in order, and are fetched once for all units that name them, at once or later", async () => {
    const api = server(sends(ONE), sends(TWO));
    const blobs = new Blobs(api, memoryBlobCache(0));
    const [first] = await Promise.all([blobs.fetch([digestOf(ONE), digestOf(TWO)], LIVE), blobs.fetch([digestOf(ONE)], LIVE)]);
    expect(first).toEqual({ kind: "fetched", blobs: [ONE, TWO] });
    expect(await blobs.fetch([digestOf(TWO), digestOf(ONE)], LIVE)).toEqual({ kind: "fetched", blobs: [TWO, ONE] });
    expect(api.blob).toHaveBeenCalledTimes(2);
  });

  test("H11 that are other bytes than their digest's, or are not to be had, are told and never given", async () => {
    const blobs = new Blobs(server(sends(TWO)), memoryBlobCache(0));
    expect(await blobs.fetch([digestOf(ONE)], LIVE)).toEqual({ kind: "unavailable", message: expect.stringContaining("other bytes") });
    const absent = new Blobs(server(refuses), memoryBlobCache(0));
    expect(await absent.fetch([digestOf(ONE)], LIVE)).toEqual({ kind: "unavailable", message: expect.stringContaining("not here") });
  });

  test("from an earlier life are used without a fetch, and spoilt ones are dropped and fetched", async () => {
    const cache = memoryBlobCache(1_000);
    await cache.put(digestOf(ONE), ONE);
    await cache.put(digestOf(TWO), ONE);
    const api = server(sends(TWO));
    expect(await new Blobs(api, cache).fetch([digestOf(ONE), digestOf(TWO)], LIVE)).toEqual({ kind: "fetched", blobs: [ONE, TWO] });
    expect(api.blob).toHaveBeenCalledTimes(1);
    expect(await cache.get(digestOf(TWO))).toEqual(TWO);
  });

  test("come even where nothing can be kept", async () => {
    const fails = () => Promise.reject(new Error("storage is forbidden"));
    const broken: BlobCache = { get: fails, put: fails, drop: fails, clear: fails };
    expect(await new Blobs(server(sends(ONE)), broken).fetch([digestOf(ONE)], LIVE)).toMatchObject({ kind: "fetched" });
  });

  test("wait for a network, and no longer than until the abort", async () => {
    vi.useFakeTimers();
    try {
      const patient = new Blobs(server(silent, silent, sends(ONE)), memoryBlobCache(0)).fetch([digestOf(ONE)], LIVE);
      await vi.advanceTimersByTimeAsync(3_000);
      expect(await patient).toMatchObject({ kind: "fetched" });
      const stop = new AbortController();
      const cut = new Blobs(server(silent), memoryBlobCache(0)).fetch([digestOf(ONE)], stop.signal);
      await vi.advanceTimersByTimeAsync(100_000);
      stop.abort();
      expect(await cut).toEqual({ kind: "aborted" });
    } finally {
      vi.useRealTimers();
    }
  });
});

test("a cache in memory stays within its bound, and what was used last stays longest", async () => {
  const cache = memoryBlobCache(10);
  for (const name of ["a", "b", "c"]) await cache.put(name, new Uint8Array(3));
  await cache.get("a");
  await cache.put("d", new Uint8Array(4));
  expect(await Promise.all(["a", "b", "c", "d"].map(async (name) => (await cache.get(name))?.length))).toEqual([3, undefined, 3, 4]);
  await cache.put("e", new Uint8Array(11));
  expect(await cache.get("e")).toBeUndefined();
});
