/** A bucket in memory: what breaks on its way is not kept. */
import type { Bucket } from "../r2-blobs.ts";

export function fakeBucket(): Bucket {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    head: async (key) => {
      const bytes = kept.get(key);
      return bytes === undefined ? null : { size: bytes.length };
    },
    get: async (key) => {
      const bytes = kept.get(key);
      if (bytes === undefined) return null;
      return { size: bytes.length, body: new Blob([bytes]).stream(), arrayBuffer: async () => bytes.buffer };
    },
    async put(key, body) {
      kept.set(key, new Uint8Array(await new Response(body).arrayBuffer()));
    },
  };
}
