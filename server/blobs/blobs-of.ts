/** What keeps the blobs of a deployment: its bucket where there is one, and SQLite where there is none. */
import type { Env } from "../env.ts";
import type { BlobSource } from "./blob-source.ts";
import { chunkBlobs, type RemoteChunks } from "./chunk-blobs.ts";
import { r2Blobs } from "./r2-blobs.ts";

export function blobsOf(env: Env): BlobSource {
  if (env.BLOBS !== undefined) return r2Blobs(env.BLOBS);
  const stores = new Map<string, RemoteChunks>();
  return chunkBlobs((digest) => {
    const name = `blobs-${digest[0]}`;
    const known = stores.get(name) ?? env.BLOB_CHUNKS.get(env.BLOB_CHUNKS.idFromName(name));
    stores.set(name, known);
    return known;
  });
}
