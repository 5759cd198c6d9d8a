/** Instants as the console writes them. */
import { formatTimeOfDay } from "../../ui/format.ts";

const DAY_MS = 86_400_000;

/** "20 Nov 2026 at 14:02", by this computer's clock and zone. */
export function formatInstant(instant: number): string {
  return `${formatDay(instant)} at ${formatTimeOfDay(instant)}`;
}

export const formatDay = (instant: number): string =>
  new Date(instant).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** A stretch of time to come: "today 18:00 to 21:00", or days where it is further off. */
export function formatBetween(from: number, to: number, now: number): string {
  if (to - now < DAY_MS && formatDay(from) === formatDay(to)) {
    const [start, end] = [formatTimeOfDay(from), formatTimeOfDay(to)];
    const day = formatDay(from) === formatDay(now) ? "today" : "tomorrow";
    return start === end ? `${day} about ${start}` : `${day} between ${start} and ${end}`;
  }
  const [start, end] = [formatDay(from), formatDay(to)];
  return start === end ? `on ${start}` : `between ${start} and ${end}`;
}
