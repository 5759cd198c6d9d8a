/**
 * Blobs in SQLite, for a deployment without an object store, such as one on a single machine.
 *
 * An object serialises the chunks of its blobs, nothing else. Each call is short, so that a slow upload keeps nobody
 * waiting. There are sixteen of these objects, told apart by the first letter of the digest: an object of Cloudflare
 * holds 10 GB at most, and digests spread evenly.
 */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../env.ts";
import { durableSql } from "../sql/durable-sql.ts";
import { type ChunkStore, openChunkStore } from "./chunk-store.ts";

export class BlobChunks extends DurableObject<Env> {
  readonly #store: ChunkStore;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#store = openChunkStore(durableSql(state.storage));
  }

  begin(): number {
    return this.#store.begin(Date.now());
  }

  append(upload: number, position: number, chunk: ArrayBuffer): boolean {
    return this.#store.append(upload, position, chunk);
  }

  finish(upload: number, digest: string, bytes: number): boolean {
    return this.#store.finish(upload, digest, bytes);
  }

  drop(upload: number): void {
    this.#store.drop(upload);
  }

  size(digest: string): number | undefined {
    return this.#store.size(digest);
  }

  chunk(digest: string, position: number): Uint8Array<ArrayBuffer> | undefined {
    return this.#store.chunk(digest, position);
  }

  missing(digests: string[]): string[] {
    return this.#store.missing(digests);
  }
}
