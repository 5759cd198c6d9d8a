/** Whether what is on show is what the server says now. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Answer } from "./answer.ts";

export interface Freshness {
  /** When the server last answered; null before the first time. */
  readonly asOf: number | null;
  readonly reachable: boolean;
}

export interface FreshnessKeeper {
  readonly freshness: ReadonlySignal<Freshness>;
  /** Notes how a question went; a refusal is an answer. */
  readonly note: (answer: Answer<unknown>) => void;
}

export function createFreshness(now: () => number): FreshnessKeeper {
  const freshness = signal<Freshness>({ asOf: null, reachable: true });
  return {
    freshness,
    note: ({ kind }) => {
      const { asOf } = freshness.peek();
      freshness.value = kind === "no-answer" ? { asOf, reachable: false } : { asOf: now(), reachable: true };
    },
  };
}
