/** Something that the server is asked for: not here yet, not to be had, or here. */
import type { Answer, Failure } from "./answer.ts";

export type Loaded<T> =
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "here"; readonly value: T };

export const LOADING = { kind: "loading" } as const;

export const loadedOf = <T>(answer: Answer<T>): Loaded<T> =>
  answer.kind === "done" ? { kind: "here", value: answer.value } : { kind: "failed", failure: answer };

/** What a new answer makes of what was here: numbers that are here are not taken away by silence. */
export const renewed = <T>(before: Loaded<T>, answer: Answer<T>): Loaded<T> =>
  before.kind === "here" && answer.kind === "no-answer" ? before : loadedOf(answer);
