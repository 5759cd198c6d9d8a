/** Blobs in a bucket of R2, which keeps what is whole only. */
import type { BlobSource, OpenBlob } from "./blob-source.ts";
import { checked } from "./checked-stream.ts";

/** Digests asked for at once: a Worker may have six connections open. */
const ASKED_AT_ONCE = 6;

const keyOf = (digest: string): string => `blobs/${digest}`;

/** As much of an `R2Bucket` as is used. */
export interface Bucket {
  head(key: string): Promise<{ readonly size: number } | null>;
  get(key: string): Promise<{ readonly size: number; readonly body: ReadableStream; arrayBuffer(): Promise<ArrayBuffer> } | null>;
  put(key: string, body: ReadableStream, options: { readonly sha256: string }): Promise<unknown>;
}

export function r2Blobs(bucket: Bucket): BlobSource {
  const open = async (digest: string): Promise<OpenBlob | undefined> => {
    const found = await bucket.get(keyOf(digest));
    return found === null ? undefined : { bytes: found.size, body: found.body };
  };
  const size = async (digest: string): Promise<number | undefined> => (await bucket.head(keyOf(digest)))?.size;
  return {
    open,
    size,
    async get(digest) {
      const found = await bucket.get(keyOf(digest));
      return found === null ? undefined : new Uint8Array(await found.arrayBuffer());
    },
    async missing(digests) {
      const all = [...new Set(digests)];
      const missing: string[] = [];
      for (let at = 0; at < all.length; at += ASKED_AT_ONCE) {
        const some = all.slice(at, at + ASKED_AT_ONCE);
        const sizes = await Promise.all(some.map(size));
        missing.push(...some.filter((_, i) => sizes[i] === undefined));
      }
      return missing;
    },
    async put(digest, bytes, body) {
      if ((await size(digest)) === undefined) await upload(bucket, digest, bytes, body);
    },
  };
}

/** The bucket wants to know the length beforehand, and keeps nothing of a stream that breaks. */
async function upload(bucket: Bucket, digest: string, bytes: number, body: ReadableStream<Uint8Array>): Promise<void> {
  const { readable, writable } = new FixedLengthStream(bytes);
  // Its failure says only that the stream broke; why it broke, the other says.
  const kept = bucket.put(keyOf(digest), readable, { sha256: digest }).catch((error: unknown) => error);
  await pass(checked(digest, bytes, body), writable);
  const failure = await kept;
  if (failure instanceof Error) throw failure;
}

async function pass(chunks: AsyncIterable<Uint8Array>, writable: WritableStream<Uint8Array>): Promise<void> {
  const writer = writable.getWriter();
  try {
    for await (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}
