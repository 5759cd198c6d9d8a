/** Waits with jitter: hosts that failed together must not come back together. */
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from "./settings.ts";

/** A number from 0 (included) to 1 (excluded), new at each call. */
export type Random = () => number;

/** The wait after the given number of failures in a row (from 1): exponential, capped, half of it jitter. */
export function backoffMs(failures: number, random: Random): number {
  const full = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(failures - 1, 30));
  return full * (0.5 + 0.5 * random());
}

/** A wait that the server asked for, up to a quarter longer. */
export const spreadMs = (waitMs: number, random: Random): number => waitMs * (1 + 0.25 * random());

/** A version 4 UUID from 122 random bits. */
export function makeUuid(random: Random): string {
  const digit = (): string => Math.floor(random() * 16).toString(16);
  const variant = (): string => (8 + Math.floor(random() * 4)).toString(16);
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (letter) => (letter === "x" ? digit() : variant()));
}
