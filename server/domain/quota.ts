/** What a key may use: units and bytes a day, and batches at once. Rule Q8 of `docs/spec.md`. */
import type { Quota } from "../../protocol/research.ts";

const DAY_MS = 86_400_000;

/**
 * Far above what one laboratory hands in, and below what would fill a deployment by mistake: two sweeps of a billion
 * units and 10 GiB of blobs a day.
 */
export const DEFAULT_QUOTA: Quota = { unitsPerDay: 2_000_000_000, runningBatches: 100, blobBytesPerDay: 10 * 2 ** 30 };

/** The day of an instant, in UTC, counted from 1970. */
export const dayOf = (now: number): number => Math.floor(now / DAY_MS);

/** When the day of an instant ends. */
export const dayEnd = (now: number): number => (dayOf(now) + 1) * DAY_MS;

export type QuotaVerdict =
  | { readonly ok: true; readonly used: number }
  | { readonly ok: false; readonly left: number; readonly limit: number };

/** Whether `wanted` more fits a limit of which so much is used. All of it is granted, or none. */
export function drawOn(limit: number, used: number, wanted: number): QuotaVerdict {
  if (wanted <= limit - used) return { ok: true, used: used + wanted };
  return { ok: false, left: Math.max(0, limit - used), limit };
}
