import { Bar } from "../../ui/bar.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { Mark } from "../../ui/mark.tsx";
import { StatusLine } from "../../ui/status-line.tsx";
import type { BatchStatus } from "../../../protocol/messages.ts";
import type { Caller } from "../../../protocol/research.ts";
import type { BatchList, ProjectBatches } from "../state/batch-list.ts";
import { formatDay } from "../state/instants.ts";
import { addressOf } from "../state/route.ts";
import { mayUse } from "../state/session.ts";
import { assuranceName, stateWords, staleSentence } from "../state/words.ts";
import { FailureNote } from "./failure-note.tsx";

interface BatchesPageProps {
  readonly list: BatchList;
  readonly caller: Caller;
}

/** Everything of one's own that is or was computed, by project. */
export function BatchesPage({ list, caller }: BatchesPageProps) {
  const groups = list.groups.value;
  const { reachable } = list.freshness.value;
  return (
    <>
      <div class="row console__head">
        <h1>Batches</h1>
        {mayUse(caller, "batches:write") && (
          <a class="button button--primary" href="#/new">
            New batch
          </a>
        )}
      </div>
      <StatusLine mark={reachable ? "idle" : "cut-off"} text={sentenceOf(list)} />
      <ScopeNote caller={caller} />
      <p class="fine">Signed in as {caller.researcher?.name ?? "the operator; these are the batches of everybody"}.</p>
      {groups.kind === "failed" && groups.failure.kind === "refused" && <FailureNote failure={groups.failure} />}
      {groups.kind === "here" && groups.value.length === 0 && <Empty mayWrite={mayUse(caller, "batches:write")} />}
      {groups.kind === "here" && groups.value.map((group) => <Group key={group.project?.projectId} group={group} />)}
    </>
  );
}

function sentenceOf({ groups, freshness }: BatchList): string {
  if (!freshness.value.reachable) return staleSentence(freshness.value);
  const state = groups.value;
  if (state.kind === "loading") return "Looking up your batches.";
  if (state.kind === "failed") return "Your batches cannot be shown.";
  const batches = state.value.flatMap((group) => group.batches);
  if (batches.length === 0) return "No batches yet.";
  const running = batches.filter((batch) => batch.state === "running").length;
  return `${plural(batches.length, "batch", "batches")}, ${running === 0 ? "none running" : `${formatCount(running)} running`}.`;
}

/** What the key cannot do here, before somebody tries. */
function ScopeNote({ caller }: { readonly caller: Caller }) {
  const lacking = [
    ...(mayUse(caller, "batches:write") ? [] : ["hand in and control batches (batches:write)"]),
    ...(mayUse(caller, "batches:read") ? [] : ["fetch results (batches:read)"]),
  ];
  if (lacking.length === 0) return null;
  return <p class="notice">This key may not {lacking.join(", nor ")}. You can look on; for more, sign in with another key.</p>;
}

function Empty({ mayWrite }: { readonly mayWrite: boolean }) {
  return (
    <section class="card" aria-label="Begin">
      <p>A batch is a kernel and a table: each row of your file is computed by volunteers and checked.</p>
      {mayWrite && (
        <p>
          <a href="#/new">Make the first one</a> from a CSV or an NDJSON file.
        </p>
      )}
    </section>
  );
}

function Group({ group: { project, batches } }: { readonly group: ProjectBatches }) {
  return (
    <section class="card">
      <h2>{project?.title ?? "Without a project"}</h2>
      <ul class="batches">
        {batches.map((batch) => (
          <li key={batch.batchId}>
            <Entry batch={batch} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Entry({ batch }: { readonly batch: BatchStatus }) {
  const { mark, word } = stateWords(batch);
  const decided = batch.validated + batch.failed;
  return (
    <>
      <a class="batches__name" href={addressOf(batch.batchId)}>
        {batch.name}
      </a>
      <span class="batches__state">
        <Mark kind={mark} /> {word}
      </span>
      <Bar label={`Progress of ${batch.name}`} share={batch.units === 0 ? 0 : decided / batch.units} />
      <span class="fine">
        {formatCount(decided)} of {formatCount(batch.units)}
        {batch.failed > 0 && `, ${formatCount(batch.failed)} failed`} · {batch.kernel.id} ·{" "}
        {assuranceName(batch.assurance, batch.policy.minQuorum)} · {formatDay(batch.createdAt)}
      </span>
    </>
  );
}
