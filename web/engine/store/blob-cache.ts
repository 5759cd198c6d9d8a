/** Where blobs stay on this device between units, and over reloads where the device has a place for that. */

export interface BlobCache {
  /** What was kept, which may have been spoilt since: the caller checks it. */
  get(digest: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Keeps a blob, if need be in place of those that came first. */
  put(digest: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  drop(digest: string): Promise<void>;
  clear(): Promise<void>;
}

/** Blobs in memory, `maxBytes` of them; a larger one is not kept. */
export function memoryBlobCache(maxBytes: number): BlobCache {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  let bytesKept = 0;
  const drop = (digest: string): void => {
    bytesKept -= kept.get(digest)?.length ?? 0;
    kept.delete(digest);
  };
  return {
    async get(digest) {
      const bytes = kept.get(digest);
      if (bytes === undefined) return undefined;
      // Used again, it goes last: a map's order is that of insertion.
      kept.delete(digest);
      kept.set(digest, bytes);
      return bytes;
    },
    async put(digest, bytes) {
      drop(digest);
      if (bytes.length > maxBytes) return;
      for (const oldest of kept.keys()) {
        if (bytesKept + bytes.length <= maxBytes) break;
        drop(oldest);
      }
      kept.set(digest, bytes);
      bytesKept += bytes.length;
    },
    drop: async (digest) => drop(digest),
    async clear() {
      for (const digest of kept.keys()) drop(digest);
    },
  };
}

const CACHE_NAME = "manyhands-blobs";

/** Blobs in the browser's Cache Storage, `maxBlobs` of them; the browser may drop them all when space is short. */
export function browserBlobCache(storage: Pick<CacheStorage, "open" | "delete">, maxBlobs: number): BlobCache {
  const keyOf = (digest: string): string => `/api/v1/blobs/${digest}`;
  const open = (): Promise<Cache> => storage.open(CACHE_NAME);
  return {
    async get(digest) {
      const found = await (await open()).match(keyOf(digest));
      return found && new Uint8Array(await found.arrayBuffer());
    },
    async put(digest, bytes) {
      const cache = await open();
      await cache.put(keyOf(digest), new Response(bytes));
      const keys = await cache.keys();
      for (const oldest of keys.slice(0, Math.max(0, keys.length - maxBlobs))) await cache.delete(oldest);
    },
    async drop(digest) {
      await (await open()).delete(keyOf(digest));
    },
    async clear() {
      await storage.delete(CACHE_NAME);
    },
  };
}
