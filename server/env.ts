/** The bindings of a deployment: `wrangler.jsonc` declares them for Cloudflare, `selfhost/workerd-config.ts` for one machine. */
import type { BlobChunks } from "./blobs/blob-object.ts";
import type { Cell } from "./cell/cell-object.ts";
import type { Registry } from "./registry/registry-object.ts";

export interface Env {
  readonly REGISTRY: DurableObjectNamespace<Registry>;
  readonly CELL: DurableObjectNamespace<Cell>;
  readonly BLOB_CHUNKS: DurableObjectNamespace<BlobChunks>;
  /** Where there is a bucket, blobs go there and not into objects. */
  readonly BLOBS?: R2Bucket;
  /** The built pages and kernels. */
  readonly ASSETS: Fetcher;
  /** SHA-256 of the operator's key, in hexadecimal; the key itself is never given to the server. */
  readonly OPERATOR_KEY_SHA256: string;
  /** The header field in which a proxy in front names the client's address; without it, none is believed. */
  readonly TRUSTED_PROXY_HEADER?: string;
  /** Requests that each host may make, in a second and over time; see `domain/rates.ts`. */
  readonly HOST_REQUESTS_PER_SECOND?: string;
  /** `yes` where webhooks may go to this very machine, without TLS: for tests. */
  readonly WEBHOOKS_TO_LOOPBACK?: string;
}
