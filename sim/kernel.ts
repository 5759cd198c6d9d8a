/**
 * The kernel of the simulation: it doubles a number, and says how well it tried. Both outputs follow from the input
 * alone, so that a re-run gives the same bytes. The double is the claim, which anybody can check; the quality stands
 * for effort, which nobody sees in a claim: any quality up to the best is true, as any cut has some weight.
 */
import { hash } from "node:crypto";
import type { Certify } from "../server/cell/certify.ts";
import { type Manifest, manifestSchema } from "../worker-kernels/contract.ts";

/** What a host answers for a unit. */
export interface Claim {
  readonly y: number;
  readonly quality: number;
}

/** A claim as it travels. */
export interface EncodedClaim {
  readonly output: string;
  readonly digest: string;
}

/** What whoever computes gets. */
export const BEST_QUALITY = 1_000;

/** Operations of one unit: a thousand micro-cobblestones, so that a share of a unit's credit would show. */
export const UNIT_OPERATIONS = 432_000_000;

export const effortful: Manifest = manifestSchema.parse({
  contract: 1,
  id: "effortful",
  version: "1.0.0",
  title: "Doubler with effort",
  purpose: "Doubles a number, and says how well it tried.",
  input: { fields: [{ name: "x", type: "u32", description: "a number" }] },
  output: {
    fields: [
      { name: "y", type: "u64", description: "twice the number" },
      { name: "quality", type: "u32", description: "how well it tried" },
    ],
  },
  cost: { base: UNIT_OPERATIONS, perField: {} },
  comparison: "exact",
  assurance: ["quorum", "adaptive", "certificate"],
  effort: "audited",
  picture: { field: "y", caption: "the double" },
});

/** What the unit's own computation gives: the input of unit n is n. */
export const truth = (unit: number): Claim => ({ y: 2 * unit, quality: BEST_QUALITY });

/** A false claim. Equal salts give equal bytes: that is how liars agree. */
export const lie = (unit: number, salt: number): Claim => ({ y: 2 * unit + 1 + salt, quality: BEST_QUALITY });

/** A true claim that cost nothing to make. */
export const poorClaim = (unit: number): Claim => ({ y: 2 * unit, quality: 1 });

/** Checks the claim, and cannot see the effort. */
export const certifyClaim: Certify = (_, { x }, { y, quality }) => Number(y) === 2 * Number(x) && Number(quality) <= BEST_QUALITY;

/** Bytes as the output layout has them, written by hand because it is done millions of times; `kernel.test.ts` compares. */
const bytes = Buffer.alloc(12);

export function encodeClaim({ y, quality }: Claim): EncodedClaim {
  bytes.writeUInt32LE(y % 2 ** 32, 0);
  bytes.writeUInt32LE(Math.floor(y / 2 ** 32), 4);
  bytes.writeUInt32LE(quality, 8);
  return { output: bytes.toString("base64"), digest: hash("sha256", bytes) };
}

/** The input of a unit in base64, likewise. */
export function encodeInput(unit: number): string {
  inputBytes.writeUInt32LE(unit, 0);
  return inputBytes.toString("base64");
}

const inputBytes = Buffer.alloc(4);

/** The encoded truth of every unit, each made once. */
export function truths(): (unit: number) => EncodedClaim {
  const known: EncodedClaim[] = [];
  return (unit) => (known[unit] ??= encodeClaim(truth(unit)));
}
