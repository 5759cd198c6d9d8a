import { useRef } from "preact/hooks";
import { StatusLine } from "../../../ui/status-line.tsx";
import type { MarkKind } from "../../../ui/mark.tsx";
import type { Draft } from "../../state/draft.ts";
import { draftSentence } from "../../state/draft-words.ts";
import { addressOf } from "../../state/route.ts";
import { FailureNote } from "../failure-note.tsx";
import { Checking } from "./checking.tsx";
import { DataSection } from "./data-section.tsx";
import { MissingList } from "./missing-list.tsx";
import { Review } from "./review.tsx";
import { What } from "./what.tsx";

interface NewBatchProps {
  readonly draft: Draft;
  readonly save: (file: Blob, name: string) => void;
}

/** Makes a batch: what, of which data, how sure; then it is handed in. */
export function NewBatch({ draft, save }: NewBatchProps) {
  const errors = useRef<HTMLDivElement>(null);
  const sending = draft.sending.value;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const made = await draft.submit();
    if (made !== null) location.hash = addressOf(made.batchId);
    else if (draft.sending.peek().kind !== "busy") errors.current?.focus();
  };
  return (
    <>
      <a href="#/">‹ Batches</a>
      <h1>New batch</h1>
      <StatusLine {...shapeOf(draft)} />
      <form class="new" onSubmit={(event) => void submit(event)}>
        <What draft={draft} />
        <DataSection draft={draft} save={save} />
        <Checking draft={draft} />
        <Review draft={draft}>
          <div ref={errors} tabIndex={-1}>
            {sending.kind === "missing" && <MissingList missing={sending.missing} />}
            {sending.kind === "failed" && <FailureNote failure={sending.failure} />}
          </div>
        </Review>
      </form>
    </>
  );
}

function shapeOf(draft: Draft): { readonly mark: MarkKind; readonly text: string } {
  return draftSentence(draft.file.value, draft.sending.value);
}
