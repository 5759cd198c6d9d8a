/** Token buckets: how often somebody may ask. One is filled at a steady rate, and each request takes from it. */

export interface Rate {
  /** Requests that may come at once, after a time without any. */
  readonly burst: number;
  readonly perSecond: number;
}

export interface Bucket {
  readonly tokens: number;
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number;
}

export type Taking =
  | { readonly ok: true; readonly bucket: Bucket }
  /** Nothing was taken; in so many seconds it could be. */
  | { readonly ok: false; readonly retryAfterSeconds: number };

/** Takes one request from a bucket; whoever has none yet begins with a full one. A clock that was set back adds nothing. */
export function take(bucket: Bucket | undefined, { burst, perSecond }: Rate, now: number): Taking {
  const filled = bucket === undefined ? burst : Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * perSecond);
  if (filled >= 1) return { ok: true, bucket: { tokens: filled - 1, at: now } };
  return { ok: false, retryAfterSeconds: Math.ceil((1 - filled) / perSecond) };
}
