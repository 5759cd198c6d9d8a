/** Blobs that a cell has read lately: all units of a batch may name the same few. */
import type { BlobSource } from "../blobs/blob-source.ts";

/** Beside what else an object of 128 MB holds. */
const MAX_CACHED_BYTES = 33_554_432;

export interface BlobCache {
  /** The blobs of these digests; one that is not to be had is left out. */
  hold(digests: ReadonlySet<string>): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Keeps up to so many bytes, forgetting what was used longest ago. */
export function newBlobCache(source: Pick<BlobSource, "get">, maxBytes = MAX_CACHED_BYTES): BlobCache {
  /** In the order of their last use. */
  const kept = new Map<string, Uint8Array>();
  const coming = new Map<string, Promise<Uint8Array | undefined>>();
  let bytes = 0;

  function keep(digest: string, blob: Uint8Array): void {
    if (!kept.delete(digest)) bytes += blob.length;
    kept.set(digest, blob);
    for (const [oldest, { length }] of kept) {
      if (bytes <= maxBytes) return;
      kept.delete(oldest);
      bytes -= length;
    }
  }

  async function fetchNow(digest: string): Promise<Uint8Array | undefined> {
    const blob = await source.get(digest);
    if (blob !== undefined) keep(digest, blob);
    return blob;
  }

  /** Whoever asks while a blob is on its way waits for that one. */
  function fetched(digest: string): Promise<Uint8Array | undefined> {
    const known = coming.get(digest) ?? fetchNow(digest).finally(() => coming.delete(digest));
    coming.set(digest, known);
    return known;
  }

  return {
    async hold(digests) {
      const held = new Map<string, Uint8Array>();
      for (const digest of digests) {
        const blob = kept.get(digest) ?? (await fetched(digest));
        if (blob === undefined) continue;
        keep(digest, blob);
        held.set(digest, blob);
      }
      return held;
    },
  };
}
