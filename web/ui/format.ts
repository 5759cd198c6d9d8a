/** Numbers, sizes and times as the pages write them. Nothing here knows a surface. */

const KILO = 1_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** 8400 → "8,400". */
export const formatCount = (count: number): string => groupDigits(String(count));

/** Groups decimal digits of any length in threes, without going through a number. */
export const groupDigits = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+$)/g, ",");

/** "1 piece", "8,400 pieces". */
export const plural = (count: number, one: string, many: string): string => `${formatCount(count)} ${count === 1 ? one : many}`;

/** A share as whole percent: never 100% before the end, never 0% once something is there. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return "0%";
  const percent = Math.floor((part / whole) * 100);
  return percent === 0 ? "under 1%" : `${Math.min(percent, 100)}%`;
}

/** Bytes in the unit a person would choose: "9 kB", "4.1 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < KILO) return `${bytes} bytes`;
  if (bytes < KILO * KILO) return `${Math.ceil(bytes / KILO)} kB`;
  return `${(bytes / KILO / KILO).toFixed(1)} MB`;
}

/** An instant as local wall-clock time: "15:40". */
export function formatTimeOfDay(instant: number): string {
  const date = new Date(instant);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** Time that has passed, cut to what matters: "none yet", "under 1 min", "22 min", "3 h 5 min". */
export function formatLasted(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (ms <= 0) return "none yet";
  if (minutes < 1) return "under 1 min";
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  const hours = formatCount(Math.floor(ms / HOUR_MS));
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** Time still to come, as coarse as an estimate deserves: "about 40 seconds", "about 3 minutes". */
export function formatEstimate(ms: number): string {
  if (ms <= 10 * SECOND_MS) return "less than 10 seconds";
  if (ms < 90 * SECOND_MS) return `about ${Math.ceil(ms / SECOND_MS / 10) * 10} seconds`;
  if (ms < 90 * MINUTE_MS) return `about ${Math.ceil(ms / MINUTE_MS)} minutes`;
  return `about ${Math.ceil(ms / HOUR_MS)} hours`;
}

/** A quantity that may be tiny: two significant digits below 1, two decimals below 100, else whole. */
export function formatQuantity(value: number): string {
  if (value === 0) return "0";
  if (value < 0.0001) return "under 0.0001";
  if (value < 1) return String(Number(value.toPrecision(2)));
  return value < 100 ? value.toFixed(2) : formatCount(Math.floor(value));
}
