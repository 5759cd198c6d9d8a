/** The research console: who is signed in, which view is open, and what it shows. */
import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { type BatchList, createBatchList } from "./batch-list.ts";
import { type BatchView, createBatchView } from "./batch-view.ts";
import { createDraft, type Draft } from "./draft.ts";
import type { ResearchApi } from "./research-api.ts";
import { type Route, routeOf } from "./route.ts";
import type { Session } from "./session.ts";

export type View =
  | { readonly kind: "batches" }
  | { readonly kind: "new"; readonly draft: Draft }
  | { readonly kind: "batch"; readonly batch: BatchView };

export interface Console {
  readonly session: Session;
  readonly list: BatchList;
  readonly view: ReadonlySignal<View>;
  /** Gives the person a file. */
  readonly save: (file: Blob, name: string) => void;
  /** Follows the address. */
  open(hash: string): void;
  /** Asks anew for what is on show; tells whether the server answered. */
  refresh(): Promise<boolean>;
}

interface Parts {
  readonly api: ResearchApi;
  readonly session: Session;
  readonly now: () => number;
  readonly newAttempt: () => string;
  readonly save: (file: Blob, name: string) => void;
}

export function createConsole({ api, session, now, newAttempt, save }: Parts): Console {
  const list = createBatchList(api, now);
  const view = signal<View>({ kind: "batches" });
  let route: Route = { view: "batches" };

  const refresh = async (): Promise<boolean> => {
    const shown = view.peek();
    const state = session.state.peek();
    if (shown.kind === "batch") return shown.batch.refresh();
    if (shown.kind === "batches" && state.kind === "in") return list.refresh(state.caller);
    return true;
  };

  const viewOf = (to: Route): View => {
    const state = session.state.peek();
    if (to.view === "batch") return { kind: "batch", batch: createBatchView({ api, now, save }, to.batchId) };
    if (to.view === "batches" || state.kind !== "in") return { kind: "batches" };
    const draft = createDraft(api, state.caller, newAttempt);
    void draft.load();
    return { kind: "new", draft };
  };

  const show = (): void => {
    view.value = viewOf(route);
    void refresh();
  };

  // Whoever signs in comes to where the address points; what one person saw is not left for the next.
  effect(() => {
    const { kind } = session.state.value;
    untracked(() => {
      if (kind !== "in") list.clear();
      else show();
    });
  });

  return {
    session,
    list,
    view,
    save,
    open(hash) {
      const next = routeOf(hash);
      if (next === undefined) return;
      route = next;
      if (session.state.peek().kind === "in") show();
    },
    refresh: async () => (session.state.peek().kind === "in" ? refresh() : true),
  };
}
