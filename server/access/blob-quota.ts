/** Bytes that are put, within what a key may put in a day. Rule Q8 of `docs/spec.md`. */
import { registryOf } from "../cells.ts";
import type { Env } from "../env.ts";
import type { Asker } from "./asker.ts";
import { dayQuotaProblem } from "./quota-problem.ts";

/** Puts what is within the key's quota; what was not kept in the end is given back. Throws `quota-exceeded`. */
export async function withinBlobQuota<T>(env: Env, { holder }: Asker, bytes: number, put: () => Promise<T>): Promise<T> {
  if (holder === null) return put();
  const registry = registryOf(env);
  const drawn = await registry.drawBlobBytes(holder.accountId, holder.quota, bytes);
  if (!drawn.ok) throw dayQuotaProblem("bytes", bytes, drawn, Date.now());
  try {
    return await put();
  } catch (error) {
    await registry.drawBlobBytes(holder.accountId, holder.quota, -bytes);
    throw error;
  }
}
