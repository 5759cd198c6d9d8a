import type { Caller } from "../../../../protocol/research.ts";
import { StatusLine } from "../../../ui/status-line.tsx";
import type { BatchView } from "../../state/batch-view.ts";
import { mayUse } from "../../state/session.ts";
import { batchSentence, stateWords, staleSentence } from "../../state/words.ts";
import { FailureNote } from "../failure-note.tsx";
import { Assurance } from "./assurance.tsx";
import { Downloads } from "./downloads.tsx";
import { ManifestCard } from "./manifest-card.tsx";
import { Progress } from "./progress.tsx";
import { Rows } from "./rows.tsx";
import { RunControl } from "./run-control.tsx";

interface BatchPageProps {
  readonly batch: BatchView;
  readonly caller: Caller;
  readonly save: (file: Blob, name: string) => void;
}

/** One batch: how far it is, what can be done to it, and its table. */
export function BatchPage({ batch, caller, save }: BatchPageProps) {
  const status = batch.status.value;
  const isStale = !batch.freshness.value.reachable;
  const mayRead = mayUse(caller, "batches:read");
  const mayWrite = mayUse(caller, "batches:write");
  if (status.kind !== "here") {
    return (
      <>
        <a href="#/">‹ Batches</a>
        <h1>Batch</h1>
        <StatusLine mark={isStale ? "cut-off" : "busy"} text={isStale ? staleSentence(batch.freshness.value) : waitingText(status.kind)} />
        {status.kind === "failed" && status.failure.kind === "refused" && <FailureNote failure={status.failure} />}
      </>
    );
  }
  const { value } = status;
  return (
    <>
      <a href="#/">‹ Batches</a>
      <h1>{value.name}</h1>
      <StatusLine
        mark={isStale ? "cut-off" : stateWords(value).mark}
        text={isStale ? staleSentence(batch.freshness.value) : batchSentence(value)}
      />
      {mayWrite && <RunControl batch={batch} status={value} />}
      <div class="console__columns">
        <Progress batch={batch} status={value} />
        <Assurance batch={batch} status={value} mayWrite={mayWrite} />
      </div>
      {mayRead ? <Rows batch={batch} /> : <p class="notice">This key may not fetch results (it lacks batches:read).</p>}
      {mayRead && (
        <div class="console__columns">
          <Downloads batch={batch} status={value} />
          <ManifestCard batch={batch} status={value} save={save} />
        </div>
      )}
    </>
  );
}

const waitingText = (kind: "loading" | "failed"): string => (kind === "loading" ? "Looking up the batch." : "This batch cannot be shown.");
