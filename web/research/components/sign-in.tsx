import { type Signal, useSignal } from "@preact/signals";
import { StatusLine } from "../../ui/status-line.tsx";
import type { Session } from "../state/session.ts";
import { signInWords } from "../state/words.ts";

interface SignInProps {
  readonly session: Session;
  /** What stands in the field. Forgotten once it was good. */
  readonly text: Signal<string>;
}

/** Who this is, by a key. */
export function SignIn({ session, text }: SignInProps) {
  const keep = useSignal(false);
  const state = session.state.value;
  const failure = state.kind === "out" ? state.failure : null;
  const isBusy = state.kind === "asking";
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    await session.signIn(text.peek(), keep.peek());
    if (session.state.peek().kind === "in") text.value = "";
  };
  return (
    <div class="console__narrow">
      <h1>Research</h1>
      <p>Hand in a table; volunteers' computers compute each row, and the results are checked before you get them.</p>
      <section class="card sign-in" aria-label="Sign in">
        <StatusLine mark={isBusy ? "busy" : "idle"} text={isBusy ? "Asking whose key this is." : "Not signed in."} />
        <form class="form" onSubmit={(event) => void submit(event)}>
          <label for="key">Your key</label>
          <input
            id="key"
            class="input"
            type="password"
            autocomplete="off"
            spellcheck={false}
            placeholder="mh_…"
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
            aria-describedby={failure === null ? "key-help" : "key-error key-help"}
            aria-invalid={failure !== null}
          />
          {failure !== null && (
            <p id="key-error" class="error" role="alert">
              {signInWords(failure)}
            </p>
          )}
          <p id="key-help" class="fine">
            The operator of this deployment gives you one. It stays in this page's memory, and goes to this server only.
          </p>
          <label class="check">
            <input type="checkbox" checked={keep.value} onChange={(event) => (keep.value = event.currentTarget.checked)} />
            Keep it in this tab until the tab is closed
          </label>
          <div>
            <button type="submit" class="button button--primary" aria-disabled={isBusy}>
              Sign in
            </button>
          </div>
        </form>
      </section>
    </div>
  );
}
