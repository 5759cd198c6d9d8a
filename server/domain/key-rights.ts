/** What one key may do with another: nobody gets more out of a key than was put in. Rule Q3 of `docs/spec.md`. */
import type { Scope } from "../../protocol/research.ts";

/** The part of a key that says how far it reaches. */
export interface Reach {
  readonly scopes: readonly Scope[];
  readonly expiresAt?: number | undefined;
}

/** The scopes of `wanted` that `holder` has not. */
export const scopesBeyond = (holder: Reach, wanted: readonly Scope[]): Scope[] => wanted.filter((scope) => !holder.scopes.includes(scope));

/** When a key that is made with `holder` ends: as wished, and no later than the one it was made with. */
export function endsBy(holder: Reach, wished: number | undefined): number | undefined {
  if (holder.expiresAt === undefined) return wished;
  return Math.min(holder.expiresAt, wished ?? Infinity);
}
