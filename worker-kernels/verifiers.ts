/**
 * The certificates that this project can check: for a kernel's version, whether an output proves its own claim. A
 * kernel that is uploaded has none, because a server runs no stranger's code.
 */
import type { Row } from "../protocol/layout/layout.ts";
import { verifyCut } from "./maxcut/verify.ts";

export interface Claim {
  readonly input: Row;
  readonly output: Row;
  /** The bytes of the blobs that the input names, in the order of the layout's fields. */
  readonly blobs: readonly Uint8Array[];
}

/** Whether the claim is true. Never throws on an output of the kernel's layout, whatever its values. */
export type Verifier = (claim: Claim) => boolean;

const VERIFIERS: Readonly<Record<string, Verifier>> = {
  "maxcut@1.0.0": ({ output, blobs: [graph] }) => graph !== undefined && verifyCut(output, graph),
};

/** How the certificates of a kernel are checked, or undefined when nobody here knows. */
export function verifierOf({ id, version }: { readonly id: string; readonly version: string }): Verifier | undefined {
  const name = `${id}@${version}`;
  return Object.hasOwn(VERIFIERS, name) ? VERIFIERS[name] : undefined;
}
