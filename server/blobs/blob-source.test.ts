/** One suite on whatever keeps blobs. */
import { describe, expect, test, vi } from "vitest";
import { digestOf } from "../../protocol/digest.ts";
import { nodeSql } from "../sql/node-sql.ts";
import type { BlobSource } from "./blob-source.ts";
import { streamOf } from "./checked-stream.ts";
import { chunkBlobs, type RemoteChunks } from "./chunk-blobs.ts";
import { CHUNK_BYTES, openChunkStore } from "./chunk-store.ts";
import { r2Blobs } from "./r2-blobs.ts";
import { fakeBucket } from "./testing/fake-bucket.ts";

vi.stubGlobal(
  "FixedLengthStream",
  class extends TransformStream {
    // The real one enforces the length.
    constructor(_bytes: number) {
      super();
    }
  },
);

const KEEPERS: Record<string, () => BlobSource> = {
  "chunks in SQLite": () => {
    const [low, high] = [chunks(), chunks()];
    return chunkBlobs((digest) => (digest < "8" ? low : high));
  },
  "a bucket": () => r2Blobs(fakeBucket()),
};

function chunks(): RemoteChunks {
  const store = openChunkStore(nodeSql());
  return { ...store, begin: () => store.begin(0) };
}

const noise = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, i) => (i * i + length) % 251);

/** The bytes as they might come over a network. */
const arriving = (bytes: Uint8Array, chunk = 100_000): ReadableStream<Uint8Array> =>
  streamOf(
    (async function* () {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    })(),
  );

describe.each(Object.entries(KEEPERS))("%s", (_, open) => {
  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, 2 * CHUNK_BYTES + 7])(
    "keeps %i bytes, and gives them whole and as a stream",
    async (length) => {
      const [blobs, bytes] = [open(), noise(length)];
      const digest = digestOf(bytes);
      await blobs.put(digest, length, arriving(bytes));
      expect(digestOf((await blobs.get(digest)) ?? noise(9))).toBe(digest);
      const opened = await blobs.open(digest);
      expect(opened?.bytes).toBe(length);
      expect(digestOf(new Uint8Array(await new Response(opened?.body).arrayBuffer()))).toBe(digest);
      expect(await blobs.size(digest)).toBe(length);
    },
  );

  test("says which blobs are missing, each once", async () => {
    const [blobs, here] = [open(), [noise(5), noise(6)]];
    for (const bytes of here) await blobs.put(digestOf(bytes), bytes.length, arriving(bytes));
    const [absent, other] = ["0".repeat(64), "f".repeat(64)];
    const missing = await blobs.missing([...here.map(digestOf), absent, other, absent]);
    expect(missing.toSorted()).toEqual([absent, other]);
    expect(await blobs.get(absent)).toBeUndefined();
    expect(await blobs.size(absent)).toBeUndefined();
  });

  test("keeps nothing of bytes with another digest or length, nor of an upload that was cut", async () => {
    const [blobs, bytes] = [open(), noise(3_000_000)];
    const digest = digestOf(bytes);
    const changed = bytes.with(1_234_567, 0xff);
    await expect(blobs.put(digest, bytes.length, arriving(changed))).rejects.toMatchObject({ kind: "blob-mismatch" });
    await expect(blobs.put(digest, bytes.length, arriving(bytes.subarray(1)))).rejects.toMatchObject({ kind: "invalid-request" });
    await expect(blobs.put(digest, bytes.length - 1, arriving(bytes))).rejects.toMatchObject({ kind: "invalid-request" });
    const cut = streamOf(
      (async function* () {
        yield bytes.subarray(0, 2_000_000);
        throw new Error("the network went away");
      })(),
    );
    await expect(blobs.put(digest, bytes.length, cut)).rejects.toThrow("the network went away");
    expect(await blobs.missing([digest])).toEqual([digest]);
    await blobs.put(digest, bytes.length, arriving(bytes));
    expect(await blobs.missing([digest])).toEqual([]);
  });

  test("takes the same blob again, even at the same time", async () => {
    const [blobs, bytes] = [open(), noise(2_500_000)];
    const digest = digestOf(bytes);
    await Promise.all([blobs.put(digest, bytes.length, arriving(bytes)), blobs.put(digest, bytes.length, arriving(bytes, 7_001))]);
    await blobs.put(digest, bytes.length, arriving(bytes));
    expect(digestOf((await blobs.get(digest)) ?? noise(9))).toBe(digest);
  });
});

test("an upload that was cut without a word is swept away, and a blob never", () => {
  const sql = nodeSql();
  const store = openChunkStore(sql);
  const keep = store.begin(0);
  store.append(keep, 0, noise(10).buffer);
  store.finish(keep, "d".repeat(64), 10);
  const cut = store.begin(0);
  store.append(cut, 0, noise(10).buffer);
  store.begin(3_600_001);
  expect(store.append(cut, 1, noise(10).buffer)).toBe(false);
  expect(store.finish(cut, "e".repeat(64), 20)).toBe(false);
  expect(sql.all("SELECT upload FROM chunks")).toEqual([{ upload: keep }]);
  expect(store.chunk("d".repeat(64), 0)).toEqual(noise(10));
});
