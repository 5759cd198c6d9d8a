import { useRef } from "preact/hooks";
import type { BatchStatus } from "../../../../protocol/messages.ts";
import { Button } from "../../../ui/button.tsx";
import type { BatchView } from "../../state/batch-view.ts";
import { PrioritySelect } from "../priority-select.tsx";
import { OutcomeNote } from "./outcome-note.tsx";

interface RunControlProps {
  readonly batch: BatchView;
  readonly status: BatchStatus;
}

/** Pause, resume, cancel, and who comes first. */
export function RunControl({ batch, status: { state, priority } }: RunControlProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  if (state !== "running" && state !== "paused") return null;
  const cancel = (): void => {
    dialog.current?.close();
    void batch.control("cancel");
  };
  return (
    <div>
      <div class="row">
        <Button onPress={() => void batch.control(state === "running" ? "pause" : "resume")}>
          {state === "running" ? "Pause" : "Resume"}
        </Button>
        <Button onPress={() => dialog.current?.showModal()}>Cancel the batch</Button>
        <span class="field">
          <label for="priority">Priority</label>
          <PrioritySelect id="priority" value={priority} onChoose={(chosen) => void batch.prioritise(chosen)} />
        </span>
      </div>
      <OutcomeNote batch={batch} place="run" />
      <OutcomeNote batch={batch} place="priority" />
      <dialog ref={dialog} class="dialog" aria-labelledby="cancel-heading">
        <h2 id="cancel-heading">Cancel this batch for good?</h2>
        <p>
          Nothing more of it is handed out. Results that are decided are kept; what volunteers have in hand is taken until their deadlines.
        </p>
        <p>This cannot be undone. To stop for a while, pause it.</p>
        <div class="row">
          <Button onPress={() => dialog.current?.close()}>Keep it</Button>
          <Button onPress={cancel}>Cancel it for good</Button>
        </div>
      </dialog>
    </div>
  );
}
