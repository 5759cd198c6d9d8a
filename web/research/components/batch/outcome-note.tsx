import type { BatchView, Place } from "../../state/batch-view.ts";
import { FailureNote } from "../failure-note.tsx";

interface OutcomeNoteProps {
  readonly batch: BatchView;
  readonly place: Place;
}

/** How the person's last action ended, beside where they asked for it. */
export function OutcomeNote({ batch, place }: OutcomeNoteProps) {
  const outcome = batch.outcome.value;
  const state = outcome?.place === place ? outcome.state : null;
  return (
    <>
      <p class="outcome" aria-live="polite">
        {state?.kind === "busy" && "One moment."}
        {state?.kind === "done" && state.text}
      </p>
      {state?.kind === "failed" && <FailureNote failure={state.failure} />}
    </>
  );
}
