/** What the tab is called, by what it shows. */
import type { Console } from "./console.ts";

export function titleOf({ session, view }: Console): string {
  if (session.state.value.kind !== "in") return "Research · Manyhands";
  const shown = view.value;
  if (shown.kind === "new") return "New batch · Manyhands";
  if (shown.kind === "batches") return "Batches · Manyhands";
  const status = shown.batch.status.value;
  return status.kind === "here" ? `${status.value.name} · Manyhands` : "Batch · Manyhands";
}
