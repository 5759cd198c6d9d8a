import { useSignal } from "@preact/signals";
import type { Console } from "../state/console.ts";
import { BatchPage } from "./batch/batch-page.tsx";
import { BatchesPage } from "./batches-page.tsx";
import { NewBatch } from "./new/new-batch.tsx";
import { SignIn } from "./sign-in.tsx";

/** The whole console: the way about, and the view that is open. */
export function Page({ research }: { readonly research: Console }) {
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <nav class="top" aria-label="Site">
        <a class="top__brand" href="/">
          Manyhands
        </a>
        <a href="#/">Batches</a>
        <a href="/api/docs">API</a>
        <SignedIn research={research} />
      </nav>
      <main id="main" class="console" tabIndex={-1}>
        <View research={research} />
      </main>
    </>
  );
}

function SignedIn({ research: { session } }: { readonly research: Console }) {
  const state = session.state.value;
  if (state.kind !== "in") return null;
  return (
    <button type="button" class="top__action" onClick={() => session.signOut()}>
      Sign out
    </button>
  );
}

function View({ research }: { readonly research: Console }) {
  const state = research.session.state.value;
  const keyText = useSignal("");
  if (state.kind !== "in") return <SignIn session={research.session} text={keyText} />;
  const view = research.view.value;
  switch (view.kind) {
    case "batches":
      return <BatchesPage list={research.list} caller={state.caller} />;
    case "new":
      return <NewBatch draft={view.draft} save={research.save} />;
    case "batch":
      return <BatchPage key={view.batch.batchId} batch={view.batch} caller={state.caller} save={research.save} />;
  }
}
