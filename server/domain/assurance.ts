/** Which class of assurance a batch gets. Rule A1 of `docs/spec.md`. */
import type { Assurance } from "../../protocol/messages.ts";

export type AssuranceVerdict = { readonly ok: true; readonly assurance: Assurance } | { readonly ok: false; readonly expected: string };

/** The wished class, or the first of the `possible` ones: those that the kernel allows and this server can check. */
export function decideAssurance(wish: Assurance | undefined, possible: readonly Assurance[]): AssuranceVerdict {
  const [usual] = possible;
  if (usual === undefined) return { ok: false, expected: "a kernel whose results this server can check" };
  if (wish === undefined) return { ok: true, assurance: usual };
  if (possible.includes(wish)) return { ok: true, assurance: wish };
  return { ok: false, expected: `${possible.join(" or ")}, which is what this kernel's results can be made sure by` };
}
