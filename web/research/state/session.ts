/** Who is signed in. The key is kept in memory, and in this tab's storage only where that was asked for. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Caller, Scope } from "../../../protocol/research.ts";
import type { Answer, Failure } from "./answer.ts";

export type SessionState =
  | { readonly kind: "out"; readonly failure: Failure | null }
  | { readonly kind: "asking" }
  | { readonly kind: "in"; readonly caller: Caller };

export interface Session {
  readonly state: ReadonlySignal<SessionState>;
  /** The key to send with requests. */
  key(): string | null;
  signIn(key: string, keep: boolean): Promise<void>;
  /** With the key that this tab was asked to keep, if there is one. */
  resume(): Promise<void>;
  signOut(): void;
}

interface Parts {
  readonly me: () => Promise<Answer<Caller>>;
  /** Where a tab keeps things; throws where that is forbidden. */
  readonly storage: () => Storage;
}

const STORAGE_KEY = "manyhands-research-key";

export function createSession({ me, storage }: Parts): Session {
  const state = signal<SessionState>({ kind: "out", failure: null });
  let key: string | null = null;

  const ask = async (text: string): Promise<boolean> => {
    key = text;
    state.value = { kind: "asking" };
    const answer = await me();
    if (answer.kind === "done") state.value = { kind: "in", caller: answer.value };
    else {
      key = null;
      state.value = { kind: "out", failure: answer };
    }
    return answer.kind === "done";
  };
  return {
    state,
    key: () => key,
    async signIn(text, keep) {
      if (text.trim() === "") return;
      if (await ask(text.trim())) keepKey(storage, keep ? text.trim() : null);
    },
    async resume() {
      const kept = keptKey(storage);
      if (kept !== null) await ask(kept);
    },
    signOut() {
      key = null;
      keepKey(storage, null);
      state.value = { kind: "out", failure: null };
    },
  };
}

/** Whether the key of whoever is signed in is for this. */
export const mayUse = (caller: Caller, scope: Scope): boolean => caller.scopes.includes(scope);

function keptKey(storage: () => Storage): string | null {
  try {
    return storage().getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** Where storage is forbidden, the key is in memory alone, as if nobody had asked. */
function keepKey(storage: () => Storage, key: string | null): void {
  try {
    if (key === null) storage().removeItem(STORAGE_KEY);
    else storage().setItem(STORAGE_KEY, key);
  } catch {
    // Nothing is kept.
  }
}
