/**
 * Holds the state sentence back a little: a new state is told at once, new figures within the same
 * state at most once in ten seconds, so that a screen reader is not interrupted by a number.
 */
import { type ReadonlySignal, effect, signal } from "@preact/signals";
import type { Sentence } from "./sentence.ts";

export const QUIET_MS = 10_000;

export function spoken(source: ReadonlySignal<Sentence>, now: () => number): ReadonlySignal<Sentence> {
  const told = signal(source.peek());
  let toldAt = now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = (): void => {
    toldAt = now();
    told.value = source.peek();
  };

  effect(() => {
    const next = source.value;
    clearTimeout(timer);
    const last = told.peek();
    if (next.key !== last.key) tell();
    else if (next.text !== last.text) timer = setTimeout(tell, Math.max(0, toldAt + QUIET_MS - now()));
  });
  return told;
}
