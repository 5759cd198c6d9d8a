import { formatTimeOfDay } from "../../ui/format.ts";
import type { Donate } from "../state/donate.ts";

/** Says how old the numbers are while the server does not answer; nothing while they are fresh. */
export function Freshness({ donate }: { readonly donate: Donate }) {
  const { reachable, asOf } = donate.watch.freshness.value;
  if (reachable) return null;
  const text =
    asOf === null
      ? "The server does not answer just now. Trying again by itself."
      : `Numbers are from ${formatTimeOfDay(asOf)}; the server does not answer just now. Nothing is lost.`;
  return <p class="notice">{text}</p>;
}
