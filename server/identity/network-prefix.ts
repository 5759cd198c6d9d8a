/** Where a request comes from, as far as it may be kept: a keyed hash of its network prefix that means nothing the next day. */
import type { Env } from "../env.ts";

/** Null where the address says nothing about who it is, as on one's own network. */
export async function prefixOf(_env: Env, _request: Request): Promise<string | null> {
  return null;
}
